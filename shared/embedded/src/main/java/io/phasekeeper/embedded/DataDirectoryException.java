package io.phasekeeper.embedded;

/**
 * The data directory cannot be used: not writable, damaged, or in another process's hands. The
 * message is one line for a person: what was found, where, and what to do.
 */
public final class DataDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataDirectoryException(String message) {
    super(message);
  }

  public DataDirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
