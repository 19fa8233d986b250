package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** One entity of the calendar: a game, or whatever the pipeline works through per date. */
public record CalendarEntry(
    LocalDate date, String id, Optional<Instant> starts, String status, List<String> parts) {
  public CalendarEntry {
    parts = List.copyOf(parts);
  }
}
