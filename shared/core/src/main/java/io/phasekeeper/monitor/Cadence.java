package io.phasekeeper.monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a date is looked at again, purely: as usual while all is well, until the day after it; at
 * every tick in the first hour in which it is not, then every quarter of an hour, and after that
 * day every hour for two weeks.
 */
final class Cadence {
  static final Duration TICK = Duration.ofMinutes(5);
  static final Duration QUARTER = Duration.ofMinutes(15);

  /** A scheduler's tick may come a little early. */
  static final Duration SLACK = Duration.ofSeconds(30);

  static final int GIVEN_UP_AFTER_DAYS = 14;

  private Cadence() {}

  /**
   * @param since since when the state is what it is
   * @return none: not again
   */
  static Optional<Instant> next(
      Observation seen, Duration every, LocalDate date, Instant since, Instant now, ZoneId zone) {
    Instant over = date.plusDays(2).atStartOfDay(zone).toInstant();
    Instant usual = now.plus(every).minus(SLACK);
    return switch (seen.state()) {
      case LEFT_OUT -> Optional.empty();
      case WAITING -> Optional.of(waiting(seen, usual, now)).filter(next -> next.isBefore(over));
      case PASSES -> usual.isBefore(over) ? Optional.of(usual) : Optional.empty();
      case FAILS, UNKNOWN -> troubled(date, since, now, zone, over);
    };
  }

  private static Instant waiting(Observation seen, Instant usual, Instant now) {
    Instant soonest = now.plus(TICK).minus(SLACK);
    Instant wished = seen.again().orElse(usual);
    return wished.isBefore(soonest) ? soonest : wished;
  }

  private static Optional<Instant> troubled(
      LocalDate date, Instant since, Instant now, ZoneId zone, Instant over) {
    if (!now.isBefore(date.plusDays(GIVEN_UP_AFTER_DAYS).atStartOfDay(zone).toInstant())) {
      return Optional.empty();
    }
    Duration pause =
        now.isBefore(since.plus(Duration.ofHours(1)))
            ? TICK
            : now.isBefore(over) ? QUARTER : Duration.ofHours(1);
    return Optional.of(now.plus(pause).minus(SLACK));
  }
}
