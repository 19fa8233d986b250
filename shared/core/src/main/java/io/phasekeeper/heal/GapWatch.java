package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.transition.Unseen;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Notices outputs that are not there when they are due: each at its own due time, and all of the
 * last days and the next at the times of the scans.
 */
final class GapWatch {
  /** The findings of what is missing are kept per output and date. */
  static final String SCOPE = "heal:due:";

  /**
   * Noted in place of what the calendar says of a date that is to be looked at in the next tick.
   */
  private static final String OTHERWISE = "to be looked at";

  private final Pipeline pipeline;
  private final OutputGraph graph;
  private final OutputDues dues;
  private final WorkCalendar calendar;
  private final FindingBook findings;
  private final HealBook book;
  private final Timings timings;

  GapWatch(
      Pipeline pipeline,
      OutputGraph graph,
      WorkCalendar calendar,
      FindingBook findings,
      HealBook book) {
    this.pipeline = pipeline;
    this.graph = graph;
    this.dues = new OutputDues(pipeline);
    this.calendar = calendar;
    this.findings = findings;
    this.book = book;
    this.timings = new Timings(graph, dues, book);
  }

  /**
   * What is to be looked at in a tick, and which of it only just fell due.
   *
   * @param calendar what the calendar says of the dates that hang on it
   */
  record Looks(Set<OutputDate> all, Set<OutputDate> fallenDue, Map<String, String> calendar) {
    static final Looks NONE = new Looks(Set.of(), Set.of(), Map.of());
  }

  Looks looks(HealClock clock, HealTick tick) {
    LocalDate today = tick.now.atZone(pipeline.zone()).toLocalDate();
    Set<OutputDate> all = new TreeSet<>(OutputDate.NEWEST_FIRST);
    if (clock.scanDue(tick.now, pipeline.zone())) {
      every(today.minusDays(SelfHeal.DAYS_BACK), today.plusDays(1), all);
    } else if (clock.afternoonDue(tick.now, pipeline.zone())) {
      every(today, today.plusDays(1), all);
    }
    Set<OutputDate> fallenDue = new TreeSet<>(OutputDate.NEWEST_FIRST);
    clock.lookedUntil().ifPresent(last -> fallenDue.addAll(fallenDue(today, last, tick)));
    all.addAll(fallenDue);
    Map<String, String> calendar = calendar(today, tick);
    calendar.forEach(
        (date, said) -> {
          String before = clock.calendar().get(date);
          if (before != null && !before.equals(said)) {
            all.addAll(due(LocalDate.parse(date), tick));
          }
        });
    return new Looks(all, fallenDue, calendar);
  }

  /**
   * What the calendar says of the last days and the next, if anything hangs on it: a start that is
   * moved may put a due time into the past, where it would never fall due, and so may work that
   * comes to a date.
   */
  private Map<String, String> calendar(LocalDate today, HealTick tick) {
    Map<String, String> said = new TreeMap<>();
    boolean hangs =
        watched().stream().anyMatch(each -> hangsOnStart(each) || dues.onWorkOnly(each));
    if (hangs && !tick.blind()) {
      calendar
          .between(
              today.minusDays(SelfHeal.DAYS_BACK),
              today.plusDays(1),
              tick.now,
              failure -> tick.unseen.add(Unseen.calendar(pipeline, failure)))
          .forEach(
              (date, work) -> {
                if (work.state() == DayWork.State.KNOWN) {
                  said.put(date.toString(), said(work));
                }
              });
    }
    return said;
  }

  private static String said(DayWork work) {
    return work.entities() + " from " + work.firstStart().map(Instant::toString).orElse("no start");
  }

  /**
   * Dates of which the calendar says otherwise than what was noted of them. The looks go by a
   * calendar that is some minutes old, plans by a new one: what a plan ends on may be over before
   * the looks hear of it.
   *
   * @param noted what was looked at, by date
   */
  static Map<String, String> otherwise(Map<String, String> noted, HealData data) {
    Map<String, String> otherwise = new TreeMap<>();
    noted.forEach(
        (date, said) -> {
          boolean same =
              data.workRead(LocalDate.parse(date))
                  .map(GapWatch::said)
                  .map(said::equals)
                  .orElse(true);
          if (!same && !said.equals(OTHERWISE)) {
            otherwise.put(date, OTHERWISE);
          }
        });
    return otherwise;
  }

  private static List<LocalDate> near(LocalDate today) {
    return List.of(today.minusDays(2), today.minusDays(1), today, today.plusDays(1));
  }

  /** What is due of a date by now. */
  private List<OutputDate> due(LocalDate date, HealTick tick) {
    return watched().stream()
        .filter(
            processor ->
                dues.moments(processor, date, work(date, tick)).stream()
                    .anyMatch(due -> !due.isAfter(tick.now)))
        .map(processor -> new OutputDate(processor.name().value(), date))
        .toList();
  }

  private void every(LocalDate from, LocalDate to, Set<OutputDate> into) {
    for (Processor processor : watched()) {
      from.datesUntil(to.plusDays(1))
          .forEach(date -> into.add(new OutputDate(processor.name().value(), date)));
    }
  }

