package io.phasekeeper.ledger;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.CycleRule;
import java.time.Instant;
import java.util.Optional;

/**
 * Another orchestrator has triggered from this document: {@code _triggered: true} without {@code
 * _trigger_id} (CONTRACT §3).
 *
 * @param cycle the one that {@code _mode} names, else the main one
 * @param at {@code _triggered_at}, if it is a timestamp
 */
public record Adoption(CycleName cycle, Optional<Instant> at) {
  /**
   * Whether that orchestrator had seen a fact when it triggered: by its time; where nobody said
   * when it triggered, all but what belongs to a later cycle, which cannot have been there yet.
   *
   * @param byTime the cycle that the fact's own time names
   */
  boolean covers(Fact fact, CycleName byTime, CycleRule rule) {
    if (fact.completedAt().isEmpty()) {
      return true;
    }
    return at.map(seen -> !fact.completedAt().get().isAfter(seen))
        .orElseGet(() -> !rule.later(byTime, cycle));
  }
}
