package io.phasekeeper.settings;

/** How much of what is decided is also done. */
public enum Mode {
  /** Everything. */
  ON,
  /** Everything is decided and recorded; nothing is published, called, or written for others. */
  SHADOW,
  /** Facts are merged and acknowledged; nothing is decided until {@code resume}. */
  STOPPED
}
