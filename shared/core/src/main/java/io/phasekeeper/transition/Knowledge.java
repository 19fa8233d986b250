package io.phasekeeper.transition;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answers that a judgement has so far. An answer may be that nobody could tell.
 *
 * @param rows per table; an empty value: could not be counted
 * @param runs none: not asked; an empty value: could not be read
 * @param work none: not asked
 * @param gates what gates say that ask more than rows
 */
public record Knowledge(
    Map<TableRef, Optional<Long>> rows,
    Optional<Optional<List<RunRow>>> runs,
    Optional<DayWork> work,
    Map<GateRule, GateResult> gates) {
  public static final Knowledge NOTHING =
      new Knowledge(Map.of(), Optional.empty(), Optional.empty(), Map.of());

  public Knowledge {
    rows = Map.copyOf(rows);
    gates = Map.copyOf(gates);
  }

  public Knowledge withRows(TableRef table, Optional<Long> count) {
    Map<TableRef, Optional<Long>> more = new HashMap<>(rows);
    more.put(table, count);
    return new Knowledge(more, runs, work, gates);
  }

  public Knowledge withRuns(Optional<List<RunRow>> read) {
    return new Knowledge(rows, Optional.of(read), work, gates);
  }

  public Knowledge withWork(DayWork day) {
    return new Knowledge(rows, runs, Optional.of(day), gates);
  }

  public Knowledge withGate(GateResult result) {
    Map<GateRule, GateResult> more = new HashMap<>(gates);
    more.put(result.rule(), result);
    return new Knowledge(rows, runs, work, more);
  }

  boolean answers(Question question) {
    if (question instanceof Question.Rows asked) {
      return rows.containsKey(asked.table());
    }
    if (question instanceof Question.Gate asked) {
      return gates.containsKey(asked.rule());
    }
    return question instanceof Question.Runs ? runs.isPresent() : work.isPresent();
  }
}
