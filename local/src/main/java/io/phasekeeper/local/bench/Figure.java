package io.phasekeeper.local.bench;

import java.util.Optional;

/**
 * One line of the table.
 *
 * @param bare what the same costs without us; without it there is nothing to compare with, and the
 *     table refuses the figure
 */
public record Figure(String name, Reading ours, Optional<Reading> bare, Optional<Target> target) {

  static Figure of(String name, Reading ours, Reading bare) {
    return new Figure(name, ours, Optional.of(bare), Optional.empty());
  }

  Figure toReach(Target wanted) {
    return new Figure(name, ours, bare, Optional.of(wanted));
  }

  /** How many times the bare cost: for a rate, the bare rate over ours. */
  double ratio() {
    double other = bare.orElseThrow().value();
    return ours.unit().rate() ? other / ours.value() : ours.value() / other;
  }

  boolean met() {
    return target.map(wanted -> wanted.met().test(this)).orElse(true);
  }
}
