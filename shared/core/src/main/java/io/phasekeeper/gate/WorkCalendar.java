package io.phasekeeper.gate;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
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
    Known remembered = known.get(date);
    if (remembered != null
        && !now.isBefore(remembered.at())
        && now.isBefore(remembered.at().plus(FRESH))) {
      return remembered.work();
    }
    CalendarSpan span =
        CalendarSpan.read(pipeline, warehouse, date.minusDays(NEAR), date.plusDays(NEAR), unseen);
    if (known.size() > 500) {
      known.clear();
    }
    for (int days = -NEAR; days <= NEAR; days++) {
      LocalDate near = date.plusDays(days);
      DayWork work = span.on(near);
      if (work.state() == DayWork.State.KNOWN) {
        known.put(near, new Known(work, now));
      }
    }
    return span.on(date);
  }
}
