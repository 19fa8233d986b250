package io.phasekeeper.transition;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.ledger.Disagreement;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition.Afterwards;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges one cycle of one phase day: purely, from what is stored, what is known of the tables, and
 * the time. Adding a completion never makes a trigger less due, and the order in which facts
 * arrived makes no difference.
 */
public final class Judge {
  /** Complete, or pending, for so long without a trigger: the orchestrator is stuck (A8). */
  public static final Duration STUCK_AFTER = Duration.ofMinutes(10);

  /** Held gates are asked every minute in the first hour, then every five (DESIGN, Timers). */
  static final Duration OFTEN = Duration.ofSeconds(55);

  static final Duration SELDOM = Duration.ofSeconds(295);
  static final Duration OFTEN_FOR = Duration.ofHours(1);

  private Judge() {}

  public static Judgement judge(Situation situation, Knowledge known) {
    Judgement judgement = byState(situation, known);
    List<FindingDraft> findings = new ArrayList<>(judgement.findings());
    for (Disagreement each : situation.ledger().disagreements()) {
      findings.add(disagreement(situation, each));
    }
    return new Judgement(
        judgement.decision(),
        judgement.needs(),
        findings,
        judgement.proven(),
        judgement.miscounted(),
        judgement.dueAt(),
        judgement.firstCompletion());
  }

  private static Judgement byState(Situation situation, Knowledge known) {
    if (situation.trigger().isPresent()) {
      Trigger trigger = situation.trigger().get();
      return switch (trigger.state()) {
        case PENDING -> pending(situation, trigger);
        case SKIPPED -> plain(new Decision.Settled(trigger));
        case PUBLISHED, ADOPTED, SHADOWED ->
            Aftermath.of(situation, known, trigger)
                .orElseGet(() -> start(situation, known, trigger.id().next()));
      };
    }
    if (situation.adopted()) {
      Members members = new Members(situation, known, false);
      return plain(new Decision.Adopt(firstId(situation), members.counted, members.missing));
    }
    if (situation.facts().isEmpty()) {
      return plain(new Decision.Empty());
    }
    if (!situation.active() && !triggersAnyDate(situation)) {
      return plain(new Decision.Outside());
    }
    return start(situation, known, firstId(situation));
  }

  private static boolean triggersAnyDate(Situation situation) {
    return situation.transition().late() == Afterwards.RETRIGGER
        || situation.transition().repeated() == Afterwards.RETRIGGER;
  }

  private static TriggerId firstId(Situation situation) {
    return new TriggerId(situation.transition().phase(), situation.date(), situation.cycle(), 1);
  }

