package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.GateFinding;
import io.phasekeeper.gate.GateResult;
import java.util.ArrayList;
import java.util.List;

/** The findings that gates open. */
final class GateFindings {
  private GateFindings() {}

  /** A gate that fails: no row at all behind a claim, too few, or not what they should be. */
  static FindingDraft ofFailed(Situation situation, GateResult gate) {
    return GateFinding.of(gate, situation.date()).on(situation.date(), situation.cycle().value());
  }

  /** A held phase: what holds it, and every gate's own finding. */
  static List<FindingDraft> ofHeld(Situation situation, List<GateResult> blocking) {
    List<FindingDraft> findings = new ArrayList<>();
    String phase = situation.transition().phase().value();
    FindingDraft held =
        FindingDraft.of(
                FindingKind.PHASE_HELD,
                phase,
                phase
                    + " is held for "
                    + situation.date()
                    + ": "
                    + String.join("; ", blocking.stream().map(GateResult::explanation).toList()),
                "it starts by itself once its gates pass; to start it all the same: "
                    + CommandLine.trigger(situation, true))
            .on(situation.date(), situation.cycle().value());
    for (GateResult gate : blocking) {
      held = held.with(gate.rule().name(), gate.explanation());
      findings.add(
          gate.verdict() == GateResult.Verdict.UNKNOWN
              ? ofUnknown(situation, gate)
              : ofFailed(situation, gate));
    }
    findings.add(0, held);
    return findings;
  }

  static FindingDraft ofUnknown(Situation situation, GateResult gate) {
    String phase = situation.transition().phase().value();
    return GateFinding.evidence(
            FindingDraft.of(
                FindingKind.GATE_UNKNOWN,
                phase,
                "gate " + gate.rule().name() + " could not be evaluated: " + gate.explanation(),
                "mend what cannot be read; it is asked again every minute, later every five"),
            gate)
        .on(situation.date(), situation.cycle().value());
  }
}
