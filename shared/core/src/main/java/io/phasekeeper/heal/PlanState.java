package io.phasekeeper.heal;

import java.util.Locale;

/** What became of a heal plan. */
public enum PlanState {
  OPEN,
  /** Its target is proven by rows. */
  HEALED,
  /**
   * Its attempts are used up: somebody has to look. It goes on by itself once something changes.
   */
  FAILED,
  /** Work was sent again and again and nothing came of it: as {@link #FAILED}. */
  FROZEN,
  /** Making it now has no use any more, or its date is so old that it is looked at no more. */
  USELESS,
  /** A person ended it. */
  CANCELLED;

  /** As stored and shown. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is still looked at: its rows may come by other ways. */
  boolean watched() {
    return this == OPEN || this == FAILED || this == FROZEN;
  }
}
