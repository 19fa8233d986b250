package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.ledger.CycleFacts;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Transition.Afterwards;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.trigger.TriggerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges what comes after a trigger: completions it did not count, members it went without, and
 * successes that have no rows, whoever triggered on them.
 */
final class Aftermath {
  private Aftermath() {}

  /**
   * The judgement, unless the policy asks for another generation.
   *
   * @return empty if the phase is to be started again
   */
  static Optional<Judgement> of(Situation situation, Knowledge known, Trigger trigger) {
    List<Fact> late = new ArrayList<>();
    List<Fact> repeated = new ArrayList<>();
    Members members = new Members(situation, known, false);
    // A claim is a completion once its rows are there.
    List<Fact> proven = situation.active() && members.needs.isEmpty() ? members.proven : List.of();
    for (Fact fact : situation.facts()) {
      boolean came = fact.done() || proven.contains(fact);
      if (!came || trigger.pins().contains(CycleFacts.pin(fact))) {
        continue;
      }
      if (trigger.missing().contains(fact.processor())) {
        late.add(fact);
      } else if (newer(fact, trigger)) {
        repeated.add(fact);
      }
    }
    boolean retrigger =
        (!late.isEmpty() && situation.transition().late() == Afterwards.RETRIGGER)
            || (!repeated.isEmpty() && situation.transition().repeated() == Afterwards.RETRIGGER);
    if (retrigger) {
      return Optional.empty();
    }
    List<FindingDraft> findings = new ArrayList<>();
    List<Instant> ends = new ArrayList<>();
    alert(situation, late, situation.transition().late(), "after", findings, ends);
    alert(situation, repeated, situation.transition().repeated(), "again after", findings, ends);
    stillMissing(situation, trigger, proven, findings, ends);
    if (situation.active()) {
      findings.addAll(members.findings);
      if (members.openClaims || !members.unseen.isEmpty()) {
        ends.add(situation.now().plus(Judge.SELDOM));
      }
    }
    return Optional.of(
        new Judgement(
            new Decision.Settled(trigger),
            situation.active() ? List.copyOf(members.needs) : List.of(),
            findings,
            members.proven,
            members.miscounted,
            ends.stream().min(Comparator.naturalOrder()),
            Optional.empty()));
  }

  private static boolean newer(Fact fact, Trigger trigger) {
    return trigger
        .countedAs(fact.processor())
        .map(
            counted ->
                counted
                    .completedAt()
                    .map(at -> fact.completedAt().filter(at::isBefore).isPresent())
                    .orElse(!counted.byEvidence() && trigger.state() != TriggerState.ADOPTED))
        .orElse(false);
  }

  private static void alert(
      Situation situation,
      List<Fact> facts,
      Afterwards policy,
      String when,
      List<FindingDraft> findings,
      List<Instant> ends) {
    if (policy != Afterwards.ALERT) {
      return;
    }
    for (Fact fact : facts) {
      Instant end = situation.endOfDay(fact.completedAt().orElse(situation.now()));
      if (situation.now().isBefore(end)) {
        ends.add(end);
        findings.add(
            FindingDraft.of(
                    FindingKind.LATE_COMPLETION,
                    fact.processor().value(),
                    fact.processor()
                        + " completed "
                        + when
                        + " "
                        + situation.transition().phase()
                        + " was started for "
                        + situation.date(),
                    "start "
                        + situation.transition().phase()
                        + " again if its output needs it: "
                        + CommandLine.trigger(situation, false))
                .on(situation.date(), situation.cycle().value())
                .with("completed_at", fact.completedAt().map(Instant::toString).orElse("")));
      }
    }
  }

  private static void stillMissing(
      Situation situation,
      Trigger trigger,
      List<Fact> proven,
      List<FindingDraft> findings,
      List<Instant> ends) {
    Instant end = situation.endOfDay(trigger.publishedAt().orElse(trigger.createdAt()));
    if (!situation.now().isBefore(end) || trigger.state() == TriggerState.ADOPTED) {
      return;
    }
    Set<ProcessorName> come =
        situation.facts().stream()
            .filter(fact -> fact.done() || proven.contains(fact))
            .map(Fact::processor)
            .collect(Collectors.toSet());
    List<ProcessorName> missing =
        trigger.missing().stream().filter(name -> !come.contains(name)).toList();
    if (trigger.reason() == TriggerReason.QUORUM_DEADLINE && !missing.isEmpty()) {
      ends.add(end);
      findings.add(
          StartedPartial.of(trigger.id().phase(), situation.date(), situation.cycle(), missing));
    }
    for (var counted : trigger.counted()) {
      if (counted.byEvidence() && !come.contains(counted.processor())) {
        ends.add(end);
        findings.add(
            FindingDraft.of(
                    FindingKind.LEDGER_DISAGREEMENT,
                    counted.processor().value(),
                    "no completion of "
                        + counted.processor()
                        + " came; it was counted by "
                        + (trigger.reason() == TriggerReason.MANUAL
                            ? "its rows"
                            : "its ended run and its rows"),
                    "find out why its completion was not published")
                .on(situation.date(), situation.cycle().value()));
      }
    }
  }
}
