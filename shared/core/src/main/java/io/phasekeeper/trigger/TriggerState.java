package io.phasekeeper.trigger;

import java.util.Locale;

/** Where a trigger stands: pending, and then for ever one of the others. */
public enum TriggerState {
  /** Decided and stored; not yet acknowledged. Whoever holds the lease publishes. */
  PENDING,
  /** Every part was acknowledged. */
  PUBLISHED,
  /** Another orchestrator had published; we never do. */
  ADOPTED,
  /** Settled by a person; nothing was sent. */
  SKIPPED,
  /** Decided in shadow mode; nothing was sent, and nothing will be. */
  SHADOWED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TriggerState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
