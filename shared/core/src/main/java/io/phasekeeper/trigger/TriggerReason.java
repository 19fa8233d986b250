package io.phasekeeper.trigger;

import java.util.Locale;

/** Why a phase was started (CONTRACT §3, {@code _trigger_reason}). */
public enum TriggerReason {
  /** Nothing missing; members counted by evidence included. */
  ALL_COMPLETE,
  /** Enough members at a deadline, any tier. */
  QUORUM_DEADLINE,
  /** A person asked for it. */
  MANUAL,
  /** Another orchestrator started it. */
  ADOPTED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TriggerReason of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
