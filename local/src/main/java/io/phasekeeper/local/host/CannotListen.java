package io.phasekeeper.local.host;

/** The port that was asked for cannot be listened on; the message is for the user. */
public final class CannotListen extends Exception {
  private static final long serialVersionUID = 1L;

  CannotListen(int port, Throwable cause) {
    super(
        "cannot listen on 127.0.0.1:"
            + port
            + ": "
            + reason(cause)
            + "; name another port with --port, or leave it out to get a free one",
        cause);
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof java.net.BindException
        ? "the port is in use"
        : String.valueOf(root.getMessage());
  }
}
