package io.phasekeeper.local.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The time of a day, and what our clock says: the same, except while a clock step lasts. */
final class DayClock implements InstantSource {
  private final List<Item.ClockStep> steps;
  private Instant truth;

  DayClock(DayPlan plan) {
    this.steps = plan.all(Item.ClockStep.class);
    this.truth = plan.begins();
  }

  void set(Instant now) {
    truth = now;
  }

  Instant truth() {
    return truth;
  }

  Duration skewAt(Instant at) {
    for (Item.ClockStep step : steps) {
      if (step.covers(at)) {
        return step.by();
      }
    }
    return Duration.ZERO;
  }

  @Override
  public Instant instant() {
    return steps.isEmpty() ? truth : truth.plus(skewAt(truth));
  }
}
