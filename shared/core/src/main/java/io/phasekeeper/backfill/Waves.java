package io.phasekeeper.backfill;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.heal.Age;
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
 * which may be begun now, and at which date it stands still. What only follows from what was asked
 * for has its turn when nothing of that is still to come.
 */
final class Waves {
  /** So many dates are looked at in one look. */
  static final int DATES = 60;

  private final OutputWork work;
  private final BackfillPlan plan;
  private final Instant now;
  private final OutputWork.Look look;
  private final List<LocalDate> dates;

  /** Whether all that was asked for is settled. */
  private final boolean following;

  private final Map<PhaseName, List<Processor>> members = new HashMap<>();
  private final Map<String, PhaseName> phases = new LinkedHashMap<>();
  private final Map<OutputDate, Unit> changes = new LinkedHashMap<>();
  private final List<FindingDraft> drafts = new ArrayList<>();
  private Optional<BackfillPlan.Hold> hold = Optional.empty();
  private boolean stopped;

  Waves(Pipeline pipeline, OutputWork work, BackfillPlan plan, Mode mode, BackfillTick tick) {
    this.work = work;
    this.plan = plan;
    this.now = tick.now;
    for (Processor output : work.outputs()) {
      if (plan.units().byOutput().containsKey(output.name().value())) {
        phases.put(output.name().value(), output.phase());
        members.computeIfAbsent(output.phase(), phase -> PhaseGate.members(pipeline, work, phase));
      }
    }
    List<LocalDate> asked = plan.units().openDates(DATES, this::asked);
    this.following = asked.isEmpty();
    this.dates = following ? plan.units().openDates(DATES) : asked;
    Set<OutputDate> open = new LinkedHashSet<>();
    Set<OutputDate> wanted = new LinkedHashSet<>();
    for (LocalDate date : dates) {
      for (String output : phases.keySet()) {
        OutputDate of = new OutputDate(output, date);
        if (plan.units().open(of) && (following || asked(of))) {
          open.add(of);
          members
              .getOrDefault(phases.get(output), List.of())
              .forEach(member -> wanted.add(new OutputDate(member.name().value(), date)));
        }
      }
    }
    wanted.addAll(open);
    this.look = work.look(wanted, mode, now, tick.until);
    look.plansOf(open);
  }

  /** Whether it was asked for, and does not only follow. */
  private boolean asked(OutputDate of) {
    PhaseName phase = phases.get(of.output());
    return phase != null && plan.asked(of, phase);
  }

  /** Whether something is still to come of it, as far as it was asked for. */
  private boolean open(OutputDate of) {
    return Optional.ofNullable(changes.get(of))
        .map(Unit::open)
        .orElseGet(() -> plan.units().open(of));
  }

  private boolean made(OutputDate of) {
    return Optional.ofNullable(changes.get(of)).or(() -> plan.units().of(of)).stream()
        .anyMatch(Unit.MADE::equals);
  }

  /** What came of everything that was begun, or had failed. */
  void settle() {
    for (LocalDate date : dates) {
      for (OutputDate of : plan.units().on(date, Unit.BEGUN)) {
        if (mayBegin() || work.inFlight(of)) {
          take(of, false);
        } else {
          changes.put(of, waiting(of)); // whoever began it died before it was sent
        }
      }
      if (mayBegin()) {
        plan.units().on(date, Unit.FAILED).forEach(of -> take(of, true));
      }
    }
  }

