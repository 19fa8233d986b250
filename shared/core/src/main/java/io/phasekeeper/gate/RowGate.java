package io.phasekeeper.gate;

import io.phasekeeper.pipeline.GateRule;
import java.util.Optional;

/** Judges a gate on rows, purely. */
public final class RowGate {
  private RowGate() {}

  /**
   * @param rows of the gate's table on the date; none if nobody could count them
   * @param work the calendar's word on the date
   */
  public static GateResult judge(GateRule rule, Optional<Long> rows, DayWork work) {
    String table = rule.table().name();
    if (rule.minimum().perEntity()) {
      if (work.state() == DayWork.State.UNKNOWN) {
        return unknown(rule, rows, "cannot tell how many rows are due: " + work.explanation());
      }
      if (work.entities() == 0) {
        return new GateResult(
            rule, GateResult.Verdict.PASSES, rows, Optional.of(0L), "nothing is due on this date");
      }
    }
    long wanted =
        rule.minimum().perEntity()
            ? rule.minimum().rows() * work.entities()
            : rule.minimum().rows();
    if (rows.isEmpty()) {
      return new GateResult(
          rule,
          GateResult.Verdict.UNKNOWN,
          rows,
          Optional.of(wanted),
          "cannot count the rows of " + table);
    }
    boolean enough = rows.get() >= wanted;
    String of =
        rule.minimum().perEntity()
            ? " (" + rule.minimum().rows() + " for each of " + work.entities() + ")"
            : "";
    return new GateResult(
        rule,
        enough ? GateResult.Verdict.PASSES : GateResult.Verdict.FAILS,
        rows,
        Optional.of(wanted),
        table
            + " has "
            + rows.get()
            + " rows, wanted at least "
            + wanted
            + of
            + few(rule, rows, work));
  }

  /** What is enough, but less than on an ordinary day, is told. */
  private static String few(GateRule rule, Optional<Long> rows, DayWork work) {
    Optional<Long> expected =
        rule.rows().flatMap(r -> r.expected().map(e -> r.perEntity() ? e * work.entities() : e));
    return expected.filter(e -> rows.orElse(e) < e).isPresent()
        ? "; an ordinary day has " + expected.get()
        : "";
  }

  private static GateResult unknown(GateRule rule, Optional<Long> rows, String explanation) {
    return new GateResult(rule, GateResult.Verdict.UNKNOWN, rows, Optional.empty(), explanation);
  }
}
