package io.phasekeeper.call;

import java.time.Duration;

/** Lets a little time pass between two tries of one call. Safe for many threads. */
public interface Pause {
  /** Does not wait: for a play, whose clock does not move within a call. */
  Pause NONE = length -> true;

  /**
   * Waits.
   *
   * @return whether the whole time passed; if not, the process is ending and nothing is tried again
   */
  boolean pause(Duration length);
}
