package io.phasekeeper.monitor;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches that an output is not absent for days with work on end, once a day. */
final class AbsenceWatch implements Watch {
  static final int DAYS = 3;

  /** Three days with work are looked for so far back. */
  static final int FARTHEST = 14;

  private static final DueTime NOON_AFTER = DueTime.parse("12:00 D+1");
  private static final DueTime LOOKS = DueTime.parse("12:30 D");

  private final Processor processor;
  private final TableRef table;
  private final Warehouse warehouse;

  AbsenceWatch(Processor processor, TableRef table, Warehouse warehouse) {
    this.processor = processor;
    this.table = table;
    this.warehouse = warehouse;
  }

  @Override
  public String name() {
    return "absent:" + processor.name();
  }

  @Override
  public String kind() {
    return "absent";
  }

  @Override
  public String about() {
    return table.name();
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
    return Duration.ofDays(1);
  }

  @Override
  public int daysBefore() {
    return FARTHEST;
  }

  @Override
  public Map<LocalDate, Observation> look(List<LocalDate> dates, Looking looking) {
    LocalDate today = dates.get(dates.size() - 1);
    return Map.of(today, look(today, looking));
  }

  private Observation look(LocalDate today, Looking looking) {
    Instant from = LOOKS.on(today, looking.zone());
    if (looking.now().isBefore(from)) {
      return Observation.waiting("looked at from " + from + " on", from);
    }
    List<LocalDate> last = lastWithWork(today, looking);
    if (last.size() < DAYS) {
      return Observation.leftOut("fewer than " + DAYS + " days with work since we first looked");
    }
    Map<LocalDate, Long> counts;
    try {
      counts = warehouse.rowCounts(table, last.get(DAYS - 1), last.get(0));
    } catch (PortFailure e) {
      return Observation.unseen(e, table.name());
    }
    if (last.stream().anyMatch(counts::containsKey)) {
      return Observation.passes("there are rows of the last " + DAYS + " days with work");
    }
    String what = table.name() + " has no row of the last " + DAYS + " days with work, " + last;
    return Observation.fails(
        what,
        FindingDraft.of(
                FindingKind.OUTPUTS_ABSENT,
                table.name(),
                what,
                "look at what starts " + processor.name() + "; perhaps nothing does any more")
            .with("dates", last.stream().map(LocalDate::toString).toList()));
  }

  /** The last days with work on which rows fell due, the newest first. */
  private List<LocalDate> lastWithWork(LocalDate today, Looking looking) {
    List<LocalDate> dates = new ArrayList<>();
    for (int back = 0; back <= FARTHEST && dates.size() < DAYS; back++) {
      LocalDate date = today.minusDays(back);
      Instant due = due(date, looking);
      boolean judged = !due.isAfter(looking.now()) && !due.isBefore(looking.firstTick());
      boolean work = !processor.rowsPerEntity() || looking.calendar().on(date).due();
      if (judged && work && !bootstrap(date, looking)) {
        dates.add(date);
      }
    }
    return dates;
  }

  private boolean bootstrap(LocalDate date, Looking looking) {
    Optional<Calendar> calendar = looking.calendar().calendar();
    return calendar.isPresent() && calendar.get().isBootstrap(processor.phase(), date);
  }

  private Instant due(LocalDate date, Looking looking) {
    Optional<Instant> start = looking.calendar().on(date).firstStart();
    return processor.output().due().values().stream()
        .flatMap(due -> due.on(date, looking.zone(), start).stream())
        .max(Comparator.naturalOrder())
        .orElse(NOON_AFTER.on(date, looking.zone()));
  }
}
