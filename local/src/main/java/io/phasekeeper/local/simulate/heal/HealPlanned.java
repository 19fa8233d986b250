package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.warehouse.CalendarEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A drawn day of healing.
 *
 * @param today the date on which it begins
 * @param games as the calendar has them when it begins
 * @param begins the first tick is at or after it
 * @param ends when it is judged: long after the last fault has ended
 * @param known whether the timer ticked before the day began
 */
record HealPlanned(
    long number,
    LocalDate today,
    List<CalendarEntry> games,
    Instant begins,
    Instant ends,
    boolean known,
    List<HealItem> items) {
  HealPlanned {
    games = List.copyOf(games);
    items = List.copyOf(items);
  }

  HealPlanned with(List<HealItem> others) {
    return new HealPlanned(number, today, games, begins, ends, known, others);
  }

  <T extends HealItem> List<T> all(Class<T> kind) {
    return items.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The date that our clock shows. */
  LocalDate today(Instant at) {
    return at.plus(skew(at)).atZone(HealDays.PIPELINE.zone()).toLocalDate();
  }

  /** What our clock shows more than the truth. */
  Duration skew(Instant at) {
    for (HealItem item : items) {
      if (item instanceof HealItem.ClockStep step
          && new HealItem.Stretch(step.from(), step.until()).covers(at)) {
        return step.by();
      }
    }
    return Duration.ZERO;
  }

  /** How far two readings of our clock may lie from the time that truly passed between them. */
  Duration slack() {
    Duration most = Duration.ZERO;
    for (HealItem.ClockStep step : all(HealItem.ClockStep.class)) {
      most = most.plus(step.by().abs());
    }
    return most;
  }
}
