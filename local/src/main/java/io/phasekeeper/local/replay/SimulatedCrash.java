package io.phasekeeper.local.replay;

/** An instance of ours dies here and now: an error, so that nothing of ours catches it. */
final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1L;

  SimulatedCrash() {
    super("the instance died, as the scenario wants it", null, false, false);
  }
}
