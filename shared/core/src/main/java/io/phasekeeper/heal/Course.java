package io.phasekeeper.heal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a plan stands while its steps are taken in one tick. */
final class Course {
  final HealPlan plan;
  final HealData data;
  final HealTick tick;

  /** Processors that fail again and again in the same way. */
  final Set<String> storms;

  final List<Step> steps;
  private boolean proved;
  private boolean postponed;
  private Optional<Instant> due = Optional.empty();
  private Optional<String> waitsFor = Optional.empty();

  Course(HealPlan plan, HealData data, HealTick tick, Set<String> storms) {
    this.plan = plan;
    this.data = data;
    this.tick = tick;
    this.storms = Set.copyOf(storms);
    this.steps = new ArrayList<>(plan.steps());
  }

  Instant now() {
    return tick.now;
  }

  /** The plan is to be looked at again at this time, or earlier. */
  void lookAt(Instant at) {
    due = due.filter(known -> !at.isBefore(known)).or(() -> Optional.of(at));
  }

  /** The plan waits for the circuit of a target to close. */
  void waitFor(Optional<String> target) {
    waitsFor = target;
  }

  /** A step was proven, and its proof is not stored yet. */
  void prove() {
    proved = true;
  }

  boolean proved() {
    return proved;
  }

  /** A step waits until the proofs of this look are stored. */
  void postpone() {
    postponed = true;
    lookAt(tick.now);
  }

  boolean postponed() {
    return postponed;
  }

  Optional<Instant> due() {
    return due;
  }

  Optional<String> waitsFor() {
    return waitsFor;
  }

  Set<OutputDate> outputs() {
    Set<OutputDate> outputs = new HashSet<>();
    steps.forEach(step -> outputs.add(step.of()));
    return outputs;
  }

  /** The place of the target's own step; -1 if a plan has none. */
  int goal() {
    int goal = -1;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).of().equals(plan.target())) {
        goal = i;
      }
    }
    return goal;
  }
}
