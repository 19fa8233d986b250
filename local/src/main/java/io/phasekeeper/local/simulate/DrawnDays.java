package io.phasekeeper.local.simulate;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A kind of drawn days: each is drawn, played and looked at by itself. */
public interface DrawnDays {
  /** Plays the day of that number, and looks at everything that must hold after it. */
  Looked play(long number);

  /**
   * What a day came to.
   *
   * @param faults how often each came to pass
   * @param ticks of the timer
   * @param shortest finds the shortest list of its items with which the first violation stays
   */
  record Looked(
      Verdicts verdicts, Map<String, Integer> faults, int ticks, Supplier<List<String>> shortest) {}
}
