package io.phasekeeper.transition;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.gate.RowGate;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.ProcessorName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a start by hand would count: members that are complete, and members whose tables have rows.
 * The gates of the counted apply unless forced. Forced, it also starts on what it does not count.
 *
 * @param startsOn the members whose output the next phase is sent to work on
 */
record HandMade(
    List<Decision.Counted> counted,
    List<ProcessorName> missing,
    List<ProcessorName> startsOn,
    List<GateResult> gates,
    Optional<String> refused) {

  static HandMade of(Situation situation, boolean force, Function<Set<Question>, Knowledge> ask) {
    Knowledge known = ask.apply(questions(situation));
    List<Decision.Counted> counted = new ArrayList<>();
    List<ProcessorName> missing = new ArrayList<>();
    for (ProcessorName name : situation.policy().expect()) {
      Optional<Fact> done =
          situation.facts().stream()
              .filter(f -> f.processor().equals(name) && f.done())
              .max(Fact.BY_TIME);
      if (done.isPresent() || hasRows(situation, name, known)) {
        counted.add(new Decision.Counted(name, done));
      } else {
        missing.add(name);
      }
    }
    List<GateResult> gates = gates(situation, counted, known);
    List<ProcessorName> startsOn =
        force
            ? situation.policy().expect()
            : counted.stream().map(Decision.Counted::processor).toList();
    return new HandMade(
        counted, missing, startsOn, gates, refusal(situation, counted, gates, force));
  }

  private static Set<Question> questions(Situation situation) {
    Set<Question> questions = new LinkedHashSet<>();
    situation.policy().expect().stream()
        .flatMap(name -> situation.pipeline().processor(name).table().stream())
        .forEach(table -> questions.add(new Question.Rows(table)));
    for (GateRule rule : situation.policy().gates()) {
      if (rule.rows().isEmpty()) {
        questions.add(new Question.Gate(rule));
        continue;
      }
      questions.add(new Question.Rows(rule.table()));
      if (rule.check().needsWork()) {
        questions.add(new Question.Work());
      }
    }
    return questions;
  }

  private static boolean hasRows(Situation situation, ProcessorName name, Knowledge known) {
    return situation
        .pipeline()
        .processor(name)
        .table()
        .flatMap(table -> known.rows().getOrDefault(table, Optional.empty()))
        .filter(rows -> rows > 0)
        .isPresent();
  }

  private static List<GateResult> gates(
      Situation situation, List<Decision.Counted> counted, Knowledge known) {
    List<GateResult> results = new ArrayList<>();
    for (GateRule rule : situation.policy().gates()) {
      boolean applies =
          rule.member()
              .map(member -> counted.stream().anyMatch(c -> c.processor().equals(member)))
              .orElse(true);
      if (applies) {
        results.add(result(rule, known));
      }
    }
    return results;
  }

  private static GateResult result(GateRule rule, Knowledge known) {
    Optional<GateResult> asked = Optional.ofNullable(known.gates().get(rule));
    return asked.orElseGet(
        () ->
            RowGate.judge(
                rule,
                known.rows().getOrDefault(rule.table(), Optional.empty()),
                known.work().orElse(DayWork.noCalendar())));
  }

  private static Optional<String> refusal(
      Situation situation, List<Decision.Counted> counted, List<GateResult> gates, boolean force) {
    if (force) {
      return Optional.empty();
    }
    if (counted.isEmpty()) {
      return Optional.of(
          "none of "
              + situation.policy().expect()
              + " is complete or has rows for "
              + situation.date()
              + "; --force starts it all the same");
    }
    List<String> blocking =
        gates.stream().filter(GateResult::blocks).map(GateResult::explanation).toList();
    return blocking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "its gates say no: "
                + String.join("; ", blocking)
                + "; --force starts it all the same");
  }
}
