package io.phasekeeper.local.bench;

/**
 * One measured value, and the run that it was measured in.
 *
 * @param what was measured, for people
 */
public record Reading(RunId run, String what, double value, Unit unit) {
  public Reading {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " is " + value + "; expected a number from 0");
    }
  }

  String shown() {
    return unit.shown(value);
  }
}
