package io.phasekeeper.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When an output is due: at a time of its date, or so long before the date's first calendar entity
 * begins; of both, whichever is first.
 */
public record Due(Optional<DueTime> at, Optional<Duration> beforeFirstStart) {
  public Due {
    if (at.isEmpty() && beforeFirstStart.isEmpty()) {
      throw new IllegalArgumentException("a due time needs at or before_first_start");
    }
  }

  public static Due at(DueTime time) {
    return new Due(Optional.of(time), Optional.empty());
  }

  /**
   * The moment it means for a data date; empty while it hangs on a start that is not known.
   *
   * @param firstStart of the date's entities that ask for work
   */
  public Optional<Instant> on(LocalDate dataDate, ZoneId zone, Optional<Instant> firstStart) {
    Optional<Instant> fixed = at.map(time -> time.on(dataDate, zone));
    Optional<Instant> before =
        beforeFirstStart.flatMap(lead -> firstStart.map(start -> start.minus(lead)));
    if (fixed.isPresent() && before.isPresent()) {
      return fixed.get().isBefore(before.get()) ? fixed : before;
    }
    return fixed.isPresent() ? fixed : before;
  }
}
