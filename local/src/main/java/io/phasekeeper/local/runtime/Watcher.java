package io.phasekeeper.local.runtime;

import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.Transition;

/** Sees the messages of a local suite as they are delivered. */
public interface Watcher {
  /** A completion was delivered to the orchestrator; unless it was acknowledged, it comes again. */
  void completion(Delivery delivery, boolean acknowledged);

  /**
   * A trigger was published; simulated processors start from it.
   *
   * @return whether it is done; if not, it comes again
   */
  boolean trigger(Transition transition, Delivery delivery);

  /** Something was dead-lettered. */
  void deadLetter(Delivery delivery);
}
