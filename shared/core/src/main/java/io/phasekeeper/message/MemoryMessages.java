package io.phasekeeper.message;

import io.phasekeeper.outcome.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Topics and subscriptions in this process's memory, on a clock that a replay may move: at least
 * once, again when not acknowledged, dead-lettered if asked. Message ids count from 1, so that the
 * same play gives the same ids.
 */
public final class MemoryMessages implements Messages {
  private final InstantSource clock;
  private final Map<String, Topic> topics = new TreeMap<>();
  private final Map<String, MemorySubscription> subscriptions = new LinkedHashMap<>();
  private long published;
  private long receipts;

  public MemoryMessages(InstantSource clock) {
    this.clock = clock;
  }

  /** A message as its topic keeps it. */
  public record Published(String id, Instant at, OutgoingMessage message) {}

  private static final class Topic {
    final Map<String, Published> kept = new LinkedHashMap<>();
    final List<MemorySubscription> subscriptions = new ArrayList<>();
  }

  /** Makes the topic if it is not there. */
  public synchronized void createTopic(String topic) {
    topics.computeIfAbsent(topic, any -> new Topic());
  }

  /**
   * Makes the subscription, or returns the one of that name; it sees what is published from now on.
   *
   * @throws PortFailure {@code MISSING} if there is no such topic, or no such dead-letter topic
   */
  public synchronized Subscription subscribe(String name, String topic, RedeliveryPolicy policy) {
    Topic of = topic(topic, "subscribing " + name);
    policy.deadLetter().ifPresent(d -> topic(d.topic(), "subscribing " + name));
    return subscriptions.computeIfAbsent(
        name,
        any -> {
          var subscription = new MemorySubscription(topic, policy);
          of.subscriptions.add(subscription);
          return subscription;
        });
  }

  @Override
  public synchronized String publish(String topic, OutgoingMessage message) {
    Topic to = topic(topic, "publishing");
    published++;
    var kept = new Published(Long.toString(published), clock.instant(), message);
    to.kept.put(kept.id(), kept);
    to.subscriptions.forEach(each -> each.queue(kept));
    return kept.id();
  }

  /** What was published to the topic, in order. */
  public synchronized List<Published> published(String topic) {
    return List.copyOf(topic(topic, "looking").kept.values());
  }

  /**
   * Delivers a message once more, under its own id, to one subscription of its topic; also if it
   * was acknowledged: what a service that promises "at least once" may do.
   */
  public synchronized void deliverAgain(String subscription, String messageId) {
    MemorySubscription to =
        Optional.ofNullable(subscriptions.get(subscription))
            .orElseThrow(
                () -> missing("delivering " + messageId + " again: subscription ", subscription));
    Published kept =
        Optional.ofNullable(topic(to.topic, "delivering again").kept.get(messageId))
            .orElseThrow(
                () ->
                    missing("delivering again: no message of " + to.topic + " has id ", messageId));
    to.queue(kept);
  }

  /** When the next delivery of any subscription is due; none if nothing waits. */
  public synchronized Optional<Instant> nextDue() {
    return subscriptions.values().stream()
        .flatMap(each -> each.waiting.values().stream())
        .map(each -> each.due)
        .min(Comparator.naturalOrder());
  }

  private Topic topic(String name, String doing) {
    return Optional.ofNullable(topics.get(name))
        .orElseThrow(() -> missing(doing + ": there is no topic ", name));
  }

  private static PortFailure missing(String what, String name) {
    return new PortFailure(PortFailure.Service.PUBSUB, PortFailure.Kind.MISSING, what + name);
  }

  private static final class Waiting {
    final long number;
    final Published published;
    Instant due;
    int attempts;
    String receipt = "";

    Waiting(long number, Published published, Instant due) {
      this.number = number;
      this.published = published;
      this.due = due;
    }
  }

  private final class MemorySubscription implements Subscription {
    private final String topic;
    private final RedeliveryPolicy policy;
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private final Map<String, Waiting> leased = new HashMap<>();

    MemorySubscription(String topic, RedeliveryPolicy policy) {
      this.topic = topic;
      this.policy = policy;
    }

    void queue(Published message) {
      receipts++;
      waiting.put(receipts, new Waiting(receipts, message, clock.instant()));
    }

    @Override
    public List<Delivery> pull(int max) {
      synchronized (MemoryMessages.this) {
        Instant now = clock.instant();
        List<Delivery> taken = new ArrayList<>();
        waiting.values().stream()
            .filter(each -> !each.due.isAfter(now))
            .sorted(
                Comparator.comparing((Waiting each) -> each.due).thenComparing(each -> each.number))
            .toList()
            .forEach(
                each -> {
                  if (taken.size() < max && !deadLettered(each)) {
                    taken.add(lease(each, now));
                  }
                });
        return taken;
      }
    }

    private Delivery lease(Waiting each, Instant now) {
      leased.remove(each.receipt);
      receipts++;
      each.receipt = Long.toString(receipts);
      each.attempts++;
      each.due = now.plus(policy.acknowledgeWithin());
      leased.put(each.receipt, each);
      return delivery(each);
    }

    private Delivery delivery(Waiting each) {
      Published message = each.published;
      return new Delivery(
          each.receipt, topic, message.id(), message.at(), message.message(), each.attempts);
    }

    private boolean deadLettered(Waiting each) {
      Optional<RedeliveryPolicy.DeadLetter> to =
          policy.deadLetter().filter(d -> each.attempts >= d.afterAttempts());
      if (to.isEmpty()) {
        return false;
      }
      publish(to.get().topic(), Subscription.deadLetter(delivery(each), to.get().reason()));
      forget(each);
      return true;
    }

    private void forget(Waiting each) {
      leased.remove(each.receipt);
      waiting.remove(each.number);
    }

    @Override
    public void acknowledge(Delivery delivery) {
      synchronized (MemoryMessages.this) {
        Optional.ofNullable(leased.get(delivery.receipt())).ifPresent(this::forget);
      }
    }

    @Override
    public void giveBack(Delivery delivery, Duration after) {
      synchronized (MemoryMessages.this) {
        Waiting each = leased.remove(delivery.receipt());
        if (each != null) {
          Duration least = policy.delayAfter(each.attempts);
          each.due = clock.instant().plus(after.compareTo(least) > 0 ? after : least);
        }
      }
    }
  }
}
