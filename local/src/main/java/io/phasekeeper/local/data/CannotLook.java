package io.phasekeeper.local.data;

/**
 * What was asked for cannot be looked at or done: no access, a corrupt directory, somebody else at
 * it. Exit code 3; the message is one line for the user and says what to do.
 */
public final class CannotLook extends Exception {
  private static final long serialVersionUID = 1L;

  public CannotLook(String message) {
    super(message);
  }

  public CannotLook(String message, Throwable cause) {
    super(message, cause);
  }
}
