package io.phasekeeper.transition;

import io.phasekeeper.pipeline.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The tiers of a policy with their moments on one date. */
record Deadlines(List<Moment> moments, Instant now) {
  record Moment(Instant at, int atLeast) {}

  static Deadlines of(Situation situation, Optional<Instant> first) {
    List<Moment> moments = new ArrayList<>();
    for (Tier tier : situation.policy().tiers()) {
      tier.deadline()
          .at(first, situation.date(), situation.pipeline().zone())
          .ifPresent(at -> moments.add(new Moment(at, tier.atLeast())));
    }
    moments.sort(Comparator.comparing(Moment::at));
    return new Deadlines(moments, situation.now());
  }

  private boolean passed(Moment moment) {
    return !now.isBefore(moment.at());
  }

  boolean anyPassed() {
    return moments.stream().anyMatch(this::passed);
  }

  boolean allPassed() {
    return !moments.isEmpty() && moments.stream().allMatch(this::passed);
  }

  Optional<Instant> firstPassed() {
    return moments.stream().filter(this::passed).map(Moment::at).findFirst();
  }

  /** The earliest passed deadline at which so many are enough. */
  Optional<Instant> passedFor(int present, int expected) {
    return moments.stream()
        .filter(this::passed)
        .filter(m -> present >= Math.min(m.atLeast(), expected))
        .map(Moment::at)
        .findFirst();
  }

  /** The next deadline; to a message also one that has just passed, for the timer to act on. */
  Optional<Instant> next(boolean timer) {
    return moments.stream().filter(m -> !timer || !passed(m)).map(Moment::at).findFirst();
  }
}
