package io.phasekeeper.local.cli;

/** Exit codes of every command (SCENARIOS.md). */
final class Exit {
  static final int GOOD = 0;

  /** Looked, and found something wrong. */
  static final int WRONG = 1;

  static final int USAGE = 2;

  /** Could not look. */
  static final int BLIND = 3;

  static final int INTERRUPTED = 130;

  private Exit() {}
}
