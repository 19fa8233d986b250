package io.phasekeeper.heal;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/**
 * Heal plans for people, the newest date first.
 *
 * @param unreadable stored by another version
 */
public record HealsView(
    String pipeline, ZoneId zone, Instant at, List<HealPlan> plans, List<String> unreadable) {
  public HealsView {
    plans =
        plans.stream()
            .sorted(Comparator.comparing(HealPlan::target, OutputDate.NEWEST_FIRST))
            .toList();
    unreadable = List.copyOf(unreadable);
  }

  /** Whether somebody has to look. */
  public boolean wrong() {
    return !unreadable.isEmpty()
        || plans.stream()
            .anyMatch(plan -> plan.state() == PlanState.FAILED || plan.state() == PlanState.FROZEN);
  }
}
