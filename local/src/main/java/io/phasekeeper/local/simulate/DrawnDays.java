package io.phasekeeper.local.simulate;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A kind of drawn days: each is drawn, played and looked at by itself. */
public interface DrawnDays {
  /** Gaps that have their rows by the end of their day, or need none any more. */
  String HEALED = "gaps healed without hands";

  /** Gaps that have not. */
  String OPEN = "gaps still open";

  /** Gaps whose making had no use any more, before they could be healed. */
  String USELESS = "gaps that became useless";

  /** Whether it plays beside the simulated day of that number. */
  default boolean plays(long number) {
    return true;
  }

  /** Plays the day of that number, and looks at everything that must hold after it. */
  Looked play(long number);

  /**
   * What a day came to.
   *
   * @param faults how often each came to pass
   * @param ticks of the timer
   * @param counts what else is added up over the days
   * @param shortest finds the shortest list of its items with which the first violation stays
   */
  record Looked(
      Verdicts verdicts,
      Map<String, Integer> faults,
      int ticks,
      Map<String, Integer> counts,
      Supplier<List<String>> shortest) {}
}
