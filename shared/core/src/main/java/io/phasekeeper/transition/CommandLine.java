package io.phasekeeper.transition;

/** Commands that a finding's remedy names, as they can be typed. */
final class CommandLine {
  private CommandLine() {}

  /** Starts the cycle that the finding is about, whatever cycle it is when it is typed. */
  static String trigger(Situation situation, boolean force) {
    return "phasekeeper trigger "
        + situation.transition().phase()
        + " "
        + situation.date()
        + " --cycle "
        + situation.cycle()
        + (force ? " --force" : "")
        + " --why \"…\"";
  }
}
