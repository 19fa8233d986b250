package io.phasekeeper.gate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The date that a gate is judged for, and all that is to be known beside the data.
 *
 * @param calendar knows the date, and as many days before it as the gate looks back
 * @param due from when on everything counts that has ended; none: it does now
 * @param since when we first looked; none: nobody knows. Of dates from then on the calendar must
 *     know
 * @param memory of earlier looks, for outputs beside their inputs
 */
public record GateDay(
    LocalDate date,
    CalendarSpan calendar,
    Instant now,
    Optional<Instant> due,
    Optional<LocalDate> since,
    NewerMemory memory) {
  public GateDay(LocalDate date, CalendarSpan calendar, Instant now) {
    this(date, calendar, now, Optional.empty(), Optional.empty(), NewerMemory.NONE);
  }

  DayWork work() {
    return calendar.on(date);
  }
}
