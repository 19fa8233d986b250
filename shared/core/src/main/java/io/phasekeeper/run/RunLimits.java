package io.phasekeeper.run;

import io.phasekeeper.pipeline.RunPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long a run may take and be silent.
 *
 * @param staleAfter from its start, while no beat of it is known
 * @param stuckAfter without progress; zero: for ever
 * @param failStuck whether a stuck run is ended like a dead one
 * @param overdueAfter from its start; none while nobody knows how long it usually takes
 */
public record RunLimits(
    Duration staleAfter, Duration stuckAfter, boolean failStuck, Optional<Duration> overdueAfter) {
  /** Beats come every 60 s (C5): after so long without one, it is suspect. */
  public static final Duration SUSPECT_AFTER = Duration.ofMinutes(5);

  /** After so long without a beat it is dead (C5). */
  public static final Duration DEAD_AFTER = Duration.ofMinutes(15);

  /** A run is overdue at twice its usual time, and not before so long (C1). */
  static final Duration OVERDUE_AT_LEAST = Duration.ofMinutes(15);

  /** Its usual time is told by so many of its last runs (C1). */
  public static final int LAST_RUNS = 20;

  private static final double USUAL_SHARE = 0.95;

  /**
   * @param lastDurations of the processor's last successful runs, in any order; may be empty
   */
  public static RunLimits of(RunPolicy policy, List<Duration> lastDurations) {
    return new RunLimits(
        policy.staleAfter(),
        policy.stuckAfter(),
        policy.failStuck(),
        usual(lastDurations)
            .map(usual -> usual.multipliedBy(2))
            .map(twice -> twice.compareTo(OVERDUE_AT_LEAST) > 0 ? twice : OVERDUE_AT_LEAST));
  }

  /** The p95 by nearest rank: of 20 the second longest, of fewer the longest. */
  static Optional<Duration> usual(List<Duration> durations) {
    if (durations.isEmpty()) {
      return Optional.empty();
    }
    List<Duration> sorted = new ArrayList<>(durations);
    sorted.sort(null);
    int rank = (int) Math.ceil(USUAL_SHARE * sorted.size());
    return Optional.of(sorted.get(rank - 1));
  }
}
