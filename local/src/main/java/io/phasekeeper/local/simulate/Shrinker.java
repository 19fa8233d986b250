package io.phasekeeper.local.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the shortest list of a day's items that still fails: leaves out halves, quarters, … one.
 */
public final class Shrinker {
  private Shrinker() {}

  /**
   * @param fails whether a day with these items still fails; true for {@code items}
   */
  public static <T> List<T> shortest(List<T> items, Predicate<List<T>> fails) {
    List<T> current = items;
    int size = Math.max(1, items.size() / 2);
    while (size >= 1) {
      boolean shorter = false;
      for (int from = 0; from < current.size(); from += size) {
        List<T> without = new ArrayList<>(current);
        without.subList(from, Math.min(current.size(), from + size)).clear();
        if (fails.test(without)) {
          current = without;
          shorter = true;
          from -= size;
        }
      }
      if (!shorter || current.size() < size) {
        if (size == 1) {
          break;
        }
        size = Math.max(1, size / 2);
      }
    }
    return List.copyOf(current);
  }
}
