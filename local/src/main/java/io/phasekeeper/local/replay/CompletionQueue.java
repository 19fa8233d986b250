package io.phasekeeper.local.replay;

import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The subscriptions of our orchestrators: one per completion topic that starts something. */
final class CompletionQueue {
  private static final int AT_ONCE = 100;

  private final MemoryMessages messages;
  private final Map<String, Subscription> byTopic = new LinkedHashMap<>();
  private final Set<String> delivered = new HashSet<>();
  private Optional<Subscription.Delivery> last = Optional.empty();

  /** Takes a delivery. */
  interface Taker {
    /**
     * @param first whether the message is delivered for the first time
     * @return whether it is acknowledged
     */
    boolean take(Subscription.Delivery delivery, boolean first);
  }

  CompletionQueue(Pipeline pipeline, MemoryMessages messages) {
    this.messages = messages;
    for (Transition transition : pipeline.transitions()) {
      pipeline
          .phase(transition.after())
          .completions()
          .ifPresent(
              topic -> {
                messages.createTopic(topic);
                byTopic.computeIfAbsent(
                    topic, t -> messages.subscribe(name(t), t, RedeliveryPolicy.STANDARD));
              });
    }
  }

  private static String name(String topic) {
    return "phasekeeper-" + topic;
  }

  /** Delivers everything that is due now, also what comes of it. */
  void deliver(Taker taker) {
    boolean any = true;
    while (any) {
      any = false;
      for (Subscription subscription : byTopic.values()) {
        for (Subscription.Delivery delivery : subscription.pull(AT_ONCE)) {
          any = true;
          last = Optional.of(delivery);
          boolean first = delivered.add(delivery.topic() + " " + delivery.messageId());
          if (taker.take(delivery, first)) {
            subscription.acknowledge(delivery);
          } else {
            subscription.giveBack(delivery, Duration.ZERO);
          }
        }
      }
    }
  }

  /**
   * Delivers the last message once more. Whether it comes by a second subscription or by the first,
   * a function sees the same message id.
   *
   * @throws IllegalStateException if no message has come yet
   */
  void again() {
    Subscription.Delivery message =
        last.orElseThrow(
            () -> new IllegalStateException("deliver_again, but no message has come yet"));
    messages.deliverAgain(name(message.topic()), message.messageId());
  }
}
