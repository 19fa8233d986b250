package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the timer has looked at so far, kept in its beat: {@code looked_until}, {@code scanned_at},
 * {@code dependencies_at} and {@code calendar}.
 *
 * @param calendar what the calendar said of each date then
 */
record HealClock(
    Optional<Instant> lookedUntil,
    Optional<Instant> scannedAt,
    Optional<Instant> dependenciesAt,
    Map<String, String> calendar) {
  HealClock {
    calendar = Map.copyOf(calendar);
  }

  /** When all of the last days are looked at again, in the pipeline's zone. */
  private static final List<LocalTime> SCANS =
      List.of(LocalTime.of(0, 0), LocalTime.of(6, 0), LocalTime.of(12, 0), LocalTime.of(18, 0));

  /** When today and tomorrow are looked at once more. */
  private static final LocalTime AFTERNOON = LocalTime.of(14, 15);

  static HealClock read(Optional<Document> beat) {
    Map<String, String> calendar = new LinkedHashMap<>();
    beat.flatMap(d -> d.field("calendar", Map.class))
        .map(said -> (Map<?, ?>) said)
        .ifPresent(
            said ->
                said.forEach((date, word) -> calendar.put(date.toString(), String.valueOf(word))));
    return new HealClock(
        beat.flatMap(d -> d.field("looked_until", Instant.class)),
        beat.flatMap(d -> d.field("scanned_at", Instant.class)),
        beat.flatMap(d -> d.field("dependencies_at", Instant.class)),
        calendar);
  }

  /** Whether the first tick ever is now, or a scan's time has come since the last. */
  boolean scanDue(Instant now, ZoneId zone) {
    return scannedAt.map(last -> passed(SCANS, last, now, zone)).orElse(true);
  }

  boolean afternoonDue(Instant now, ZoneId zone) {
    return lookedUntil.map(last -> passed(List.of(AFTERNOON), last, now, zone)).orElse(false);
  }

  private static boolean passed(List<LocalTime> times, Instant last, Instant now, ZoneId zone) {
    LocalDate today = now.atZone(zone).toLocalDate();
    return times.stream()
        .flatMap(
            time ->
                List.of(today.minusDays(1), today).stream()
                    .map(date -> date.atTime(time).atZone(zone).toInstant()))
        .anyMatch(at -> at.isAfter(last) && !at.isAfter(now));
  }
}
