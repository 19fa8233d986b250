package io.phasekeeper.local.bench;

import java.util.function.Predicate;

/**
 * What a figure should reach.
 *
 * @param text for people
 */
public record Target(String text, Predicate<Figure> met) {

  static Target ratioAtMost(double most) {
    return new Target("≤ " + most + " × bare", figure -> figure.ratio() <= most);
  }

  static Target atMost(double most, Unit unit) {
    return new Target("≤ " + unit.shown(most), figure -> figure.ours().value() <= most);
  }

  static Target atLeast(double least, Unit unit) {
    return new Target("≥ " + unit.shown(least), figure -> figure.ours().value() >= least);
  }

  Target and(Target other) {
    return new Target(text + " and " + other.text, met.and(other.met));
  }
}
