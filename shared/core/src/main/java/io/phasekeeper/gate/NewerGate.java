package io.phasekeeper.gate;

import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.Compared;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Judges whether an output was written after its input, purely. Where renewals are ignored, only
 * what of the input came for the first time after the output was made counts against it.
 */
final class NewerGate {
  private NewerGate() {}

  static GateResult judge(
      GateRule rule, GateCheck.NewerThan check, GateAnswers answers, GateDay day) {
    Optional<Compared> found = on(answers.compared(), day.date());
    String table = rule.table().name();
    if (found.isEmpty() || found.get().outputRows() == 0 || found.get().inputRows() == 0) {
      boolean noOutput = found.isEmpty() || found.get().outputRows() == 0;
      return GateResult.passes(
          rule,
          (noOutput ? table : check.table().name())
              + " has no rows of this date: nothing to compare");
    }
    Compared compared = found.get();
    if (compared.outputNewest().isEmpty() || compared.inputNewest().isEmpty()) {
      return GateResult.unknown(
          rule,
          (compared.outputNewest().isEmpty() ? table : check.table().name())
              + " does not tell when it was written");
    }
    Instant made = compared.outputNewest().get();
    Instant came = compared.inputNewest().get();
    boolean older = came.isAfter(made);
    boolean renewal = older && check.ignoreRenewals() && renewal(check, compared, day);
    Instant since = day.memory().newerSince(compared).orElse(came);
    boolean yet = day.now().isBefore(since.plus(check.grace()));
    long behind = Duration.between(made, came).toSeconds();
    GateResult result =
        new GateResult(
            rule,
            older && !renewal && !yet ? GateResult.Verdict.FAILS : GateResult.Verdict.PASSES,
            Optional.of(Math.max(0, behind)),
            Optional.of(0L),
            older
                ? table
                    + " was written "
                    + behind
                    + " s before its input "
                    + check.input()
                    + (check.ignoreRenewals() ? "; " + shown(check, compared, day) : "")
                    + (yet && !renewal ? "; it is not late yet" : "")
                : table + " was written after its input " + check.input());
    return result.with("output_written", made.toString()).with("input_written", came.toString());
  }

  /** Whether what came later had, all but a tolerated share, been there before. */
  private static boolean renewal(GateCheck.NewerThan check, Compared compared, GateDay day) {
    return first(compared, day) <= check.lateShare() * compared.things();
  }

  /**
   * How much of the input came for the first time after the output was made. Tables that are
   * replaced tell only that all of it was written later: then it is what there is more than when an
   * earlier look saw the input, if one did.
   */
  private static long first(Compared compared, GateDay day) {
    return day.memory()
        .inputHad()
        .map(had -> Math.min(compared.later(), Math.max(0, compared.things() - had)))
        .orElse(compared.later());
  }

  private static String shown(GateCheck.NewerThan check, Compared compared, GateDay day) {
    return first(compared, day)
        + " of its "
        + compared.things()
        + " "
        + check.per().map(column -> "values of " + column).orElse("rows")
        + " came for the first time after it";
  }

  static Optional<Compared> on(List<Compared> compared, LocalDate date) {
    return compared.stream().filter(each -> each.date().equals(date)).findFirst();
  }
}
