package io.phasekeeper.local.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The stretches of a day in which nothing stands in our way: no outage, no silence of the sweep, no
 * clock step, no death. Only there can anybody ask for things to be done in time.
 */
final class Calm {
  /**
   * In calm, whatever is due is done so soon: held gates are asked every five minutes, and a lease
   * lasts one.
   */
  static final Duration BOUND = Duration.ofMinutes(7);

  private record Stretch(Instant from, Instant until) {}

  private final List<Stretch> troubles = new ArrayList<>();
  private final Instant end;

  Calm(PlayedDay day) {
    end = day.plan().ends();
    for (Item item : day.plan().items()) {
      Optional<Instant> from = Optional.empty();
      if (item instanceof Item.WarehouseDown down) {
        from = Optional.of(down.from());
      } else if (item instanceof Item.PublishFails fails) {
        from = Optional.of(fails.from());
      } else if (item instanceof Item.ClockStep step) {
        from = Optional.of(step.from());
      } else if (item instanceof Item.SweepSilent silent) {
        from = Optional.of(silent.from());
      } else if (item instanceof Item.Conflicts conflicts) {
        from = Optional.of(conflicts.from());
      }
      if (from.isPresent()) {
        troubles.add(new Stretch(from.get(), item.endsAt().orElseThrow()));
      }
    }
    day.seen().deaths.forEach(at -> troubles.add(new Stretch(at, at)));
    troubles.sort(Comparator.comparing(Stretch::from));
  }

  /**
   * The end of the first calm stretch of {@link #BOUND} in an interval: by then it must be done.
   *
   * @return none if the interval has no such stretch
   */
  Optional<Instant> bound(Instant from, Instant until) {
    Instant start = from;
    for (Stretch trouble : troubles) {
      boolean reaches = !trouble.until().isBefore(start);
      if (reaches && trouble.from().isBefore(start.plus(BOUND))) {
        start = trouble.until().isAfter(start) ? trouble.until() : start;
        if (trouble.until().equals(trouble.from())) {
          start = trouble.until().isBefore(from) ? start : trouble.until();
        }
      }
    }
    Instant by = start.plus(BOUND);
    return by.isAfter(until) || by.isAfter(end) ? Optional.empty() : Optional.of(by);
  }
}
