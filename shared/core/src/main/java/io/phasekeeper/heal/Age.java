package io.phasekeeper.heal;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Whether an output of a date is older than what it is made from.
 *
 * @param unseen nobody can tell, now
 * @param newerThan rows written before this are too old; none: its rows are not
 */
public record Age(boolean unseen, Optional<Instant> newerThan) {
  static final Age UNSEEN = new Age(true, Optional.empty());

  /**
   * Judges by times of writing, purely.
   *
   * @param own when its newest row was written; none if no row tells: then it is not older
   * @param inputs when the newest rows of its inputs were
   * @param sentAt when work on it was begun that is still under way: it uses inputs that were there
   *     then, so that its rows are new enough beside those written since, whatever the clocks of
   *     their writers say
   */
  static Age of(Optional<Instant> own, Collection<Instant> inputs, Optional<Instant> sentAt) {
    Optional<Instant> newest =
        inputs.stream()
            .max(Comparator.naturalOrder())
            .filter(input -> own.filter(input::isAfter).isPresent());
    return new Age(
        false,
        newest.map(
            input ->
                sentAt.filter(input::isAfter).map(at -> at.minus(PlanMaker.CLOCKS)).orElse(input)));
  }
}
