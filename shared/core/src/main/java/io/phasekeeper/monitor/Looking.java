package io.phasekeeper.monitor;

import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a look may know beside the data.
 *
 * @param calendar of all watched dates
 * @param firstTick when we first ticked: what fell due before is not complained of
 * @param earlier per date, what is stored of earlier looks
 */
record Looking(
    Pipeline pipeline,
    CalendarSpan calendar,
    Instant now,
    Instant firstTick,
    Map<LocalDate, Earlier> earlier) {
  ZoneId zone() {
    return pipeline.zone();
  }

  LocalDate today() {
    return now.atZone(zone()).toLocalDate();
  }

  /** The date on which we first ticked. */
  LocalDate firstDate() {
    return firstTick.atZone(zone()).toLocalDate();
  }

  Instant startOf(LocalDate date) {
    return date.atStartOfDay(zone()).toInstant();
  }

  Earlier earlier(LocalDate date) {
    return earlier.getOrDefault(date, Earlier.NOTHING);
  }
}
