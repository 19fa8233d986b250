package io.phasekeeper.monitor;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches that the calendar itself is there and fresh: an empty or old one is never taken for days
 * without work.
 */
final class ScheduleWatch implements Watch {
  private final Pipeline pipeline;
  private final Calendar calendar;
  private final Warehouse warehouse;

  ScheduleWatch(Pipeline pipeline, Calendar calendar, Warehouse warehouse) {
    this.pipeline = pipeline;
    this.calendar = calendar;
    this.warehouse = warehouse;
  }

  @Override
  public String name() {
    return "schedule:" + calendar.source().table().bareName();
  }

  @Override
  public String kind() {
    return "schedule";
  }

  @Override
  public String about() {
    return calendar.source().table().name();
  }

  @Override
  public List<LocalDate> dates(LocalDate today) {
    return List.of(today);
  }

  @Override
  public boolean dated() {
    return false;
  }

  @Override
  public Duration every() {
    return Duration.ofHours(1);
  }

  @Override
  public Map<LocalDate, Observation> look(List<LocalDate> dates, Looking looking) {
    LocalDate today = dates.get(dates.size() - 1);
    return Map.of(today, look(today, looking));
  }

  private Observation look(LocalDate today, Looking looking) {
    if (looking.calendar().unreadable().isPresent()) {
      return Observation.waiting(looking.calendar().unreadable().get());
    }
    if (!calendar.inSeason(today)) {
      return Observation.passes("no season, or a break of it");
    }
    if (!looking.calendar().knowsAround(today, DayWork.DAYS_AROUND)) {
      String what = about() + " has no row within " + DayWork.DAYS_AROUND + " days of " + today;
      return Observation.fails(
          what,
          FindingDraft.of(
              FindingKind.SCHEDULE_EMPTY,
              about(),
              what,
              "load the schedule; until then nobody knows what is due"));
    }
    return age(today, looking);
  }

  private Observation age(LocalDate today, Looking looking) {
    if (calendar.maxAge().isEmpty()) {
      return Observation.passes("it has rows");
    }
    List<Measured> rows;
    try {
      rows =
          warehouse.measure(
              Measure.of(
                  calendar.source().table(),
                  today.minusDays(DayWork.DAYS_AROUND),
                  today.plusDays(DayWork.DAYS_AROUND),
                  Optional.empty(),
                  pipeline.writtenColumn()));
    } catch (PortFailure e) {
      return Observation.unseen(e, about());
    }
    Optional<Instant> newest =
        rows.stream().flatMap(each -> each.newest().stream()).max(Comparator.naturalOrder());
    if (newest.isEmpty()) {
      return Observation.waiting("it does not tell when it was written");
    }
    Duration age = Duration.between(newest.get(), looking.now());
    if (age.compareTo(calendar.maxAge().get()) <= 0) {
      return Observation.passes("it was written at " + newest.get());
    }
    String what =
        about()
            + " was last written "
            + age.toHours()
            + " h ago, wanted at most "
            + calendar.maxAge().get();
    return Observation.fails(
        what,
        FindingDraft.of(
                FindingKind.SCHEDULE_STALE,
                about(),
                what,
                "look at the job that brings the schedule")
            .with("written", newest.get().toString()));
  }
}
