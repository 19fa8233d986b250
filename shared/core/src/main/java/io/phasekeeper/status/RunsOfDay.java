package io.phasekeeper.status;

import io.phasekeeper.run.RunLook;
import io.phasekeeper.run.RunVerdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The runs of one data date, as they look at one time.
 *
 * @param zone of the times that people are shown
 * @param runs oldest start first
 * @param cutOff whether there are more rows than were read; the newest were
 */
public record RunsOfDay(
    String pipeline,
    LocalDate date,
    ZoneId zone,
    Instant at,
    List<RunLook.Seen> runs,
    boolean cutOff) {
  public RunsOfDay {
    runs = List.copyOf(runs);
  }

  /** Whether any run is lost or gets nowhere. */
  public boolean wrong() {
    return runs.stream().anyMatch(RunsOfDay::wrong);
  }

  static boolean wrong(RunLook.Seen seen) {
    return seen.verdict() == RunVerdict.DEAD
        || seen.verdict() == RunVerdict.STALE
        || seen.verdict() == RunVerdict.STUCK;
  }

  /** How long ago it began; none where nobody knows. */
  Optional<Duration> age(RunLook.Seen seen) {
    return seen.run()
        .startedAt()
        .or(() -> seen.beat().flatMap(beat -> beat.startedAt()))
        .map(start -> start.isAfter(at) ? Duration.ZERO : Duration.between(start, at));
  }
}
