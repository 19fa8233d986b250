package io.phasekeeper.run;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.gate.RowGate;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.OutputGate;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.transition.Examiner;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether the output of a run is complete for its date: at least one row, and every gate of its
 * processor passes. Each table and date is asked once.
 */
final class RunData {
  private final Pipeline pipeline;
  private final Warehouse warehouse;
  private final WorkCalendar calendar;
  private final Examiner examiner;
  private final Instant now;
  private final Consumer<Unseen.Question> unseen;
  private final Map<Asked, Optional<Counted>> counted = new HashMap<>();

  private record Asked(TableRef table, LocalDate date) {}

  /**
   * @param newest when the newest of the rows was written, where the table tells
   */
  private record Counted(long rows, Optional<Instant> newest) {}

  /**
   * @param unseen told of what the warehouse could not answer
   */
  RunData(
      Pipeline pipeline,
      Warehouse warehouse,
      WorkCalendar calendar,
      Instant now,
      Consumer<Unseen.Question> unseen) {
    this.pipeline = pipeline;
    this.warehouse = warehouse;
    this.calendar = calendar;
    this.examiner = new Examiner(pipeline, warehouse, calendar);
    this.now = now;
    this.unseen = unseen;
  }

  /** What was found in the table. */
  enum State {
    COMPLETE,
    /** No row, none that was written since the run began, or a gate fails. */
    WANTING,
    /** Nobody could count, now. */
    UNSEEN,
    /** There is nothing to look at: no configured processor, no table, or no date. */
    NOWHERE
  }

  /**
   * @param rows of the output; 0 unless they were counted
   */
  record Output(State state, long rows, String explanation) {}

  /**
   * @param startedAt tells the cycle, whose gates count, and since when rows may be the run's own
   */
  Output of(
      Optional<ProcessorName> processor, Optional<LocalDate> date, Optional<Instant> startedAt) {
    Optional<TableRef> table = processor.flatMap(name -> pipeline.processor(name).table());
    if (processor.isEmpty() || date.isEmpty() || table.isEmpty()) {
      return new Output(
          State.NOWHERE,
          0,
          processor.isEmpty()
              ? "nobody configured its processor"
              : date.isEmpty() ? "it has no data date" : "its processor has no table");
    }
    Optional<Counted> found = counted(table.get(), date.get());
    if (found.isEmpty()) {
      return new Output(State.UNSEEN, 0, "cannot count the rows of " + table.get().name());
    }
    long rows = found.get().rows();
    String has = table.get().name() + " has " + rows + " rows for " + date.get();
    if (rows == 0) {
      return new Output(State.WANTING, 0, has);
    }
    Optional<Instant> earlier =
        found
            .get()
            .newest()
            .filter(
                at ->
                    startedAt.filter(start -> at.isBefore(start.minus(RunBeat.SKEW))).isPresent());
    if (earlier.isPresent()) {
      return new Output(
          State.WANTING,
          rows,
          has + ", the newest written at " + earlier.get() + ", before the run began");
    }
    for (GateRule rule : gates(processor.get(), date.get(), startedAt)) {
      GateResult result = result(rule, date.get());
      if (result.verdict() == GateResult.Verdict.UNKNOWN) {
        return new Output(State.UNSEEN, rows, result.explanation());
      }
      if (!result.passes()) {
        return new Output(State.WANTING, rows, result.explanation());
      }
    }
    return new Output(State.COMPLETE, rows, has);
  }

  private GateResult result(GateRule rule, LocalDate date) {
    if (rule.rows().isEmpty()) {
      return examiner.gate(rule, date, now, unseen);
    }
    DayWork work =
        rule.minimum().perEntity()
            ? calendar.on(date, now, e -> unseen.accept(Unseen.calendar(pipeline, e)))
            : DayWork.noCalendar();
    return RowGate.judge(rule, counted(rule.table(), date).map(Counted::rows), work);
  }

  /**
   * What the next phase asks of the processor, and what its output declares of itself. How it
   * stands to its inputs is not among them: a run that stopped is judged by what it made.
   */
  private List<GateRule> gates(
      ProcessorName processor, LocalDate date, Optional<Instant> startedAt) {
    List<GateRule> gates =
        new ArrayList<>(
            pipeline
                .transitionAfter(pipeline.processor(processor).phase())
                .flatMap(t -> policy(t, date, startedAt))
                .map(policy -> policy.gatesOf(processor))
                .orElse(List.of()));
    pipeline.gates().stream()
        .filter(gate -> gate.output().equals(processor.value()))
        .map(OutputGate::rule)
        .filter(rule -> ofItself(rule.check()))
        .forEach(gates::add);
    return gates;
  }

  private static boolean ofItself(GateCheck check) {
    return check instanceof GateCheck.Rows
        || check instanceof GateCheck.Coverage
        || check instanceof GateCheck.Share
        || check instanceof GateCheck.Unique;
  }

  private Optional<StartPolicy> policy(
      Transition transition, LocalDate date, Optional<Instant> startedAt) {
    CycleName cycle =
        startedAt
            .map(at -> pipeline.cycles().of(at, date, pipeline.zone()))
            .orElse(pipeline.cycles().main());
    return transition.policy(cycle).or(() -> transition.policy(pipeline.cycles().main()));
  }

  private Optional<Counted> counted(TableRef table, LocalDate date) {
    return counted.computeIfAbsent(new Asked(table, date), this::count);
  }

  private Optional<Counted> count(Asked asked) {
    try {
      return Optional.of(pipeline.writtenColumn().isPresent() ? measured(asked) : plainly(asked));
    } catch (PortFailure e) {
      unseen.accept(new Unseen.Question(e, asked.table().name()));
      return Optional.empty();
    }
  }

  private Counted measured(Asked asked) {
    Measure question =
        Measure.of(
            asked.table(), asked.date(), asked.date(), Optional.empty(), pipeline.writtenColumn());
    try {
      return warehouse.measure(question).stream()
          .filter(each -> each.date().equals(asked.date()))
          .findFirst()
          .map(each -> new Counted(each.rows(), each.newest()))
          .orElse(new Counted(0, Optional.empty()));
    } catch (PortFailure e) {
      if (e.kind() != PortFailure.Kind.INVALID && e.kind() != PortFailure.Kind.MISSING) {
        throw e;
      }
      return plainly(asked); // a table without that column
    }
  }

  private Counted plainly(Asked asked) {
    long rows =
        warehouse
            .rowCounts(asked.table(), asked.date(), asked.date())
            .getOrDefault(asked.date(), 0L);
    return new Counted(rows, Optional.empty());
  }
}
