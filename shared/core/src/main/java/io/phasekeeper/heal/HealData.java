package io.phasekeeper.heal;

import io.phasekeeper.file.FileStore;
import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.gate.DataGates;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateAnswers;
import io.phasekeeper.gate.GateDay;
import io.phasekeeper.gate.GateQuestions;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.gate.RowGate;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.upstream.MakerRun;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the warehouse says of outputs, their inputs and their runs, for one tick. Rows and runs of
 * all that is asked for are read in one statement; a gate in one for all of its dates, once its
 * verdict is wanted; times of writing in one per table, once they are.
 */
final class HealData {
  private final Pipeline pipeline;
  private final Warehouse warehouse;
  private final FileStore store;
  private final HealFiles files;
  private final WritingTimes times;
  private final OutputGraph graph;
  private final OutputDues dues;
  private final OutputGates gates;
  private final GateQuestions questions;
  private final Instant now;
  private final Consumer<Unseen.Question> unseen;

  /** The dates of each output that are of interest. */
  private final Map<String, DateSpan> spans = new LinkedHashMap<>();

  /** What was read of outputs and dates that nobody asked for at first. */
  private final Map<OutputDate, HealData> others = new HashMap<>();

  private final Map<OutputDate, Long> counts = new HashMap<>();
  private final Map<GateRule, GateAnswers> answers = new HashMap<>();
  private final RunsOfOutputs runs;
  private CalendarSpan calendar = CalendarSpan.none();
  private Optional<DateSpan> read = Optional.empty();
  private Optional<String> blind = Optional.empty();

  /**
   * @param unseen told of each question that the warehouse could not answer
   */
  HealData(
      Pipeline pipeline,
      Warehouse warehouse,
      FileStore files,
      OutputGraph graph,
      Instant now,
      Consumer<Unseen.Question> unseen) {
    this.pipeline = pipeline;
    this.warehouse = warehouse;
    this.store = files;
    this.files = new HealFiles(pipeline, files, graph, unseen);
    this.runs = new RunsOfOutputs(pipeline, graph);
    this.times = new WritingTimes(pipeline, warehouse, graph, unseen);
    this.graph = graph;
    this.dues = new OutputDues(pipeline);
    this.gates = graph.gates();
    this.questions = new GateQuestions(pipeline, warehouse);
    this.now = now;
    this.unseen = unseen;
  }

  /**
   * Reads all there is to know of some outputs and of everything that they are made from. Called
   * once, before anything is asked.
   *
   * @param dependents further outputs of which only the rows themselves are of interest
   */
  void load(Collection<OutputDate> wanted, Collection<OutputDate> dependents) {
    wanted.forEach(each -> span(each.output(), each.date(), each.date()));
    List<String> deepestFirst = new ArrayList<>(spans.keySet());
    while (!deepestFirst.isEmpty()) {
      deepestFirst.sort(Comparator.comparing(graph::depth).reversed());
      String output = deepestFirst.remove(0);
      DateSpan span = of(output);
      for (LocalDate end : List.of(span.first(), span.last())) {
        for (InputWindow input : graph.inputs(new OutputDate(output, end))) {
          if (!spans.containsKey(input.output())) {
            deepestFirst.add(input.output());
          }
          span(input.output(), input.from(), input.to());
        }
      }
    }
    dependents.forEach(each -> span(each.output(), each.date(), each.date()));
    if (spans.isEmpty()) {
      return;
    }
    LocalDate today = today();
    List.copyOf(spans.keySet()).stream()
        .filter(output -> graph.source(output).isPresent())
        .forEach(output -> span(output, today, today)); // how old it is now
    LocalDate first = spans.values().stream().map(DateSpan::first).min(LocalDate::compareTo).get();
    LocalDate last = spans.values().stream().map(DateSpan::last).max(LocalDate::compareTo).get();
    read = Optional.of(new DateSpan(first, last));
    calendar =
        CalendarSpan.read(
            pipeline, warehouse, first, last, e -> unseen.accept(Unseen.calendar(pipeline, e)));
    blind = calendar.unreadable();
    if (blind.isEmpty()) {
      count(first, last);
    }
  }

  private void span(String output, LocalDate from, LocalDate to) {
    spans.merge(output, new DateSpan(from, to), DateSpan::and);
  }

