package io.phasekeeper.monitor;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.function.Beat;
import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.gate.GateQuestions;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.OutputGate;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Source;
import io.phasekeeper.pipeline.TableShape;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.Suite;
import io.phasekeeper.transition.Unseen;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The data timer: looks at the gates of outputs and sources, at files and at the calendar, each
 * when it is due by a stored time, and keeps every result.
 *
 * <p>A tick on which nothing is due asks the warehouse nothing. All dates of a gate that are due
 * are asked in one statement. Running it twice, or two at once, is the same as once.
 */
public final class DataMonitor {
  public static final String TIMER = "data-monitor";
  static final Duration PERIOD = Duration.ofMinutes(5);

  private final Platform platform;
  private final Pipeline pipeline;
  private final FindingBook findings;
  private final GateBook book;
  private final Map<String, Watch> watches = new LinkedHashMap<>();

  public DataMonitor(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.findings = new FindingBook(platform.documents(), pipeline);
    this.book = new GateBook(platform.documents(), pipeline);
    GateQuestions questions = new GateQuestions(pipeline, platform.warehouse());
    List<Watch> all = new ArrayList<>();
    pipeline.gates().forEach(gate -> all.add(new GateWatch(pipeline, gate, questions)));
    ages(pipeline).forEach(gate -> all.add(new GateWatch(pipeline, gate, questions)));
    pipeline
        .calendar()
        .ifPresent(c -> all.add(new ScheduleWatch(pipeline, c, platform.warehouse())));
    pipeline.files().values().stream()
        .filter(file -> file.holdsDateBy().isPresent() || file.maxAge().isPresent())
        .forEach(file -> all.add(new FileWatch(file, platform.files())));
    pipeline
        .processors()
        .values()
        .forEach(
            processor ->
                processor
                    .table()
                    .ifPresent(
                        table ->
                            all.add(new AbsenceWatch(processor, table, platform.warehouse()))));
    all.forEach(watch -> watches.put(watch.name(), watch));
  }

  /** What the ages of sources come to as gates. */
  public static List<OutputGate> ages(Pipeline pipeline) {
    List<OutputGate> gates = new ArrayList<>();
    for (Source source : pipeline.sources().values()) {
      for (TableShape shape :
          source.maxAge().isPresent() ? source.tables() : List.<TableShape>of()) {
        String name =
            "fresh:"
                + source.name()
                + (source.tables().size() > 1 ? ":" + shape.table().bareName() : "");
        GateRule rule =
            new GateRule(
                name,
                Optional.empty(),
                shape.table(),
                new GateCheck.Fresh(source.maxAge().get(), source.per(), false),
                GateRule.Action.WARN);
        gates.add(
            new OutputGate(rule, source.name(), Optional.empty(), List.of(), Duration.ofHours(1)));
      }
    }
    return gates;
  }

  /**
   * One tick.
   *
   * @throws PortFailure if the store cannot be reached: nothing was looked at, to be tried again
   */
  public MonitorReport tick() {
    Instant now = platform.clock().instant();
    DocumentStore documents = platform.documents();
    Tick tick = new Tick();
    Map<DocumentPath, Document> known =
        documents.getAll(List.of(Beat.path(pipeline, TIMER), Suite.path(pipeline)));
    Optional<Document> last = Optional.ofNullable(known.get(Beat.path(pipeline, TIMER)));
    Beat beat = Beat.leave(documents, pipeline, TIMER, PERIOD, last, now);
    beat.missed().ifPresent(silence -> tick.found(findings.note("timers", late(silence), now)));
    Suite suite = new Suite(Optional.ofNullable(known.get(Suite.path(pipeline))));
    if (suite.mode(platform.settings().mode(), now) == Mode.STOPPED) {
      return tick.report(pipeline.hash(), true);
    }
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    book.plan(List.copyOf(watches.values()), today, now);
    Map<String, List<Document>> due = new LinkedHashMap<>();
    for (Document document : book.due(now)) {
      String name = document.field("gate", String.class).orElse("");
      Watch watch = watches.get(name);
      if (watch != null && !watch.dated() && date(document).isBefore(today)) {
        book.forget(document); // today's speaks for it
      } else if (watch != null) {
        due.computeIfAbsent(name, any -> new ArrayList<>()).add(document);
      } else {
        tick.item(document.path().id(), () -> gone(document, name, tick, now));
      }
    }
    if (!due.isEmpty()) {
      look(due, beat.firstAt(), tick, now);
    }
    tick.item("history", () -> tick.kept = flushed(tick, now));
    return tick.report(pipeline.hash(), false);
  }

  private void look(Map<String, List<Document>> due, Instant firstTick, Tick tick, Instant now) {
    CalendarSpan calendar = calendar(due, tick, now);
    for (Map.Entry<String, List<Document>> each : due.entrySet()) {
      if (tick.blind) {
        return; // the warehouse does not answer: what is due stays due
      }
      Watch watch = watches.get(each.getKey());
      if (watch != null) {
        tick.item(watch.name(), () -> look(watch, each.getValue(), calendar, firstTick, tick, now));
      }
    }
  }

  /** The calendar of every date that is due, and of those that its gates look back on. */
  private CalendarSpan calendar(Map<String, List<Document>> due, Tick tick, Instant now) {
    LocalDate first = now.atZone(pipeline.zone()).toLocalDate();
    LocalDate last = first;
    for (Map.Entry<String, List<Document>> each : due.entrySet()) {
      int before = Optional.ofNullable(watches.get(each.getKey())).map(Watch::daysBefore).orElse(0);
      for (LocalDate date : each.getValue().stream().map(DataMonitor::date).toList()) {
        first = date.minusDays(before).isBefore(first) ? date.minusDays(before) : first;
        last = date.isAfter(last) ? date : last;
      }
    }
    return CalendarSpan.read(
        pipeline,
        platform.warehouse(),
        first,
        last,
        failure -> tick.unseen(Unseen.calendar(pipeline, failure), findings, now));
  }

