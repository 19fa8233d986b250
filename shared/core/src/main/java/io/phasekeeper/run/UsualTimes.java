package io.phasekeeper.run;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.Unseen;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** How long runs usually take; read anew every hour, and only if any run may be overdue. */
final class UsualTimes {
  private static final Duration KNOWN_FOR = Duration.ofHours(1);
  private static final int DAYS = 30;

  private final Platform platform;
  private volatile Read read = new Read(Map.of(), Instant.EPOCH);

  private record Read(Map<String, List<Duration>> durations, Instant at) {}

  UsualTimes(Platform platform) {
    this.platform = platform;
  }

  /**
   * The last durations of each processor, by its name as written; what was known, if unreadable.
   */
  Map<String, List<Duration>> of(Collection<Run> runs, RunTick tick) {
    boolean wanted =
        runs.stream()
            .flatMap(run -> run.startedAt().stream())
            .anyMatch(at -> !tick.now.isBefore(at.plus(RunLimits.OVERDUE_AT_LEAST)));
    Read known = read;
    if (!wanted || tick.now.isBefore(known.at().plus(KNOWN_FOR))) {
      return known.durations();
    }
    Pipeline pipeline = platform.pipeline();
    String table = pipeline.runHistory().orElseThrow();
    LocalDate today = tick.now.atZone(pipeline.zone()).toLocalDate();
    try {
      read =
          new Read(
              platform
                  .warehouse()
                  .usualDurations(
                      table, today.minusDays(DAYS), today.plusDays(1), RunLimits.LAST_RUNS),
              tick.now);
    } catch (PortFailure e) {
      tick.unseen.add(new Unseen.Question(e, table));
    }
    return read.durations();
  }
}