  private List<Processor> watched() {
    return graph.seen().stream().filter(dues::declares).toList();
  }

  private List<OutputDate> fallenDue(LocalDate today, Instant last, HealTick tick) {
    List<OutputDate> fallen = new ArrayList<>();
    for (Processor processor : watched()) {
      for (LocalDate date : near(today)) {
        DayWork work = hangsOnStart(processor) ? work(date, tick) : DayWork.noCalendar();
        boolean now =
            dues.moments(processor, date, work).stream()
                .anyMatch(due -> due.isAfter(last) && !due.isAfter(tick.now));
        if (now) {
          fallen.add(new OutputDate(processor.name().value(), date));
        }
      }
    }
    return fallen;
  }

  private static boolean hangsOnStart(Processor processor) {
    return Stream.concat(
            processor.output().due().values().stream(), processor.output().alertAt().stream())
        .anyMatch(due -> due.beforeFirstStart().isPresent());
  }

  private DayWork work(LocalDate date, HealTick tick) {
    if (tick.blind()) {
      return DayWork.unreadable("the warehouse does not answer");
    }
    return calendar.on(
        date, tick.now, failure -> tick.unseen.add(Unseen.calendar(pipeline, failure)));
  }

  /**
   * Says what is missing of what was looked at, and what is there again.
   *
   * @param firstTick of our timer: what fell due before, and has no use any more, is no news
   */
  List<Wanted> missing(
      Looks looks, HealData data, PhaseOrders orders, Instant firstTick, HealTick tick) {
    List<Wanted> wanted = new ArrayList<>();
    int failed = tick.failed();
    for (OutputDate of : looks.all()) {
      tick.item(
          of.key(),
          () -> look(of, looks.fallenDue().contains(of), data, orders, firstTick, tick, wanted));
    }
    tick.lookedAtAll &= tick.failed() == failed;
    return wanted;
  }

  private void look(
      OutputDate of,
      boolean fallenDue,
      HealData data,
      PhaseOrders orders,
      Instant firstTick,
      HealTick tick,
      List<Wanted> wanted) {
    Processor processor = graph.processor(of.output()).orElseThrow();
    DayWork work = data.work(of.date());
    Optional<Instant> due = due(processor, of.date(), work, tick.now);
    if (!dues.expected(processor, of.date(), work)) {
      if (work.free()) { // postponed since it was found to be missing, perhaps
        tick.found(findings.resolve(HealFindings.missing(processor, of, tick.now), tick.now));
      }
      return;
    }
    if (due.isEmpty() || due.get().isAfter(tick.now)) {
      return;
    }
    Standing standing = data.counted(of);
    if (standing.state() == Standing.State.THERE) {
      if (fallenDue) {
        boolean late = data.written(of).filter(due.get()::isBefore).isPresent();
        book.timing(of, late ? "late" : "on_time", due.get(), tick.now);
      }
      List<FindingBook.Change> resolved =
          findings.resolve(HealFindings.missing(processor, of, due.get()), tick.now);
      tick.found(resolved);
      if (!resolved.isEmpty()) {
        timings.there(of, data); // no plan was begun that would tell
      }
      return;
    }
    if (fallenDue && standing.state() == Standing.State.UNSEEN && tick.filesDown()) {
      tick.lookedAtAll = false;
      return;
    }
    boolean goneOn = standing.state() == Standing.State.FREE; // a file that holds a later date
    boolean left =
        standing.state() == Standing.State.ABSENT && orders.skipped(of, data).isPresent();
    if (goneOn || left) { // who skipped its phase knows that it does not come
      tick.found(findings.resolve(HealFindings.missing(processor, of, due.get()), tick.now));
      return;
    }
    boolean past =
        due.get().isBefore(firstTick)
            && dues.useless(processor, of.date(), work, tick.now).isPresent();
    if (standing.state() == Standing.State.ABSENT && !past) {
      findings
          .open(SCOPE + of.key(), HealFindings.missing(processor, of, due.get()), tick.now)
          .ifPresent(
              change -> {
                tick.findings.add(change);
                tick.missing.add(of.key());
              });
      wanted.add(new Wanted(of, Cause.ABSENT, standing.explanation(), tick.now));
    }
  }

  /** When its absence is told: what alerts is told when that is due. */
  private Optional<Instant> due(Processor processor, LocalDate date, DayWork work, Instant now) {
    return Stream.of(dues.alertAt(processor, date, work), dues.due(processor, date, work, now))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /** What is missing of dates that are looked at no more is no news any more. */
  void leave(List<Document> open, HealTick tick) {
    LocalDate first = tick.now.atZone(pipeline.zone()).toLocalDate().minusDays(SelfHeal.DAYS_BACK);
    for (Document finding : open) {
      boolean missing =
          finding
              .field("scope", String.class)
              .filter(scope -> scope.startsWith(pipeline.id() + ":" + SCOPE))
              .isPresent();
      boolean old =
          finding
              .field("date", String.class)
              .filter(date -> LocalDate.parse(date).isBefore(first))
              .isPresent();
      if (missing && old) {
        tick.item(finding.path().id(), () -> tick.found(findings.resolve(finding, tick.now)));
      }
    }
  }
}
