package io.phasekeeper.gate;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.Warehouse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the calendar says of many dates, read at once. */
public final class CalendarSpan {
  private final Optional<Calendar> calendar;
  private final List<CalendarEntry> entries;
  private final Optional<String> unreadable;
  private final Map<LocalDate, DayWork> works = new HashMap<>();

  private CalendarSpan(
      Optional<Calendar> calendar, List<CalendarEntry> entries, Optional<String> unreadable) {
    this.calendar = calendar;
    this.entries = List.copyOf(entries);
    this.unreadable = unreadable;
  }

  /** The dates of a pipeline without calendar. */
  public static CalendarSpan none() {
    return new CalendarSpan(Optional.empty(), List.of(), Optional.empty());
  }

  /**
   * @param entries of the dates that will be asked for, and {@link DayWork#DAYS_AROUND} more on
   *     both sides
   */
  public static CalendarSpan of(Calendar calendar, List<CalendarEntry> entries) {
    return new CalendarSpan(Optional.of(calendar), entries, Optional.empty());
  }

  public static CalendarSpan unreadable(Calendar calendar, String reason) {
    return new CalendarSpan(Optional.of(calendar), List.of(), Optional.of(reason));
  }

  /**
   * Asks the pipeline's calendar.
   *
   * @param from first date of which the work will be asked
   * @param to last one
   * @param unseen told if the warehouse did not answer
   */
  public static CalendarSpan read(
      Pipeline pipeline,
      Warehouse warehouse,
      LocalDate from,
      LocalDate to,
      Consumer<PortFailure> unseen) {
    if (pipeline.calendar().isEmpty()) {
      return none();
    }
    Calendar calendar = pipeline.calendar().get();
    try {
      return of(
          calendar,
          warehouse.calendar(
              calendar.source(),
              from.minusDays(DayWork.DAYS_AROUND),
              to.plusDays(DayWork.DAYS_AROUND)));
    } catch (PortFailure e) {
      unseen.accept(e);
      return unreadable(calendar, "the calendar cannot be read: " + e.getMessage());
    }
  }

  public Optional<Calendar> calendar() {
    return calendar;
  }

  /** Why nobody can tell anything; none if the calendar was read. */
  public Optional<String> unreadable() {
    return unreadable;
  }

  /** Whether there is an entry, of whatever status, within so many days of a date. */
  public boolean knowsAround(LocalDate date, int days) {
    return entries.stream()
        .anyMatch(
            e ->
                !e.date().isBefore(date.minusDays(days)) && !e.date().isAfter(date.plusDays(days)));
  }

  /** The work of a date. */
  public DayWork on(LocalDate date) {
    return works.computeIfAbsent(date, this::work);
  }

  private DayWork work(LocalDate date) {
    if (calendar.isEmpty()) {
      return DayWork.noCalendar();
    }
    if (unreadable.isPresent()) {
      return DayWork.unreadable(unreadable.get());
    }
    List<CalendarEntry> around =
        entries.stream()
            .filter(
                e ->
                    !e.date().isBefore(date.minusDays(DayWork.DAYS_AROUND))
                        && !e.date().isAfter(date.plusDays(DayWork.DAYS_AROUND)))
            .toList();
    return DayWork.of(calendar.get(), date, around);
  }

  /** The last entities of a part before a date that asked for work, the newest first. */
  List<CalendarEntry> lastOf(String part, LocalDate before, int most) {
    List<CalendarEntry> last = new ArrayList<>();
    entries.stream()
        .filter(e -> e.date().isBefore(before) && e.parts().contains(part))
        .filter(e -> calendar.map(c -> c.asksForWork(e)).orElse(true))
        .sorted(Comparator.comparing(CalendarEntry::date).reversed())
        .limit(most)
        .forEach(last::add);
    return last;
  }
}
