package io.phasekeeper.heal;

import java.time.Duration;

/**
 * The bounds of healing (REQUIREMENTS D3, D4).
 *
 * @param newPlans begun in one tick at most
 * @param attempts accepted dispatches of an output and date, until something changes
 * @param coolDown between the attempts of an output and date
 * @param effectWithin a dispatch of which nothing is seen for so long had no effect
 * @param breakerFailures of a target in a row that open its circuit
 * @param breakerPause until an open circuit is tried again; doubles with each failed try
 * @param breakerLongest the longest such pause
 * @param refusals of one output and date after which people are told
 * @param retryLongest the longest wait after a refused dispatch
 */
record HealPolicy(
    int newPlans,
    int attempts,
    Duration coolDown,
    Duration effectWithin,
    int breakerFailures,
    Duration breakerPause,
    Duration breakerLongest,
    int refusals,
    Duration retryLongest) {
  static final HealPolicy STANDARD =
      new HealPolicy(
          5,
          3,
          Duration.ofHours(2),
          Duration.ofMinutes(30),
          5,
          Duration.ofSeconds(60),
          Duration.ofMinutes(15),
          3,
          Duration.ofMinutes(15));
}
