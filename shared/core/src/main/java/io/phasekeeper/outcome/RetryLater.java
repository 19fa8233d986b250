package io.phasekeeper.outcome;

/** Thrown out of an event function so that the event is delivered again; nothing else is. */
public final class RetryLater extends Exception {
  private static final long serialVersionUID = 1L;

  public RetryLater(String why, Throwable cause) {
    super(why, cause);
  }

  public RetryLater(String why) {
    super(why);
  }
}
