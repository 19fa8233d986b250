package io.phasekeeper.backfill;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * Backfills for people, the newest first.
 *
 * @param unreadable stored by another version
 */
public record BackfillView(
    String pipeline, ZoneId zone, Instant at, List<BackfillPlan> plans, List<String> unreadable) {
  public BackfillView {
    plans = List.copyOf(plans);
    unreadable = List.copyOf(unreadable);
  }

  /** Whether one stands still, or has outputs that failed. */
  public boolean wrong() {
    return !unreadable.isEmpty()
        || plans.stream()
            .filter(plan -> plan.state().live())
            .anyMatch(plan -> plan.hold().isPresent() || plan.progress(at).failed() > 0);
  }
}
