package io.phasekeeper.monitor;

import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What a look may know beside the data.
 *
 * @param calendar of all watched dates
 * @param firstTick when we first ticked: what fell due before is not complained of
 * @param onceNewer per date, what an earlier look remembered
 */
record Looking(
    Pipeline pipeline,
    CalendarSpan calendar,
    Instant now,
    Instant firstTick,
    Map<LocalDate, Instant> onceNewer) {
  ZoneId zone() {
    return pipeline.zone();
  }

  LocalDate today() {
    return now.atZone(zone()).toLocalDate();
  }

  Instant startOf(LocalDate date) {
    return date.atStartOfDay(zone()).toInstant();
  }

  Optional<Instant> newerOnce(LocalDate date) {
    return Optional.ofNullable(onceNewer.get(date));
  }
}
