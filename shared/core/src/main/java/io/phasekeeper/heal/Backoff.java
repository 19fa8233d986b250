package io.phasekeeper.heal;

import java.time.Duration;

/** How long to wait after a dispatch that was refused: doubling, with jitter, up to a limit. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 20;

  private Backoff() {}

  /**
   * @param refusals in a row, this one included; at least 1
   * @param order spreads those who wait for the same thing: up to a fifth is added
   */
  static Duration after(long refusals, String order, HealPolicy policy) {
    int doublings = (int) Math.min(refusals - 1, MOST_DOUBLINGS);
    Duration pause = FIRST.multipliedBy(1L << doublings);
    Duration least = pause.compareTo(policy.retryLongest()) > 0 ? policy.retryLongest() : pause;
    long jitter = Math.floorMod(order.hashCode(), 1_000) * least.toMillis() / 5_000;
    return least.plusMillis(jitter);
  }
}
