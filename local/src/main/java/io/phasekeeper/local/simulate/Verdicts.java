package io.phasekeeper.local.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the invariants say of one day: how much they looked at, and what does not hold. */
public final class Verdicts {
  /**
   * Something that does not hold.
   *
   * @param invariant its name, as a sentence
   */
  public record Violation(String invariant, String what) {
    @Override
    public String toString() {
      return invariant + ": " + what;
    }
  }

  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Integer> checks = new TreeMap<>();

  /** Looks at one case of an invariant. */
  public void check(
      String invariant, boolean holds, java.util.function.Supplier<String> otherwise) {
    checks.merge(invariant, 1, Integer::sum);
    if (!holds) {
      violations.add(new Violation(invariant, otherwise.get()));
    }
  }

  public List<Violation> violations() {
    return List.copyOf(violations);
  }

  public int checks() {
    return checks.values().stream().mapToInt(Integer::intValue).sum();
  }
}