  private static Judgement plain(Decision decision) {
    return new Judgement(
        decision, List.of(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  private static Judgement pending(Situation situation, Trigger trigger) {
    List<FindingDraft> findings =
        situation.now().isBefore(trigger.createdAt().plus(STUCK_AFTER))
            ? List.of()
            : List.of(
                stuck(
                    situation,
                    "trigger "
                        + trigger.id()
                        + " is decided since "
                        + trigger.createdAt()
                        + " and not acknowledged after "
                        + trigger.failures()
                        + " failures"));
    return new Judgement(
        new Decision.Pending(trigger),
        List.of(),
        findings,
        List.of(),
        List.of(),
        Optional.of(trigger.leaseUntil()),
        Optional.empty());
  }

  private static FindingDraft stuck(Situation situation, String what) {
    return FindingDraft.of(
            FindingKind.ORCHESTRATOR_STUCK,
            situation.transition().phase().value(),
            what,
            "the sweep repairs it by itself; if it stays open, look at the publisher's rights on "
                + situation.transition().trigger().topic())
        .on(situation.date(), situation.cycle().value());
  }

  /** Whether the phase is to be started, as the given generation. */
  private static Judgement start(Situation situation, Knowledge known, TriggerId id) {
    Optional<Control.Hold> hold = situation.control().hold(situation.cycle(), situation.now());
    if (hold.isPresent()) {
      return plainUntil(new Decision.HeldByOperator(hold.get()), hold.get().until());
    }
    Optional<Instant> first = firstCompletion(situation);
    Deadlines deadlines = Deadlines.of(situation, first);
    Members members = new Members(situation, known, situation.timer() && deadlines.anyPassed());
    if (!members.needs.isEmpty()) {
      return asking(members, first);
    }
    Optional<Instant> enoughSince = enoughSince(situation, members, deadlines);
    if (enoughSince.isEmpty()) {
      return waiting(situation, members, deadlines, first);
    }
    List<GateResult> gates = new ArrayList<>(members.unseen);
    for (GateRule rule : situation.policy().gates()) {
      boolean applies =
          rule.member()
              .map(m -> members.counted.stream().anyMatch(c -> c.processor().equals(m)))
              .orElse(true);
      if (applies) {
        gates.addAll(members.results(List.of(rule)));
      }
    }
    if (!members.needs.isEmpty()) {
      return asking(members, first);
    }
    List<GateResult> blocking = gates.stream().filter(GateResult::blocks).toList();
    return blocking.isEmpty()
        ? due(situation, id, members, gates, first, enoughSince.get())
        : held(situation, members, blocking, first);
  }

  private static Judgement plainUntil(Decision decision, Optional<Instant> until) {
    return new Judgement(
        decision, List.of(), List.of(), List.of(), List.of(), until, Optional.empty());
  }

  private static Judgement asking(Members members, Optional<Instant> first) {
    return new Judgement(
        new Decision.Waiting(members.counted, members.missing, Optional.empty(), false),
        List.copyOf(members.needs),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        first);
  }

  /** The earliest completion of an expected member, even if it arrived last. */
  private static Optional<Instant> firstCompletion(Situation situation) {
    return situation.facts().stream()
        .filter(f -> situation.policy().expect().contains(f.processor()))
        .filter(f -> f.countable() && f.status().claimsRows())
        .flatMap(f -> f.completedAt().stream())
        .min(Comparator.naturalOrder());
  }

  /** Since when the members are enough, if they are. */
  private static Optional<Instant> enoughSince(
      Situation situation, Members members, Deadlines deadlines) {
    Instant newest =
        members.counted.stream()
            .flatMap(c -> c.fact().stream())
            .flatMap(f -> f.completedAt().stream())
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    boolean allByWord = members.counted.stream().allMatch(c -> c.fact().isPresent());
    if (members.missing.isEmpty()) {
      return Optional.of(
          allByWord ? newest : latest(newest, deadlines.firstPassed().orElse(newest)));
    }
    StartPolicy policy = situation.policy();
    Set<ProcessorName> present =
        members.counted.stream().map(Decision.Counted::processor).collect(Collectors.toSet());
    if (!situation.timer() || !present.containsAll(policy.critical())) {
      return Optional.empty();
    }
    return deadlines
        .passedFor(present.size(), policy.expect().size())
        .map(since -> latest(newest, since));
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Judgement waiting(
      Situation situation, Members members, Deadlines deadlines, Optional<Instant> first) {
    List<FindingDraft> findings = new ArrayList<>(members.findings);
    boolean late = deadlines.allPassed();
    if (late && situation.timer()) {
      findings.add(late(situation, members));
    }
    members.unseen.forEach(gate -> findings.add(GateFindings.ofUnknown(situation, gate)));
    List<Instant> due = new ArrayList<>();
    deadlines.next(situation.timer()).ifPresent(due::add);
    if (members.openClaims || !members.unseen.isEmpty()) {
      due.add(recheck(situation, first.orElse(situation.now())));
    }
    if (late) {
      due.add(situation.now().plus(situation.timer() ? SELDOM : Duration.ZERO));
    }
    return new Judgement(
        new Decision.Waiting(
            members.counted, members.missing, deadlines.next(situation.timer()), late),
        List.of(),
        findings,
        members.proven,
        members.miscounted,
        due.stream().min(Comparator.naturalOrder()),
        first);
  }

  private static FindingDraft late(Situation situation, Members members) {
    StartPolicy policy = situation.policy();
    List<ProcessorName> critical =
        members.missing.stream().filter(policy.critical()::contains).toList();
    String phase = situation.transition().phase().value();
    return FindingDraft.of(
            FindingKind.PHASE_LATE,
            phase,
            phase
                + " cannot start for "
                + situation.date()
                + ": "
                + members.counted.size()
                + " of "
                + policy.expect().size()
                + " complete at its last deadline, missing "
                + names(members.missing)
                + (critical.isEmpty() ? "" : ", of which critical " + names(critical)),
            "bring the missing to completion, or start it all the same: "
                + CommandLine.trigger(situation, false))
        .on(situation.date(), situation.cycle().value())
        .with("missing", members.missing.stream().map(ProcessorName::value).toList())
        .with("complete", (long) members.counted.size());
  }

  private static Judgement held(
      Situation situation, Members members, List<GateResult> blocking, Optional<Instant> first) {
    List<FindingDraft> findings = new ArrayList<>(GateFindings.ofHeld(situation, blocking));
    findings.addAll(members.findings);
    return new Judgement(
        new Decision.Held(members.counted, members.missing, blocking),
        List.of(),
        findings,
        members.proven,
        members.miscounted,
        Optional.of(recheck(situation, situation.notes().heldSince().orElse(situation.now()))),
        first);
  }

  private static Instant recheck(Situation situation, Instant since) {
    boolean often = situation.now().isBefore(since.plus(OFTEN_FOR));
    return situation.now().plus(often ? OFTEN : SELDOM);
  }

  private static Judgement due(
      Situation situation,
      TriggerId id,
      Members members,
      List<GateResult> gates,
      Optional<Instant> first,
      Instant enoughSince) {
    List<FindingDraft> findings = new ArrayList<>(members.findings);
    gates.stream()
        .filter(g -> g.verdict() == GateResult.Verdict.FAILS)
        .forEach(g -> findings.add(GateFindings.ofFailed(situation, g)));
    Instant since = freeToStart(situation, enoughSince);
    if (situation.timer() && !situation.now().isBefore(since.plus(STUCK_AFTER))) {
      findings.add(
          stuck(
              situation,
              situation.transition().after()
                  + " is complete for "
                  + situation.date()
                  + " since "
                  + since
                  + " and "
                  + id.phase()
                  + " was not triggered"));
    }
    return new Judgement(
        new Decision.Due(
            id,
            members.missing.isEmpty() ? TriggerReason.ALL_COMPLETE : TriggerReason.QUORUM_DEADLINE,
            members.counted,
            members.missing,
            gates),
        List.of(),
        findings,
        members.proven,
        members.miscounted,
        Optional.empty(),
        first);
  }

  /**
   * Since when nothing stood in the way: enough, judged, and neither held nor stopped by people.
   */
  private static Instant freeToStart(Situation situation, Instant enoughSince) {
    return Stream.of(
            Optional.of(enoughSince),
            situation.notes().decidedAt(),
            situation.resumedAt(),
            situation.control().freeSince(situation.cycle()))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElse(enoughSince);
  }

  private static FindingDraft disagreement(Situation situation, Disagreement each) {
    return FindingDraft.of(
            FindingKind.LEDGER_DISAGREEMENT,
            each.about(),
            each.about()
                + " in "
                + situation.ledger().phase().ledgerCollection()
                + " of "
                + situation.date()
                + " "
                + each.what(),
            "mend the writer of that field; it was skipped")
        .on(situation.date(), situation.cycle().value());
  }

  private static String names(List<ProcessorName> names) {
    return names.stream().map(ProcessorName::value).collect(Collectors.joining(", "));
  }
}