  private DateSpan of(String output) {
    DateSpan span = spans.get(output);
    if (span == null) {
      throw new IllegalStateException("nobody asked for " + output);
    }
    return span;
  }

  private void count(LocalDate first, LocalDate last) {
    List<String> owners = new ArrayList<>();
    List<UpstreamQuestion.Window> windows = new ArrayList<>();
    spans.forEach(
        (output, span) -> {
          for (TableRef table : graph.tables(output)) {
            owners.add(output);
            windows.add(new UpstreamQuestion.Window(table, span.first(), span.last()));
          }
        });
    Optional<UpstreamQuestion.Runs> asked = runs.question(spans.keySet(), first, later(last));
    if (windows.isEmpty() && asked.isEmpty()) {
      return;
    }
    try {
      UpstreamRows found = warehouse.upstream(new UpstreamQuestion(windows, asked));
      for (UpstreamRows.Count each : found.counts()) {
        counts.merge(
            new OutputDate(owners.get(each.window()), each.date()), each.rows(), Long::sum);
      }
      runs.sort(spans.keySet(), MakerRun.merge(found.runs()));
    } catch (PortFailure e) {
      blind = Optional.of("the warehouse cannot be asked: " + e.getMessage());
      unseen.accept(new Unseen.Question(e, windows.isEmpty() ? "" : windows.get(0).table().name()));
    }
  }

  /** What a processor makes of other dates tells whether it works again. */
  private LocalDate later(LocalDate last) {
    return last.isAfter(today()) ? last : today().plusDays(1);
  }

  Instant now() {
    return now;
  }

  LocalDate today() {
    return now.atZone(pipeline.zone()).toLocalDate();
  }

  DayWork work(LocalDate date) {
    return calendar.on(date);
  }

  /** The work of a date as the calendar was just read; none of one that was not asked for. */
  Optional<DayWork> workRead(LocalDate date) {
    return read.filter(span -> span.has(date))
        .map(any -> work(date))
        .filter(work -> work.state() == DayWork.State.KNOWN);
  }

  /** The runs of an output's processor for a date, the newest first. */
  List<MakerRun> runs(OutputDate of) {
    return runs.of(of);
  }

  /** The runs of an output's processor, of all the dates that were asked for. */
  List<MakerRun> allRuns(String output) {
    return runs.all(output);
  }

  /** How many rows there are; none if nobody could count. */
  Optional<Long> rows(OutputDate of) {
    return blind.isPresent() || graph.tables(of.output()).isEmpty()
        ? Optional.empty()
        : Optional.of(counts.getOrDefault(of, 0L));
  }

  /**
   * Whether a window has any row; of a source that may be so old, newer rows than it ends will do.
   */
  boolean anyRows(InputWindow window) {
    LocalDate to = window.newestIsEnough() && today().isAfter(window.to()) ? today() : window.to();
    return window
        .from()
        .datesUntil(to.plusDays(1))
        .anyMatch(date -> rows(new OutputDate(window.output(), date)).orElse(0L) > 0);
  }

  /** Whether files were looked at, and all of them could be seen. */
  boolean sawFiles() {
    return files.sawAll();
  }

  /** Whether an output and date was asked for, so that what is not known of it is not there. */
  boolean knows(OutputDate of) {
    DateSpan span = spans.get(of.output());
    return span != null && span.has(of.date());
  }

  /** What is known of an output's own rows; read now if nobody asked for that date. */
  HealData reaching(OutputDate of) {
    return knows(of)
        ? this
        : others.computeIfAbsent(
            of,
            any -> {
              HealData other = new HealData(pipeline, warehouse, store, graph, now, unseen);
              other.load(List.of(), List.of(of));
              return other;
            });
  }

  /** How an output stands that lies in files. */
  private Standing filed(OutputDate of) {
    FileProof proof = files.proof(of);
    return proof.state() == Standing.State.ABSENT
        ? absent(of, proof.explanation())
        : new Standing(proof.state(), 0, proof.explanation());
  }

