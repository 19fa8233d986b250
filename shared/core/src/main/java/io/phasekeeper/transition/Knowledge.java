package io.phasekeeper.transition;

import io.phasekeeper.gate.DayWork;
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
 */
public record Knowledge(
    Map<TableRef, Optional<Long>> rows,
    Optional<Optional<List<RunRow>>> runs,
    Optional<DayWork> work) {
  public static final Knowledge NOTHING =
      new Knowledge(Map.of(), Optional.empty(), Optional.empty());

  public Knowledge {
    rows = Map.copyOf(rows);
  }

  public Knowledge withRows(TableRef table, Optional<Long> count) {
    Map<TableRef, Optional<Long>> more = new HashMap<>(rows);
    more.put(table, count);
    return new Knowledge(more, runs, work);
  }

  public Knowledge withRuns(Optional<List<RunRow>> read) {
    return new Knowledge(rows, Optional.of(read), work);
  }

  public Knowledge withWork(DayWork day) {
    return new Knowledge(rows, runs, Optional.of(day));
  }

  boolean answers(Question question) {
    if (question instanceof Question.Rows asked) {
      return rows.containsKey(asked.table());
    }
    return question instanceof Question.Runs ? runs.isPresent() : work.isPresent();
  }
}