  private Unit waiting(OutputDate of) {
    return asked(of) ? Unit.WAITING : Unit.FOLLOWS;
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
      if (following) {
        for (OutputDate of : followers(date)) {
          if (ready.size() < free) {
            ready.add(of);
          }
        }
      }
    }
    return ready;
  }

  /** Those of a date that were not asked for, and are to be made anew now. */
  private List<OutputDate> followers(LocalDate date) {
    List<OutputDate> followers = new ArrayList<>();
    for (Unit unit : List.of(Unit.FOLLOWS, Unit.WAITING)) {
      for (OutputDate of : units().on(date, unit)) {
        if (!stopped && mayBegin() && phases.containsKey(of.output()) && !asked(of)) {
          if (follows(of)) {
            followers.add(of);
          }
        }
      }
    }
    return followers;
  }

  /**
   * Whether it is to be made anew now: it is there, and older than an input that the backfill made.
   * One whose other inputs are not there is left as it is, which is told.
   */
  private boolean follows(OutputDate of) {
    List<OutputDate> inputs = work.inputs(of);
    if (inputs.stream().anyMatch(this::open)) {
      return false;
    }
    OutputWork.Seen seen = look.seen(of);
    boolean caused = inputs.stream().anyMatch(this::made);
    boolean useful = seen.rows() > 0 && look.useless(of).isEmpty();
    if (!caused || (!useful && !seen.unseen())) {
      changes.put(of, Unit.UNTOUCHED);
      return false;
    }
    Age age = age(of);
    if (seen.unseen() || age.unseen()) {
      stopped = true; // looked at again
      return false;
    }
    OutputWork.Proof proof = look.proof(of);
    boolean left = age.newerThan().isPresent() && !proof.proven();
    if (left && proof.missing().stream().anyMatch(input -> look.seen(input).unseen())) {
      stopped = true;
      return false;
    }
    if (left) {
      look.leave(
          of,
          "it is older than what it is made from, of which not all is there: "
              + proof.explanation());
    }
    if (left || age.newerThan().isEmpty()) {
      changes.put(of, Unit.UNTOUCHED);
      return false;
    }
    return !look.healing(of);
  }

  /**
   * Whether it is older than what it is made from: than what the backfill has made, and, if it was
   * asked for, than what anybody has made since the backfill was ordered.
   */
  private Age age(OutputDate of) {
    boolean asked = asked(of);
    return look.age(
        of,
        input ->
            made(input)
                ? Optional.of(Instant.EPOCH)
                : asked ? Optional.of(plan.openedAt()) : Optional.empty());
  }

  /** Those of a date and phase that may be begun. */
  private List<OutputDate> wave(LocalDate date, PhaseName phase) {
    List<OutputDate> waiting = new ArrayList<>();
    for (OutputDate of : units().on(date, Unit.WAITING)) {
      if (phase.equals(phases.get(of.output())) && asked(of) && !passed(of)) {
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

  /**
   * Whether nothing is to be done about an output now: it is there, and not older than what it is
   * made from, or may become that yet; or it is not wanted any more.
   */
  private boolean passed(OutputDate of) {
    OutputWork.Seen seen = look.seen(of);
    if (seen.free() && look.work(of.date()).free()) {
      changes.put(of, Unit.NO_WORK);
      return true;
    }
    if (seen.there() && !plan.again()) {
      if (stopped || work.inputs(of).stream().anyMatch(input -> asked(input) && open(input))) {
        return true; // what it is made from may yet be mended
      }
      Age age = age(of);
      if (age.unseen() || age.newerThan().isEmpty()) {
        if (!age.unseen()) {
          changes.put(of, Unit.THERE);
        }
        return true;
      }
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
    boolean again = plan.again() && asked(of);
    Age age = again ? new Age(false, Optional.of(plan.openedAt())) : age(of);
    if (age.unseen()) {
      stopped = true; // its rows may be those of before
      return;
    }
    OutputWork.Taken taken =
        look.take(of, plan.title() + ": " + plan.why(), plan.who(), age.newerThan(), failed);
    Unit unit =
        switch (taken.progress()) {
          case WAITING -> waiting(of);
          case IN_FLIGHT -> Unit.BEGUN;
          case DONE -> Unit.MADE;
          case FAILED -> Unit.FAILED;
          case USELESS -> Unit.USELESS;
        };
    changes.put(of, unit);
    if (unit == Unit.MADE && asked(of) && (again || age.newerThan().isEmpty())) {
      look.backfilled(of); // and is not only renewed
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
