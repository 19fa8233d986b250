package io.phasekeeper.local.simulate;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * All that happens on one drawn day.
 *
 * @param number of the day in its simulation, from 0
 * @param date the data date
 * @param entities calendar entries that ask for work on it
 * @param begins when the play begins
 * @param ends when it is judged: long after the last fault
 */
record DayPlan(
    long seed,
    long number,
    LocalDate date,
    int entities,
    Instant begins,
    Instant ends,
    List<Item> items) {
  DayPlan {
    items = List.copyOf(items);
  }

  DayPlan with(List<Item> others) {
    return new DayPlan(seed, number, date, entities, begins, ends, others);
  }

  <T extends Item> List<T> all(Class<T> kind) {
    List<T> all = new ArrayList<>();
    for (Item item : items) {
      if (kind.isInstance(item)) {
        all.add(kind.cast(item));
      }
    }
    return List.copyOf(all);
  }
}
