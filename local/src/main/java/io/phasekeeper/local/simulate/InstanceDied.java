package io.phasekeeper.local.simulate;

/** An instance of ours dies here and now: an error, so that nothing of ours catches it. */
final class InstanceDied extends Error {
  private static final long serialVersionUID = 1L;

  InstanceDied() {
    super("the instance died, as the day wants it", null, false, false);
  }
}
