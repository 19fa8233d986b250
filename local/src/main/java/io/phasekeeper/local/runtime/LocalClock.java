package io.phasekeeper.local.runtime;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The clock of a local suite: the wall's, or a play's, which stands still until it is moved on.
 * Safe for many threads.
 */
public final class LocalClock implements InstantSource {
  private final InstantSource wall;
  // Null while the wall's time holds.
  private final AtomicReference<@org.jspecify.annotations.Nullable Instant> stands =
      new AtomicReference<>();

  private LocalClock(InstantSource wall) {
    this.wall = wall;
  }

  public static LocalClock following(InstantSource wall) {
    return new LocalClock(wall);
  }

  public static LocalClock standingAt(Instant moment) {
    LocalClock clock = new LocalClock(InstantSource.fixed(moment));
    clock.stands.set(moment);
    return clock;
  }

  /** Whether it moves only when told. */
  public boolean stands() {
    return stands.get() != null;
  }

  /** Moves a standing clock on; never back. */
  public void moveTo(Instant moment) {
    stands.updateAndGet(
        now -> {
          if (now == null) {
            throw new IllegalStateException("the wall's clock cannot be moved");
          }
          return moment.isAfter(now) ? moment : now;
        });
  }

  @Override
  public Instant instant() {
    return Optional.ofNullable(stands.get()).orElseGet(wall::instant);
  }
}
