package io.phasekeeper.gate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The date that a gate is judged for, and all that is to be known beside the data.
 *
 * @param calendar knows the date, and as many days before it as the gate looks back
 * @param onceNewer when the rows were written that were newer than their input at an earlier look
 */
public record GateDay(
    LocalDate date, CalendarSpan calendar, Instant now, Optional<Instant> onceNewer) {
  public GateDay(LocalDate date, CalendarSpan calendar, Instant now) {
    this(date, calendar, now, Optional.empty());
  }

  DayWork work() {
    return calendar.on(date);
  }
}
