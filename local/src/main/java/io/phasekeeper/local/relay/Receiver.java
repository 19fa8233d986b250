package io.phasekeeper.local.relay;

import io.phasekeeper.message.Subscription.Delivery;

/** Where deliveries of one subscription go. */
public interface Receiver {
  /**
   * Takes one delivery.
   *
   * @return whether it is done; if not, or if it throws, the message comes again
   */
  boolean take(Delivery delivery);
}
