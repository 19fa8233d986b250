package io.phasekeeper.heal;

import java.util.Locale;

/** Why a heal plan was begun. */
public enum Cause {
  /** No rows when they were due. */
  ABSENT,
  /** Rows that fail a gate, or are older than what they are made from. */
  GATE,
  /** A run that stopped without a word, and left no rows. */
  RUN,
  /** A source that is too old. */
  SOURCE,
  /** A person asked. */
  ASKED,
  /** A backfill over a range of dates. */
  BACKFILL;

  /** As stored and shown. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
