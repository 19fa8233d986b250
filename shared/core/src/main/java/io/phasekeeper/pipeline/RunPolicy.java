package io.phasekeeper.pipeline;

import java.time.Duration;

/**
 * How long a run may be silent before it is ended for it.
 *
 * @param staleAfter from its start, if no beat of it is known: 4 h unless said
 * @param stuckAfter beats without progress for so long are noticed: 30 min unless said; zero: never
 * @param failStuck whether such a run is also ended, as a dead one is; else it is only noticed
 */
public record RunPolicy(Duration staleAfter, Duration stuckAfter, boolean failStuck) {
  public static final RunPolicy STANDARD =
      new RunPolicy(Duration.ofHours(4), Duration.ofMinutes(30), false);
}
