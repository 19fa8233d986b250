package io.phasekeeper.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * From a deadline on, so many members are enough.
 *
 * @param atLeast at least 1
 */
public record Tier(Deadline deadline, int atLeast) {
  public Tier {
    if (atLeast < 1) {
      throw new IllegalArgumentException("at_least must be 1 or more, not " + atLeast);
    }
  }

  /** When a tier begins: so long after the first completion, or at a fixed time of the date. */
  public sealed interface Deadline {
    /** The moment, if it can be told yet. */
    Optional<Instant> at(Optional<Instant> firstCompletion, LocalDate dataDate, ZoneId zone);

    /** After the first completion. */
    record After(Duration duration) implements Deadline {
      public After {
        if (duration.isNegative()) {
          throw new IllegalArgumentException("a deadline cannot be negative: " + duration);
        }
      }

      @Override
      public Optional<Instant> at(
          Optional<Instant> firstCompletion, LocalDate dataDate, ZoneId zone) {
        return firstCompletion.map(first -> first.plus(duration));
      }
    }

    /** At a time of the date itself, whether or not anything has completed. */
    record By(DueTime time) implements Deadline {
      @Override
      public Optional<Instant> at(
          Optional<Instant> firstCompletion, LocalDate dataDate, ZoneId zone) {
        return Optional.of(time.on(dataDate, zone));
      }
    }
  }
}
