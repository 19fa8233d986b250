package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Opens and resolves what a judgement deserves, and what was done on it. */
final class TransitionFindings {
  private final FindingBook findings;
  private final LedgerKeeper keeper;

  TransitionFindings(FindingBook findings, LedgerKeeper keeper) {
    this.findings = findings;
    this.keeper = keeper;
  }

  /**
   * @param acted what was done on the decision
   */
  List<FindingBook.Change> keep(
      Situation situation, Judgement judgement, Acted acted, Instant now) {
    boolean started = acted == Acted.PUBLISHED || acted == Acted.SHADOWED;
    List<FindingBook.Change> changes = new ArrayList<>();
    List<FindingDraft> current = new ArrayList<>();
    String scope = scope(situation);
    for (FindingDraft draft : judgement.findings()) {
      if (started && draft.kind() == FindingKind.ORCHESTRATOR_STUCK) {
        changes.addAll(findings.note(scope, draft, now));
      } else {
        current.add(draft);
      }
    }
    current.addAll(afterPublish(situation, judgement.decision(), acted));
    if (!current.isEmpty() && acted == Acted.NOTHING_TO_DO) {
      keeper.announceFindings(situation);
    }
    if (!current.isEmpty() || situation.notes().findingsOpen()) {
      changes.addAll(findings.keep(scope, current, now));
    }
    for (String name : situation.ledger().unknownNames()) {
      findings
          .open("names", UnknownName.of(situation.transition().after(), name), now)
          .ifPresent(changes::add);
    }
    judgement
        .miscounted()
        .forEach(
            fact ->
                findings
                    .openSince(
                        "counter", CounterDefect.of(fact), fact.completedAt().orElse(now), now)
                    .ifPresent(changes::add));
    return changes;
  }

  private static List<FindingDraft> afterPublish(
      Situation situation, Decision decision, Acted acted) {
    if (decision instanceof Decision.Due due
        && !due.missing().isEmpty()
        && (acted == Acted.PUBLISHED || acted == Acted.SHADOWED)) {
      return List.of(
          StartedPartial.of(due.id().phase(), situation.date(), situation.cycle(), due.missing()));
    }
    boolean failedBefore =
        decision instanceof Decision.Pending pending && pending.trigger().failures() > 0;
    return failedBefore && acted == Acted.FAILED
        ? List.of(Unseen.publisher(situation.transition(), situation.date(), situation.cycle()))
        : List.of();
  }

  private static String scope(Situation situation) {
    return "transition:"
        + situation.transition().phase()
        + ":"
        + situation.date()
        + ":"
        + situation.cycle();
  }
}
