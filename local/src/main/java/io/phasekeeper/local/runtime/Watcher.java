package io.phasekeeper.local.runtime;

import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.Transition;

/** Sees the messages and calls of a local suite as they happen. */
public interface Watcher {
  /** A completion is about to be delivered to the orchestrator. */
  default void completionComes(Delivery delivery) {}

  /** It was delivered; unless it was acknowledged, it comes again. */
  void completion(Delivery delivery, boolean acknowledged);

  /**
   * A trigger was published; simulated processors start from it.
   *
   * @return whether it is done; if not, it comes again
   */
  boolean trigger(Transition transition, Delivery delivery);

  /**
   * We ordered work by a message; simulated processors and sources start from it.
   *
   * @return whether it is done; if not, it comes again
   */
  default boolean order(Delivery delivery) {
    return true;
  }

  /** Something was dead-lettered. */
  void deadLetter(Delivery delivery);
}
