package io.phasekeeper.gate;

import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.warehouse.CalendarEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the calendar says of one date: how many entities ask for work.
 *
 * @param asking the entities that ask for work, once each
 * @param entities those that are not postponed or cancelled; 0 unless {@code KNOWN}
 */
public record DayWork(State state, int entities, String explanation, List<CalendarEntry> asking) {
  public DayWork {
    asking = List.copyOf(asking);
  }

  /** A word on a date without the entities themselves. */
  public DayWork(State state, int entities, String explanation) {
    this(state, entities, explanation, List.of());
  }

  /** How far the calendar can be believed. */
  public enum State {
    /** The calendar has rows around the date. */
    KNOWN,
    /** It could not be read, or has no row within 7 days: never "nothing is due". */
    UNKNOWN,
    /** The pipeline has no calendar: every date asks for work, in no countable amount. */
    NO_CALENDAR
  }

  /** A calendar without any row within so many days of a date knows nothing of it. */
  public static final int DAYS_AROUND = 7;

  public static DayWork noCalendar() {
    return new DayWork(State.NO_CALENDAR, 1, "the pipeline has no calendar");
  }

  public static DayWork unreadable(String reason) {
    return new DayWork(State.UNKNOWN, 0, reason);
  }

  /**
   * @param entries the calendar from {@link #DAYS_AROUND} days before the date to as many after
   */
  public static DayWork of(Calendar calendar, LocalDate date, List<CalendarEntry> entries) {
    if (entries.isEmpty()) {
      return unreadable(
          calendar.source().table().name()
              + " has no row within "
              + DAYS_AROUND
              + " days of "
              + date);
    }
    Map<String, CalendarEntry> asking = new LinkedHashMap<>();
    entries.stream()
        .filter(e -> e.date().equals(date) && calendar.asksForWork(e))
        .forEach(e -> asking.putIfAbsent(e.id(), e));
    return new DayWork(
        State.KNOWN,
        asking.size(),
        asking.size() + " calendar entries ask for work",
        List.copyOf(asking.values()));
  }

  /** When the first of its entities begins, as far as known. */
  public Optional<Instant> firstStart() {
    return asking.stream().flatMap(e -> e.starts().stream()).min(Instant::compareTo);
  }

  /** Whether work is due for certain. */
  public boolean due() {
    return state == State.NO_CALENDAR || entities > 0;
  }

  /** Whether nothing is due for certain. */
  public boolean free() {
    return state == State.KNOWN && entities == 0;
  }
}
