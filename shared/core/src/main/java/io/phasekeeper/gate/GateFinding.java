package io.phasekeeper.gate;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.LocalDate;

/** The finding that a gate which fails deserves, whoever asked it. */
public final class GateFinding {
  private GateFinding() {}

  /** Its kind, subject and evidence; without a date. */
  public static FindingDraft of(GateResult gate, LocalDate date) {
    GateRule rule = gate.rule();
    String about = about(rule);
    return evidence(
        FindingDraft.of(kind(gate), about, gate.explanation(), remedy(rule.check(), about, date)),
        gate);
  }

  /** With the numbers and names behind a result. */
  public static FindingDraft evidence(FindingDraft draft, GateResult gate) {
    FindingDraft with = draft.with("gate", gate.rule().name());
    if (gate.observed().isPresent()) {
      with = with.with("observed", gate.observed().get());
    }
    if (gate.wanted().isPresent()) {
      with = with.with("wanted", gate.wanted().get());
    }
    for (var each : gate.evidence().entrySet()) {
      with = with.with(each.getKey(), each.getValue());
    }
    return with;
  }

  private static FindingKind kind(GateResult gate) {
    GateCheck check = gate.rule().check();
    if (check instanceof GateCheck.Coverage) {
      return FindingKind.COVERAGE_GAP;
    }
    if (check instanceof GateCheck.Share) {
      return FindingKind.NULL_SHARE;
    }
    if (check instanceof GateCheck.Fresh) {
      return FindingKind.STALE_SOURCE;
    }
    if (check instanceof GateCheck.Unique) {
      return FindingKind.DUPLICATE_OUTPUT;
    }
    if (check instanceof GateCheck.NewerThan) {
      return FindingKind.STALE_OUTPUT;
    }
    if (check instanceof GateCheck.Lookback) {
      return FindingKind.LOOKBACK_GAP;
    }
    boolean empty = gate.observed().filter(rows -> rows == 0).isPresent();
    return empty ? FindingKind.HOLLOW_SUCCESS : FindingKind.PARTIAL_OUTPUT;
  }

  /** The processor of outputs; the table of sources, shares, coverage and look-backs. */
  public static String about(GateRule rule) {
    GateCheck check = rule.check();
    if (check instanceof GateCheck.Lookback lookback) {
      return lookback.table().name();
    }
    boolean ofProcessor =
        check instanceof GateCheck.Rows
            || check instanceof GateCheck.Unique
            || check instanceof GateCheck.NewerThan;
    return ofProcessor
        ? rule.member().map(ProcessorName::value).orElse(rule.table().name())
        : rule.table().name();
  }

  private static String remedy(GateCheck check, String about, LocalDate date) {
    if (check instanceof GateCheck.Coverage) {
      return "make " + about + " again for " + date + " once what it is made from covers them";
    }
    if (check instanceof GateCheck.Share) {
      return "find out which input left the column empty, and make " + about + " again";
    }
    if (check instanceof GateCheck.Fresh) {
      return "look at the job that brings " + about;
    }
    if (check instanceof GateCheck.Unique) {
      return "remove the rows that repeat a key, or make " + about + " again for " + date;
    }
    if (check instanceof GateCheck.NewerThan) {
      return "run " + about + " again for " + date;
    }
    if (check instanceof GateCheck.Lookback) {
      return "make the missing dates of " + about + " before what averages over them";
    }
    return "run "
        + about
        + " again for "
        + date
        + ", or lower its gate if that many rows are right";
  }
}
