package io.phasekeeper.local.simulate.runs;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A drawn day of runs.
 *
 * @param date the data date of its runs
 * @param entities calendar entries that ask for work on it
 * @param begins the first tick is at or after it
 * @param ends when it is judged: long after the last thing that happens
 */
record RunPlan(
    long number, LocalDate date, int entities, Instant begins, Instant ends, List<RunItem> items) {
  RunPlan {
    items = List.copyOf(items);
  }

  RunPlan with(List<RunItem> others) {
    return new RunPlan(number, date, entities, begins, ends, others);
  }

  <T extends RunItem> List<T> all(Class<T> kind) {
    return items.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
