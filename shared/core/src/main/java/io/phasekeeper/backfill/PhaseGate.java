package io.phasekeeper.backfill;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.GateFinding;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.heal.OutputDate;
import io.phasekeeper.heal.OutputWork;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.StartPolicy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The gate before a phase of a date: the members without which the phase does not start, as far as
 * they have gates, and all that its outputs are made from, over their windows.
 *
 * @param missing what is not there, or fails a gate
 * @param blockers those of it that nobody is about to make
 * @param failing the gates of the blockers that fail
 * @param blind nobody can tell, now
 * @param explanation one clause
 */
record PhaseGate(
    LocalDate date,
    PhaseName phase,
    List<OutputDate> missing,
    List<OutputDate> blockers,
    List<Failing> failing,
    boolean blind,
    String explanation) {
  /** More names in a finding help nobody. */
  private static final int MOST_NAMED = 12;

  /** A gate of an output that does not pass. */
  record Failing(OutputDate of, GateResult result) {}

  PhaseGate {
    missing = List.copyOf(missing);
    blockers = List.copyOf(blockers);
    failing = List.copyOf(failing);
  }

  /** The members of a phase's start that are asked for every date of it. */
  static List<Processor> members(Pipeline pipeline, OutputWork work, PhaseName phase) {
    Optional<StartPolicy> policy =
        pipeline.phase(phase).start().flatMap(start -> start.policy(pipeline.cycles().main()));
    return policy.stream()
        .flatMap(each -> each.critical().stream())
        .map(pipeline::processor)
        .filter(each -> each.table().isPresent() && work.isGated(each))
        .sorted(Comparator.comparing(each -> each.name().value()))
        .toList();
  }

  /**
   * Looks at the gate.
   *
   * @param outputs of the phase that are to be made
   * @param coming what is about to be made is waited for, and blocks nothing
   */
  static PhaseGate look(
      LocalDate date,
      PhaseName phase,
      Collection<Processor> members,
      Collection<OutputDate> outputs,
      OutputWork.Look look,
      Predicate<OutputDate> coming) {
    Set<OutputDate> missing = new LinkedHashSet<>();
    List<String> why = new ArrayList<>();
    for (Processor member : members) {
      OutputDate of = new OutputDate(member.name().value(), date);
      OutputWork.Seen seen = look.seen(of);
      if (!seen.proves()) {
        missing.add(of);
        why.add(seen.explanation());
      }
    }
    for (OutputDate output : outputs) {
      OutputWork.Proof proof = look.proof(output);
      if (!proof.proven()) {
        missing.addAll(proof.missing());
        why.add(proof.explanation());
      }
    }
    List<OutputDate> blockers = missing.stream().filter(each -> !coming.test(each)).toList();
    List<Failing> failing = new ArrayList<>();
    boolean blind = false;
    for (OutputDate blocker : blockers) {
      blind |= look.seen(blocker).unseen();
      look.failing(blocker).forEach(result -> failing.add(new Failing(blocker, result)));
    }
    return new PhaseGate(
        date,
        phase,
        List.copyOf(missing),
        blockers,
        failing,
        blind,
        explanation(look, blockers, failing, why));
  }

  private static String explanation(
      OutputWork.Look look, List<OutputDate> blockers, List<Failing> failing, List<String> why) {
    if (!failing.isEmpty()) {
      Failing first = failing.get(0);
      return first.of() + ": " + first.result().explanation() + more(blockers.size() - 1);
    }
    if (!blockers.isEmpty()) {
      OutputWork.Seen seen = look.seen(blockers.get(0));
      String first =
          seen.proves()
              ? blockers.get(0) + " and the dates before have no rows"
              : seen.explanation();
      return first + more(blockers.size() - 1);
    }
    return why.isEmpty() ? "all that it is made from is there" : why.get(0);
  }

  private static String more(int others) {
    return others > 0 ? "; " + others + " more are not there" : "";
  }

  BackfillPlan.Hold hold(java.time.Instant now) {
    return new BackfillPlan.Hold(date, phase, explanation, now);
  }

  /** The findings that tell of a backfill that stands at this gate. */
  List<FindingDraft> findings(BackfillPlan plan) {
    List<FindingDraft> drafts = new ArrayList<>();
    FindingDraft held = held(plan, date, phase, explanation);
    drafts.add(
        blockers.isEmpty()
            ? held
            : held.with(
                "missing", blockers.stream().limit(MOST_NAMED).map(OutputDate::key).toList()));
    failing.stream()
        .limit(MOST_NAMED)
        .forEach(
            each ->
                drafts.add(
                    GateFinding.of(each.result(), each.of().date())
                        .on(each.of().date())
                        .with("backfill", plan.number())));
    return drafts;
  }

  /** That a backfill stands still at a date. */
  static FindingDraft held(BackfillPlan plan, LocalDate date, PhaseName phase, String why) {
    return FindingDraft.of(
            FindingKind.PHASE_HELD,
            phase.value(),
            plan.title() + " holds at " + date + ": " + why,
            "make what is missing; the backfill goes on by itself, or end it with phasekeeper"
                + " backfill cancel "
                + plan.number())
        .on(date)
        .with("backfill", plan.number());
  }
}
