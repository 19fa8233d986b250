package io.phasekeeper.backfill;

import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is asked for: a range of dates, both included, and what of them.
 *
 * @param phase none: every phase that can be asked to work
 * @param maxInFlight how many outputs may be under way at once
 * @param again whether rows that are there are made anew
 */
public record BackfillOrder(
    LocalDate from, LocalDate to, Optional<PhaseName> phase, int maxInFlight, boolean again) {
  /** How many outputs are under way at once if nobody says. */
  public static final int USUALLY_IN_FLIGHT = 3;

  /** A range has at most so many days: five years. */
  public static final int MOST_DAYS = 1_830;

  private static final int MOST_IN_FLIGHT = 20;

  public BackfillOrder {
    if (maxInFlight < 1 || maxInFlight > MOST_IN_FLIGHT) {
      throw new IllegalArgumentException(
          "found --max-in-flight " + maxInFlight + "; expected 1 to " + MOST_IN_FLIGHT);
    }
  }

  /** Whether an output is asked for, of the dates of the range. */
  boolean asks(Processor output) {
    return phase.map(output.phase()::equals).orElse(true);
  }

  /**
   * Refuses what cannot be meant.
   *
   * @param today in the pipeline's zone
   * @throws IllegalArgumentException saying what is wrong with the range
   */
  void check(Pipeline pipeline, LocalDate today) {
    check(from, to, today);
    phase.ifPresent(named -> known(pipeline, named));
  }

  /**
   * Refuses a range of dates that cannot be meant.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static void check(LocalDate from, LocalDate to, LocalDate today) {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "found a range from " + from + " to " + to + "; expected the earlier date first");
    }
    if (to.isAfter(today)) {
      throw new IllegalArgumentException(
          "found a range up to "
              + to
              + ", which is in the future; expected at most today, "
              + today);
    }
    long days = ChronoUnit.DAYS.between(from, to) + 1;
    if (days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "found a range of "
              + days
              + " days; expected at most "
              + MOST_DAYS
              + ": make several of it, the oldest first");
    }
  }

  static void known(Pipeline pipeline, PhaseName phase) {
    if (!pipeline.phases().containsKey(phase)) {
      throw new IllegalArgumentException(
          "found phase \"" + phase + "\"; expected one of " + pipeline.phases().keySet());
    }
  }
}