  private static LocalDate date(Document document) {
    return LocalDate.parse(document.field("date", String.class).orElseThrow());
  }

  private void look(
      Watch watch,
      List<Document> documents,
      CalendarSpan calendar,
      Instant firstTick,
      Tick tick,
      Instant now) {
    Map<LocalDate, Document> byDate = new TreeMap<>();
    Map<LocalDate, Earlier> earlier = new HashMap<>();
    for (Document document : documents) {
      byDate.put(date(document), document);
      earlier.put(date(document), Earlier.of(document));
    }
    Looking looking = new Looking(pipeline, calendar, now, firstTick, earlier);
    List<LocalDate> dates = byDate.keySet().stream().sorted(Comparator.naturalOrder()).toList();
    Map<LocalDate, Observation> seen = watch.look(dates, looking);
    byDate.forEach(
        (date, before) -> {
          Observation observation =
              Optional.ofNullable(seen.get(date)).orElse(Observation.leftOut("not looked at"));
          tick.verdicts.merge(observation.state().word(), 1, Integer::sum);
          observe(watch, date, before, observation, tick, now);
        });
  }

  /**
   * Findings first: a death in between looks once more, and says the same. Before one opens, the
   * document says that it may be open, so that a look which finds all well closes it even if the
   * look that opened it died.
   */
  private void observe(
      Watch watch, LocalDate date, Document document, Observation seen, Tick tick, Instant now) {
    seen.failure()
        .filter(failure -> seen.findings().isEmpty())
        .ifPresent(
            failure ->
                tick.unseen(
                    new Unseen.Question(failure, seen.failedTable().orElse(watch.about())),
                    findings,
                    now));
    Earlier earlier = Earlier.of(document);
    Optional<Instant> next =
        Cadence.next(seen, watch.every(), date, since(seen, earlier, now), now, pipeline.zone());
    Document before = document;
    if (!seen.findings().isEmpty()) {
      Optional<Document> marked = book.mark(document);
      if (marked.isEmpty()) {
        return; // another tick looks at it
      }
      before = marked.get();
    }
    String scope = "gate:" + watch.name() + (watch.dated() ? ":" + date : "");
    boolean open = earlier.mayBeOpen() || earlier.troubled();
    // How things stood yesterday is in yesterday's document.
    boolean perhaps = open || (!watch.dated() && !earlier.is(Observation.State.PASSES));
    switch (seen.state()) {
      case FAILS -> {
        tick.found(findings.keep(scope, seen.findings(), now));
        open = true;
      }
      case PASSES -> {
        if (perhaps) {
          tick.found(findings.keep(scope, List.of(), now));
        }
        open = false;
      }
      case UNKNOWN -> { // what was found before may still be so
        seen.findings()
            .forEach(draft -> findings.open(scope, draft, now).ifPresent(tick.findings::add));
        open |= !seen.findings().isEmpty();
        if (next.isEmpty()) { // nobody looks again, and it would be unknown for ever
          seen.findings().forEach(draft -> tick.found(findings.resolve(draft, now)));
        }
      }
      case WAITING -> {
        if (open && watch.dated()) { // written anew, and not judged yet
          tick.found(findings.keep(scope, List.of(), now));
          open = false;
        }
      }
      case LEFT_OUT -> {}
    }
    book.keep(before, watch, seen, open, now, next);
  }

  /** Since when the state is what it is. */
  private static Instant since(Observation seen, Earlier earlier, Instant now) {
    return earlier.is(seen.state()) ? earlier.changedAt().orElse(now) : now;
  }

  /** The pipeline file knows the gate no more: nothing is wrong with it. */
  private void gone(Document document, String name, Tick tick, Instant now) {
    tick.found(findings.keep("gate:" + name, List.of(), now));
    tick.found(findings.keep("gate:" + name + ":" + date(document), List.of(), now));
    book.forget(document);
  }

  private int flushed(Tick tick, Instant now) {
    try {
      return book.flush(platform.warehouse());
    } catch (PortFailure e) {
      tick.unseen(
          new Unseen.Question(e, pipeline.gateResults().orElse("gate results")), findings, now);
      return 0;
    }
  }

  private static FindingDraft late(Duration silence) {
    return FindingDraft.of(
            FindingKind.SUPERVISOR_LATE,
            TIMER,
            TIMER + " did not tick for " + silence.toMinutes() + " minutes",
            "look at its Cloud Scheduler job and at the function's errors")
        .with("seconds", silence.toSeconds());
  }

  /** What one tick gathers. */
  private static final class Tick {
    final Map<String, Integer> verdicts = new TreeMap<>();
    final List<FindingBook.Change> findings = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    int kept;

    /** Whether the warehouse as a whole does not answer. */
    boolean blind;

    void found(List<FindingBook.Change> changes) {
      findings.addAll(changes);
    }

    void unseen(Unseen.Question question, FindingBook book, Instant now) {
      PortFailure failure = question.failure();
      blind |=
          failure.service() == PortFailure.Service.BIGQUERY
              && failure.kind() == PortFailure.Kind.UNAVAILABLE;
      book.open("services", Unseen.of(question), now).ifPresent(findings::add);
    }

    /** One item: whatever goes wrong with it stays with it, and is told. */
    void item(String name, Runnable look) {
      try {
        look.run();
      } catch (RuntimeException e) {
        failures.add(name + ": " + e);
      }
    }

    MonitorReport report(String policyHash, boolean stopped) {
      return new MonitorReport(policyHash, verdicts, kept, findings, failures, stopped);
    }
  }
}
