package io.phasekeeper.ledger;

import io.phasekeeper.pipeline.CycleName;
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
  /** Whether that orchestrator had seen a fact of that time when it triggered. */
  boolean covers(Fact fact) {
    return at.isEmpty()
        || fact.completedAt().isEmpty()
        || !fact.completedAt().get().isAfter(at.get());
  }
}
