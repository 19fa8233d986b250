package io.phasekeeper.event;

/** An event that can never be understood, however often it is delivered: for the quarantine. */
public final class MalformedEventException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what was found, where, and what was expected
   */
  public MalformedEventException(String reason) {
    super(reason);
  }
}
