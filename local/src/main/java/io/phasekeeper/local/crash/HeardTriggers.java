package io.phasekeeper.local.crash;

import io.phasekeeper.google.PubSubSubscription;
import io.phasekeeper.google.PubSubTopics;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the next phases hear: every message on the trigger topics, from the first on. */
final class HeardTriggers implements AutoCloseable {
  private static final Duration ACKNOWLEDGE_WITHIN = Duration.ofMinutes(10);

  private final List<PubSubSubscription> subscriptions;
  private final Map<String, List<OutgoingMessage>> byId = new TreeMap<>();
  private final Set<String> messageIds = new HashSet<>();

  private HeardTriggers(List<PubSubSubscription> subscriptions) {
    this.subscriptions = List.copyOf(subscriptions);
  }

  static HeardTriggers open(Pipeline pipeline, String project, String pubsub) {
    Optional<String> host = Optional.of(pubsub);
    List<PubSubSubscription> subscriptions = new ArrayList<>();
    try (PubSubTopics topics = PubSubTopics.open(project, host)) {
      for (Transition transition : pipeline.transitions()) {
        String topic = transition.trigger().topic();
        topics.subscription(topic, topic + "-heard", ACKNOWLEDGE_WITHIN);
        subscriptions.add(PubSubSubscription.open(project, topic, topic + "-heard", host));
      }
    }
    return new HeardTriggers(subscriptions);
  }

  /** Takes what there is. */
  synchronized void listen() {
    for (PubSubSubscription each : subscriptions) {
      for (List<Delivery> some = each.pull(200); !some.isEmpty(); some = each.pull(200)) {
        for (Delivery delivery : some) {
          // What Pub/Sub itself delivers twice was published once.
          if (messageIds.add(delivery.messageId())) {
            String id = delivery.message().attributes().getOrDefault("trigger_id", "");
            byId.computeIfAbsent(id, any -> new ArrayList<>()).add(delivery.message());
          }
          each.acknowledge(delivery);
        }
      }
    }
  }

  /** The wanted ids that were not heard, even after waiting for so long. */
  synchronized Set<String> unheard(Set<String> wanted, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Set<String> unheard = new HashSet<>(wanted);
    unheard.removeAll(byId.keySet());
    while (!unheard.isEmpty() && System.nanoTime() < deadline) {
      listen();
      unheard.removeAll(byId.keySet());
    }
    return unheard;
  }

  /** All messages by the id that consumers tell repeats by. */
  synchronized Map<String, List<OutgoingMessage>> byId() {
    Map<String, List<OutgoingMessage>> copy = new TreeMap<>();
    byId.forEach((id, messages) -> copy.put(id, List.copyOf(messages)));
    return copy;
  }

  @Override
  public void close() {
    subscriptions.forEach(PubSubSubscription::close);
  }
}
