package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Draws days. Each is drawn from the seed and its own number alone, so that one day can be played
 * without those before it.
 */
final class PlanDrawer {
  /** Dates around which the clocks change in the zones of the pipelines here. */
  private static final List<LocalDate> CLOCK_CHANGES =
      List.of(
          LocalDate.of(2026, 3, 7),
          LocalDate.of(2026, 3, 8),
          LocalDate.of(2026, 3, 28),
          LocalDate.of(2026, 3, 29),
          LocalDate.of(2026, 10, 24),
          LocalDate.of(2026, 10, 25),
          LocalDate.of(2026, 10, 31),
          LocalDate.of(2026, 11, 1));

  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);

  /** Everything that was delivered late is done, and judged anew, so long after the last item. */
  private static final Duration SETTLED = Duration.ofMinutes(65);

  private final Pipeline pipeline;
  private final long seed;
  private final long number;
  private final Draw draw;
  private final List<Item> items = new ArrayList<>();
  private final List<Instant> busy = new ArrayList<>();
  private final LocalDate date;
  private final int entities;
  private int messages;
  private Optional<PhaseName> chained = Optional.empty();

  private PlanDrawer(Pipeline pipeline, long seed, long number) {
    this.pipeline = pipeline;
    this.seed = seed;
    this.number = number;
    this.draw = new Draw(seed, number);
    this.date =
        draw.percent(12)
            ? CLOCK_CHANGES.get(draw.below(CLOCK_CHANGES.size()))
            : FIRST.plusDays(draw.below(330));
    this.entities = draw.percent(5) ? 0 : draw.between(1, 13);
  }

  static DayPlan day(Pipeline pipeline, long seed, long number) {
    PlanDrawer drawer = new PlanDrawer(pipeline, seed, number);
    drawer.reports();
    new TroubleDrawer(pipeline, drawer.draw, drawer).draw();
    return drawer.plan();
  }

  // --- What the processors report
  // -----------------------------------------------------------------

  private void reports() {
    boolean atNight = draw.percent(15);
    boolean slow = draw.percent(15);
    Duration elapsed = Duration.ZERO;
    for (Transition transition : pipeline.transitions()) {
      boolean ordinary = draw.percent(60);
      for (StartPolicy policy : transition.policies().values()) {
        Instant anchor = anchor(policy.cycle(), atNight).plus(elapsed);
        busy.add(anchor);
        for (ProcessorName member : policy.expect()) {
          member(transition, policy.cycle(), member, anchor, ordinary ? 0 : draw.below(100));
        }
      }
      elapsed = elapsed.plus(slow ? draw.minutes(10, 90) : draw.minutes(4, 8));
    }
    if (draw.percent(10)) {
      unknown();
    }
    if (draw.percent(8)) {
      new ChainDrawer(pipeline, draw, date, this).draw();
    }
  }

  /** When a cycle's runs end: the day before, in the morning, in the night after. */
  private Instant anchor(CycleName cycle, boolean atNight) {
    var rule = pipeline.cycles();
    if (cycle.equals(rule.after())) {
      return at(date.plusDays(1), atNight ? LocalTime.of(0, 25) : LocalTime.of(6, 15));
    }
    return cycle.equals(rule.equal())
        ? at(date, LocalTime.of(10, 20))
        : at(date.minusDays(1), LocalTime.of(17, 0));
  }

  Instant at(LocalDate day, LocalTime time) {
    return day.atTime(time).atZone(pipeline.zone()).toInstant();
  }

  /**
   * Members that never come are drawn for the last cycle of the date only: elsewhere the same
   * lateness would be looked at for a day and a half.
   */
  private void member(
      Transition transition, CycleName cycle, ProcessorName member, Instant anchor, int fate) {
    Instant at = anchor.plus(draw.seconds(0, 240));
    if (fate < 45) {
      success(transition, cycle, member, at);
    } else if (fate < 53 && cycle.equals(pipeline.cycles().after())) {
      silent(transition, cycle, member, at);
    } else if (fate < 62) {
      success(transition, cycle, member, at.plus(draw.minutes(30, 100)));
    } else if (fate < 68) {
      report(transition, cycle, member, ReportStatus.FAILED, Optional.empty(), at);
      success(transition, cycle, member, at.plus(draw.minutes(5, 25)));
    } else if (fate < 71 && cycle.equals(pipeline.cycles().after())) {
      report(transition, cycle, member, ReportStatus.FAILED, Optional.empty(), at);
    } else if (fate < 76) {
      report(transition, cycle, member, ReportStatus.PARTIAL, Optional.of(50L), at);
    } else if (fate < 81) {
      report(transition, cycle, member, ReportStatus.SUCCESS, Optional.of(0L), at);
    } else if (fate < 90) {
      corrected(transition, cycle, member, at);
    } else if (fate < 93) {
      report(transition, cycle, member, ReportStatus.SUCCESS, Optional.empty(), at);
    } else if (fate < 96 && cycle.equals(pipeline.cycles().equal())) {
      Instant midnight = at(date.plusDays(1), LocalTime.MIDNIGHT);
      success(
          transition, cycle, member, midnight.plus(draw.minutes(1, 10)), Duration.ofMinutes(25));
    } else {
      success(transition, cycle, member, at);
    }
  }

  private void success(Transition transition, CycleName cycle, ProcessorName member, Instant at) {
    report(transition, cycle, member, ReportStatus.SUCCESS, Optional.of(rows()), at);
  }

  private void success(
      Transition transition, CycleName cycle, ProcessorName member, Instant at, Duration took) {
    add(transition, cycle, member, ReportStatus.SUCCESS, Optional.of(rows()), at, took);
  }

  long rows() {
    return draw.between(1, 400);
  }

  /** Two runs; the older message comes once more after the newer. */
  private void corrected(Transition transition, CycleName cycle, ProcessorName member, Instant at) {
    success(transition, cycle, member, at);
    int older = messages;
    Duration later = draw.minutes(3, 40);
    success(transition, cycle, member, at.plus(later));
    items.add(new Item.Duplicated(older, later.plus(draw.minutes(2, 30))));
  }

  /** No message; the run history, or another writer, may know of the run. */
  private void silent(Transition transition, CycleName cycle, ProcessorName member, Instant at) {
    if (draw.percent(40)) {
      items.add(new Item.RunEnded(member, cycle, at.minus(draw.seconds(30, 300)), at));
    } else if (draw.percent(40)) {
      items.add(
          new Item.OtherCompletes(
              at, transition.after(), cycle, ledger(transition, cycle), member));
    }
  }

  DocumentPath ledger(Transition transition, CycleName cycle) {
    return LedgerDocument.path(pipeline.phase(transition.after()), date, cycle, pipeline.cycles());
  }

  private void report(
      Transition transition,
      CycleName cycle,
      ProcessorName member,
      ReportStatus status,
      Optional<Long> count,
      Instant at) {
    add(transition, cycle, member, status, count, at, draw.seconds(20, 400));
  }

  private void add(
      Transition transition,
      CycleName cycle,
      ProcessorName member,
      ReportStatus status,
      Optional<Long> count,
      Instant at,
      Duration took) {
    messages++;
    items.add(
        new Item.Report(
            messages,
            transition.after(),
            cycle,
            nameOf(pipeline.processor(member)),
            Optional.of(member),
            status,
            count,
            "run-" + messages,
            "c-" + transition.after() + "-" + cycle,
            at,
            took,
            at.plus(draw.seconds(0, 3))));
  }

  private String nameOf(Processor processor) {
    int form = draw.below(20);
    if (form == 0) {
      return processor.name().value();
    }
    return form == 1 && processor.className().endsWith("Processor")
        ? "Async" + processor.className()
        : processor.className();
  }

  /** Somebody misspells a name, instead of the right one or beside it. */
  private void unknown() {
    List<Item.Report> reports = reported();
    if (reports.isEmpty()) {
      return;
    }
    Item.Report model = draw.one(reports);
    messages++;
    items.add(
        new Item.Report(
            messages,
            model.phase(),
            model.cycle(),
            model.nameAsSent() + "x",
            Optional.empty(),
            ReportStatus.SUCCESS,
            Optional.of(rows()),
            "run-" + messages,
            model.correlation(),
            model.timestamp().plusSeconds(1),
            model.duration(),
            model.sentAt().plusSeconds(1)));
    if (draw.percent(60)) {
      items.remove(model);
    }
  }

  List<Item.Report> reported() {
    return items.stream()
        .filter(Item.Report.class::isInstance)
        .map(Item.Report.class::cast)
        .toList();
  }

  /** Whether runs of the phase belong to a chain over midnight. */
  boolean hasChain(PhaseName phase) {
    return chained.filter(phase::equals).isPresent();
  }

  // --- What others add to it ------------------------------------------------------------------

  void add(Item item) {
    items.add(item);
  }

  int nextMessage() {
    messages++;
    return messages;
  }

  /** Makes a run part of a chain over midnight. */
  void chain(Item.Report report, String chain) {
    chained = Optional.of(report.phase());
    items.replaceAll(
        item ->
            item instanceof Item.Report each && each.message() == report.message()
                ? each.in(chain)
                : item);
  }

  /** Another run of the member that reported, some time after it. */
  void runAgain(Item.Report report, Duration after) {
    messages++;
    items.add(
        new Item.Report(
            messages,
            report.phase(),
            report.cycle(),
            report.nameAsSent(),
            report.processor(),
            ReportStatus.SUCCESS,
            Optional.of(rows()),
            "run-" + messages,
            report.correlation(),
            report.timestamp().plus(after),
            report.duration(),
            report.sentAt().plus(after)));
  }

  /** A moment near the runs of the day. */
  Instant around() {
    return draw.one(busy).plus(draw.seconds(-600, 1500));
  }

  LocalDate date() {
    return date;
  }

  int entities() {
    return entities;
  }

  // --- The whole
  // ----------------------------------------------------------------------------------

  private DayPlan plan() {
    Instant first = busy.stream().min(Comparator.naturalOrder()).orElseThrow();
    Instant last =
        Stream.of(
                busy.stream(),
                items.stream().flatMap(item -> item.endsAt().stream()),
                reported().stream().map(Item.Report::sentAt),
                items.stream()
                    .filter(Item.Duplicated.class::isInstance)
                    .map(Item.Duplicated.class::cast)
                    .map(again -> sentAt(again.message()).plus(again.after())),
                pipeline.transitions().stream()
                    .flatMap(t -> t.startBy().values().stream())
                    .map(due -> due.on(date, pipeline.zone())),
                pipeline.transitions().stream()
                    .flatMap(t -> t.policies().values().stream())
                    .flatMap(p -> p.tiers().stream())
                    .flatMap(
                        tier ->
                            tier.deadline().at(Optional.empty(), date, pipeline.zone()).stream()))
            .flatMap(times -> times)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Instant begins = first.minus(Duration.ofMinutes(30));
    return new DayPlan(seed, number, date, entities, begins, last.plus(SETTLED), items);
  }

  private Instant sentAt(int message) {
    return reported().stream()
        .filter(report -> report.message() == message)
        .map(Item.Report::sentAt)
        .findFirst()
        .orElse(busy.get(0));
  }
}
