package io.phasekeeper.backfill;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.heal.OutputDate;
import io.phasekeeper.heal.OutputWork;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.settings.Mode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One look at a backfill: what came of the work that is under way, which outputs are there already,
 * which may be begun now, and at which date it stands still.
 */
final class Waves {
  /** So many dates are looked at in one look. */
  static final int DATES = 60;

  private final OutputWork work;
  private final BackfillPlan plan;
  private final Instant now;
  private final OutputWork.Look look;
  private final List<LocalDate> dates;
  private final Map<PhaseName, List<Processor>> members = new HashMap<>();
  private final Map<String, PhaseName> phases = new LinkedHashMap<>();
  private final Map<OutputDate, Unit> changes = new LinkedHashMap<>();
  private final List<FindingDraft> drafts = new ArrayList<>();
  private Optional<BackfillPlan.Hold> hold = Optional.empty();
  private boolean stopped;

  Waves(Pipeline pipeline, OutputWork work, BackfillPlan plan, Mode mode, Instant now) {
    this.work = work;
    this.plan = plan;
    this.now = now;
    this.dates = plan.units().openDates(DATES);
    for (Processor output : work.outputs()) {
      if (plan.units().byOutput().containsKey(output.name().value())) {
        phases.put(output.name().value(), output.phase());
        members.computeIfAbsent(output.phase(), phase -> PhaseGate.members(pipeline, work, phase));
      }
    }
    Set<OutputDate> open = new LinkedHashSet<>();
    Set<OutputDate> wanted = new LinkedHashSet<>();
    for (LocalDate date : dates) {
      for (String output : phases.keySet()) {
        OutputDate of = new OutputDate(output, date);
        if (plan.units().open(of)) {
          open.add(of);
          members
              .getOrDefault(phases.get(output), List.of())
              .forEach(member -> wanted.add(new OutputDate(member.name().value(), date)));
        }
      }
    }
    wanted.addAll(open);
    this.look = work.look(wanted, mode, now);
    look.plansOf(open);
  }

  /** What came of everything that was begun, or had failed. */
  void settle() {
    for (LocalDate date : dates) {
      for (OutputDate of : plan.units().on(date, Unit.BEGUN)) {
        if (mayBegin() || work.inFlight(of)) {
          take(of, false);
        } else {
          changes.put(of, Unit.WAITING); // whoever began it died before it was sent
        }
      }
      if (mayBegin()) {
        plan.units().on(date, Unit.FAILED).forEach(of -> take(of, true));
      }
    }
  }

  private boolean mayBegin() {
    return plan.state() != BackfillPlan.State.PAUSED;
  }

  /** Those whose turn has come, as many as may be under way; and where it stands still. */
  List<OutputDate> ready() {
    long free = plan.maxInFlight() - units().count(Unit.BEGUN);
    List<OutputDate> ready = new ArrayList<>();
    for (LocalDate date : dates) {
      for (PhaseName phase : new LinkedHashSet<>(phases.values())) {
        for (OutputDate of : wave(date, phase)) {
          if (ready.size() < free) {
            ready.add(of);
          }
        }
      }
    }
    return ready;
  }

  /** Those of a date and phase that may be begun. */
  private List<OutputDate> wave(LocalDate date, PhaseName phase) {
    List<OutputDate> waiting = new ArrayList<>();
    for (OutputDate of : units().on(date, Unit.WAITING)) {
      if (phase.equals(phases.get(of.output())) && !settled(of)) {
        waiting.add(of);
      }
    }
    if (waiting.isEmpty() || stopped || !mayBegin()) {
      return List.of();
    }
    PhaseGate gate =
        PhaseGate.look(
            date, phase, members.getOrDefault(phase, List.of()), waiting, look, units()::open);
    if (gate.blind()) {
      stopped = true; // what cannot be seen is looked at again, and is nobody's fault
      return List.of();
    }
    if (!gate.blockers().isEmpty()) {
      holdAt(gate.hold(now), gate.findings(plan));
      return List.of();
    }
    boolean others =
        gate.missing().stream().anyMatch(each -> !phase.equals(phases.get(each.output())));
    return others
        ? List.of()
        : waiting.stream().filter(of -> look.proof(of).proven() && !look.healing(of)).toList();
  }

  /** Whether nothing is to be done about an output: it is there, or is not wanted any more. */
  private boolean settled(OutputDate of) {
    OutputWork.Seen seen = look.seen(of);
    if (seen.free() && look.work(of.date()).free()) {
      changes.put(of, Unit.NO_WORK);
      return true;
    }
    if (seen.there() && !plan.again()) {
      changes.put(of, Unit.THERE);
      return true;
    }
    if (!seen.unseen() && look.useless(of).isPresent()) {
      changes.put(of, Unit.USELESS);
      return true;
    }
    return false;
  }

  /** Begins what was stored as begun. */
  void begin(List<OutputDate> ready) {
    ready.forEach(of -> take(of, false));
  }

  private void take(OutputDate of, boolean failed) {
    OutputWork.Taken taken =
        look.take(
            of,
            plan.title() + ": " + plan.why(),
            plan.who(),
            plan.again() ? Optional.of(plan.openedAt()) : Optional.empty(),
            failed);
    Unit unit =
        switch (taken.progress()) {
          case WAITING -> Unit.WAITING;
          case IN_FLIGHT -> Unit.BEGUN;
          case DONE -> Unit.MADE;
          case FAILED -> Unit.FAILED;
          case USELESS -> Unit.USELESS;
        };
    changes.put(of, unit);
    if (unit == Unit.MADE) {
      look.backfilled(of);
    }
    if (unit == Unit.FAILED) {
      PhaseName phase = phases.getOrDefault(of.output(), new PhaseName(of.output()));
      String why = of + " could not be made: " + taken.note();
      holdAt(
          new BackfillPlan.Hold(of.date(), phase, why, now),
          List.of(PhaseGate.held(plan, of.date(), phase, why)));
    }
  }

  private void holdAt(BackfillPlan.Hold at, List<FindingDraft> told) {
    stopped = true;
    if (hold.isEmpty() || at.date().isBefore(hold.get().date())) {
      hold = Optional.of(at);
      drafts.clear();
      drafts.addAll(told);
    }
  }

  /** As they are now. */
  Units units() {
    return plan.units().with(changes);
  }

  Map<OutputDate, Unit> changes() {
    return changes;
  }

  Optional<BackfillPlan.Hold> hold() {
    return hold;
  }

  /** What is to be told of where it stands still. */
  List<FindingDraft> drafts() {
    return drafts;
  }

  OutputWork.Look look() {
    return look;
  }
}