  /** How an output stands of which nothing is there: that may be as it should. */
  private Standing absent(OutputDate of, String explanation) {
    if (calendar.unreadable().isPresent()) {
      return new Standing(Standing.State.UNSEEN, 0, calendar.unreadable().get());
    }
    boolean expected =
        graph
            .processor(of.output())
            .map(processor -> dues.expected(processor, of.date(), work(of.date())))
            .orElse(true);
    return expected
        ? new Standing(Standing.State.ABSENT, 0, explanation)
        : new Standing(Standing.State.FREE, 0, "nothing of " + of + " is due");
  }

  /** How a processor's output stands by its rows alone: with any row it is there. */
  Standing counted(OutputDate of) {
    if (!graph.files(of.output()).isEmpty()) {
      return filed(of);
    }
    Optional<Long> rows = rows(of);
    if (rows.isEmpty()) {
      return new Standing(
          Standing.State.UNSEEN, 0, blind.orElse(of.output() + " lies in no known table"));
    }
    if (rows.get() > 0) {
      return new Standing(Standing.State.THERE, rows.get(), of + " has " + rows.get() + " rows");
    }
    return absent(of, of + " has no rows");
  }

  /** How an output stands, its gates included; of a source, how fresh it is. */
  Standing standing(OutputDate of) {
    if (graph.source(of.output()).isPresent()) {
      return freshness(of);
    }
    Standing counted = counted(of);
    Optional<Processor> processor = graph.processor(of.output());
    boolean gated = processor.filter(each -> !gates.of(each).isEmpty()).isPresent();
    if (gated && calendar.unreadable().isPresent()) {
      return new Standing(Standing.State.UNSEEN, counted.rows(), calendar.unreadable().get());
    }
    boolean judged = counted.state() == Standing.State.THERE && work(of.date()).due();
    if (!judged || processor.isEmpty()) {
      return counted;
    }
    for (GateRule rule : gates.of(processor.get())) {
      GateResult result = result(rule, of, counted.rows());
      if (result.verdict() == GateResult.Verdict.UNKNOWN) {
        return new Standing(Standing.State.UNSEEN, counted.rows(), result.explanation());
      }
      if (!result.passes()) {
        return new Standing(Standing.State.WANTING, counted.rows(), result.explanation());
      }
    }
    return counted;
  }

  /** How fresh a source is, as its declared age asks; there if it declares none. */
  private Standing freshness(OutputDate of) {
    for (GateRule rule : gates.ages(of.output())) {
      GateResult result = result(rule, of, 0);
      if (result.verdict() != GateResult.Verdict.PASSES) {
        return new Standing(
            result.verdict() == GateResult.Verdict.UNKNOWN
                ? Standing.State.UNSEEN
                : Standing.State.WANTING,
            0,
            result.explanation());
      }
    }
    return new Standing(Standing.State.THERE, 0, of.output() + " is fresh");
  }

  /** What a gate says of an output and date; asked for all the dates of the output at once. */
  GateResult result(GateRule rule, OutputDate of, long rows) {
    if (rule.rows().isPresent()) {
      DayWork work = rule.minimum().perEntity() ? work(of.date()) : DayWork.noCalendar();
      return RowGate.judge(rule, Optional.of(rows), work);
    }
    DateSpan span = of(of.output());
    GateAnswers said =
        answers.computeIfAbsent(
            rule,
            any -> {
              GateAnswers found = questions.ask(rule, span.first(), span.last());
              found
                  .failure()
                  .ifPresent(
                      e ->
                          unseen.accept(
                              new Unseen.Question(
                                  e, found.failedTable().orElse(rule.table().name()))));
              return found;
            });
    return DataGates.judge(rule, said, new GateDay(of.date(), calendar, now));
  }

  /** When the newest row of an output and date was written; none if no row tells. */
  Optional<Instant> written(OutputDate of) {
    if (!graph.files(of.output()).isEmpty()) {
      return files.proof(of).written();
    }
    return times(of).map(WritingTimes.Times::newest);
  }

  /**
   * Since when the rows of an output and date are there, in the table that came last; none if no
   * row tells.
   */
  Optional<Instant> begun(OutputDate of) {
    return spans.containsKey(of.output())
        ? times(of).map(WritingTimes.Times::begun)
        : Optional.empty();
  }

  private Optional<WritingTimes.Times> times(OutputDate of) {
    DateSpan span = of(of.output());
    return times.of(of, span);
  }

  /** Whether nobody could tell when an output was written, when that was asked. */
  boolean untold(String output) {
    return times.untold(output);
  }
}
