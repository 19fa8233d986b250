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
 * The pipeline's calendar, asked at most every 15 minutes per date. A failure is not remembered: it
 * is asked again.
 */
public final class WorkCalendar {
  static final Duration FRESH = Duration.ofMinutes(15);

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
    var calendar = pipeline.calendar().get();
    DayWork work;
    try {
      work =
          DayWork.of(
              calendar,
              date,
              warehouse.calendar(
                  calendar.source(),
                  date.minusDays(DayWork.DAYS_AROUND),
                  date.plusDays(DayWork.DAYS_AROUND)));
    } catch (PortFailure e) {
      unseen.accept(e);
      return DayWork.unreadable("the calendar cannot be read: " + e.getMessage());
    }
    if (known.size() > 500) {
      known.clear();
    }
    if (work.state() == DayWork.State.KNOWN) {
      known.put(date, new Known(work, now));
    }
    return work;
  }
}
