package io.phasekeeper.transition;

import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.gate.DataGates;
import io.phasekeeper.gate.GateAnswers;
import io.phasekeeper.gate.GateDay;
import io.phasekeeper.gate.GateQuestions;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers a judgement's questions from the warehouse; what cannot be told is known as unknown. */
public final class Examiner {
  /** More run rows than any date has: five processors, a few retries each, two rows a run. */
  static final int MOST_RUN_ROWS = 2_000;

  private final Pipeline pipeline;
  private final Warehouse warehouse;
  private final WorkCalendar calendar;

  public Examiner(Pipeline pipeline, Warehouse warehouse, WorkCalendar calendar) {
    this.pipeline = pipeline;
    this.warehouse = warehouse;
    this.calendar = calendar;
  }

  /**
   * @param unseen told of each question that the warehouse could not answer
   */
  public Knowledge answer(
      Collection<Question> questions,
      Knowledge before,
      LocalDate date,
      Instant now,
      Consumer<Unseen.Question> unseen) {
    Knowledge known = before;
    for (Question question : questions) {
      if (known.answers(question)) {
        continue;
      }
      if (question instanceof Question.Rows rows) {
        known = known.withRows(rows.table(), rows(rows, date, unseen));
      } else if (question instanceof Question.Gate gate) {
        known = known.withGate(gate(gate.rule(), date, now, unseen));
      } else if (question instanceof Question.Runs) {
        known = known.withRuns(runs(date, unseen));
      } else {
        known =
            known.withWork(
                calendar.on(date, now, e -> unseen.accept(Unseen.calendar(pipeline, e))));
      }
    }
    return known;
  }

  /** What a gate says of a date; one that cannot be asked is unknown. */
  public GateResult gate(
      GateRule rule, LocalDate date, Instant now, Consumer<Unseen.Question> unseen) {
    CalendarSpan span =
        CalendarSpan.read(
            pipeline,
            warehouse,
            date.minusDays(GateQuestions.daysBefore(rule.check())),
            date,
            e -> unseen.accept(Unseen.calendar(pipeline, e)));
    GateAnswers answers = new GateQuestions(pipeline, warehouse).ask(rule, date, date);
    answers
        .failure()
        .ifPresent(
            e ->
                unseen.accept(
                    new Unseen.Question(e, answers.failedTable().orElse(rule.table().name()))));
    return DataGates.judge(rule, answers, new GateDay(date, span, now));
  }

  private Optional<Long> rows(
      Question.Rows asked, LocalDate date, Consumer<Unseen.Question> unseen) {
    try {
      return Optional.of(warehouse.rowCounts(asked.table(), date, date).getOrDefault(date, 0L));
    } catch (PortFailure e) {
      unseen.accept(new Unseen.Question(e, asked.table().name()));
      return Optional.empty();
    }
  }

  private Optional<java.util.List<io.phasekeeper.warehouse.RunRow>> runs(
      LocalDate date, Consumer<Unseen.Question> unseen) {
    if (pipeline.runHistory().isEmpty()) {
      return Optional.of(java.util.List.of());
    }
    try {
      // A row without a date tells of some date, and proves nothing about this one.
      return Optional.of(
          warehouse.runs(pipeline.runHistory().get(), date, date, MOST_RUN_ROWS).stream()
              .filter(row -> row.dataDate().filter(date::equals).isPresent())
              .toList());
    } catch (PortFailure e) {
      unseen.accept(new Unseen.Question(e, pipeline.runHistory().get()));
      return Optional.empty();
    }
  }
}
