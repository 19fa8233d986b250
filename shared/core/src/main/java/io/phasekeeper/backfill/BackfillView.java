package io.phasekeeper.backfill;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Backfills for people, the newest first. */
public record BackfillView(String pipeline, ZoneId zone, Instant at, List<BackfillPlan> plans) {
  public BackfillView {
    plans = List.copyOf(plans);
  }

  /** Whether one stands still, or has outputs that failed. */
  public boolean wrong() {
    return plans.stream()
        .filter(plan -> plan.state().live())
        .anyMatch(plan -> plan.hold().isPresent() || plan.progress(at).failed() > 0);
  }
}
