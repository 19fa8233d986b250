package io.phasekeeper.gate;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The pipeline's calendar, asked at most every 15 minutes per date, and with a date for those near
 * it, which are asked for in the same tick mostly. A failure is not remembered: it is asked again.
 */
public final class WorkCalendar {
  static final Duration FRESH = Duration.ofMinutes(15);

  /** So many dates before and after one are read with it. */
  private static final int NEAR = 4;

  private final Pipeline pipeline;
  private final Warehouse warehouse;
  private final Map<LocalDate, Known> known = new ConcurrentHashMap<>();

  public WorkCalendar(Pipeline pipeline, Warehouse warehouse) {
    this.pipeline = pipeline;
    this.warehouse = warehouse;
  }

  private record Known(DayWork work, Instant at) {}

  /**
   * The work of a date; UNKNOWN, with the reason, if the calendar cannot be read.
   *
   * @param unseen told if the warehouse did not answer
   */
  public DayWork on(LocalDate date, Instant now, Consumer<PortFailure> unseen) {
    if (pipeline.calendar().isEmpty()) {
      return DayWork.noCalendar();
    }
    Optional<DayWork> remembered = remembered(date, now);
    return remembered.isPresent()
        ? remembered.get()
        : read(date.minusDays(NEAR), date.plusDays(NEAR), now, unseen).on(date);
  }

  /** The same of many dates, which are read in one question if not all of them are known. */
  public Map<LocalDate, DayWork> between(
      LocalDate from, LocalDate to, Instant now, Consumer<PortFailure> unseen) {
    Map<LocalDate, DayWork> works = new TreeMap<>();
    if (pipeline.calendar().isPresent()) {
      from.datesUntil(to.plusDays(1))
          .forEach(date -> remembered(date, now).ifPresent(work -> works.put(date, work)));
      if (works.size() <= ChronoUnit.DAYS.between(from, to)) {
        CalendarSpan span = read(from, to, now, unseen);
        from.datesUntil(to.plusDays(1)).forEach(date -> works.put(date, span.on(date)));
      }
    }
    return works;
  }

  private Optional<DayWork> remembered(LocalDate date, Instant now) {
    return Optional.ofNullable(known.get(date))
        .filter(each -> !now.isBefore(each.at()) && now.isBefore(each.at().plus(FRESH)))
        .map(Known::work);
  }

  private CalendarSpan read(
      LocalDate from, LocalDate to, Instant now, Consumer<PortFailure> unseen) {
    CalendarSpan span = CalendarSpan.read(pipeline, warehouse, from, to, unseen);
    if (known.size() > 500) {
      known.clear();
    }
    from.datesUntil(to.plusDays(1))
        .forEach(
            date -> {
              DayWork work = span.on(date);
              if (work.state() == DayWork.State.KNOWN) {
                known.put(date, new Known(work, now));
              }
            });
    return span;
  }
}
