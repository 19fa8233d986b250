package io.phasekeeper.local.emulated;

import io.phasekeeper.google.PubSubMessages;
import io.phasekeeper.google.PubSubSubscription;
import io.phasekeeper.google.PubSubTopics;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pub/Sub's emulator on the suite's clock. The emulator knows only the wall's time, so when a
 * message was published, what is still on its way, and when something given back is due again is
 * kept here; the messages themselves go through the emulator and the real clients.
 */
final class EmulatedMessages implements Messages, AutoCloseable {
  /** A message that the emulator has acknowledged reaches a pull within it, or is lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration ACKNOWLEDGE_WITHIN = Duration.ofMinutes(10);

  private final String project;
  private final Optional<String> host;
  private final InstantSource clock;
  private final boolean othersPublish;
  private final PubSubMessages messages;
  private final PubSubTopics topics;
  private final Set<String> made = new HashSet<>();
  private final Map<String, Tracked> subscriptions = new LinkedHashMap<>();
  private final Map<String, Instant> publishedAt = new HashMap<>();
  private String newest = "";

  /**
   * @param othersPublish whether programs outside this process may publish too; in a play nobody
   *     does, and an empty subscription need not be asked
   */
  EmulatedMessages(String project, String host, InstantSource clock, boolean othersPublish) {
    this.project = project;
    this.host = Optional.of(host);
    this.clock = clock;
    this.othersPublish = othersPublish;
    this.messages = PubSubMessages.open(project, this.host);
    this.topics = PubSubTopics.open(project, this.host);
  }

  synchronized void createTopic(String topic) {
    if (made.add(topic)) {
      topics.topic(topic);
    }
  }

  synchronized Subscription subscribe(String name, String topic) {
    return subscriptions.computeIfAbsent(
        name,
        any -> {
          topics.subscription(topic, name, ACKNOWLEDGE_WITHIN);
          return new Tracked(topic, PubSubSubscription.open(project, topic, name, host));
        });
  }

  @Override
  public String publish(String topic, OutgoingMessage message) {
    Instant now = clock.instant();
    String id = messages.publish(topic, message);
    synchronized (this) {
      newest = id;
      publishedAt.put(id, now);
      subscriptions.values().stream()
          .filter(each -> each.topic.equals(topic))
          .forEach(each -> each.comes(id));
    }
    return id;
  }

  synchronized String newest() {
    return newest;
  }

  void deliverAgain(String subscription, String messageId) {
    Tracked to;
    synchronized (this) {
      to = Optional.ofNullable(subscriptions.get(subscription)).orElseThrow();
    }
    to.again(messageId);
  }

  Optional<Instant> nextDue() {
    List<Tracked> all;
    synchronized (this) {
      all = List.copyOf(subscriptions.values());
    }
    return all.stream().flatMap(each -> each.nextDue().stream()).min(Comparator.naturalOrder());
  }

  private synchronized Instant publishedAt(Subscription.Delivery delivery) {
    return publishedAt.getOrDefault(delivery.messageId(), clock.instant());
  }

  @Override
  public void close() {
    subscriptions.values().forEach(each -> each.pulled.close());
    messages.close();
    topics.close();
  }

  /** What was given back, and when it is due again. */
  private record Held(Instant due, Subscription.Delivery delivery) {}

  /** One pull subscription. */
  private final class Tracked implements Subscription {
    private final String topic;
    private final PubSubSubscription pulled;
    private final Set<String> coming = new HashSet<>();
    private final List<Held> held = new ArrayList<>();
    private final Map<String, Delivery> taken = new HashMap<>();
    private final Set<String> done = new HashSet<>();

    Tracked(String topic, PubSubSubscription pulled) {
      this.topic = topic;
      this.pulled = pulled;
    }

    synchronized void comes(String id) {
      coming.add(id);
    }

    synchronized void again(String id) {
      Delivery delivery = Optional.ofNullable(taken.get(id)).orElseThrow();
      held.add(new Held(clock.instant(), attempt(delivery)));
    }

    synchronized Optional<Instant> nextDue() {
      return coming.isEmpty()
          ? held.stream().map(Held::due).min(Comparator.naturalOrder())
          : Optional.of(clock.instant());
    }

    @Override
    public List<Delivery> pull(int max) {
      List<Delivery> deliveries = new ArrayList<>(heldAndDue(max));
      long patience = System.nanoTime() + PATIENCE.toNanos();
      boolean waits = isComing();
      boolean asks = waits || othersPublish;
      while (asks && deliveries.size() < max) {
        int before = deliveries.size();
        for (Delivery each : pulled.pull(max - deliveries.size())) {
          received(each).ifPresent(deliveries::add);
        }
        waits = isComing();
        asks = waits && deliveries.size() == before && System.nanoTime() < patience;
      }
      return deliveries;
    }

    private synchronized boolean isComing() {
      return !coming.isEmpty();
    }

    private synchronized List<Delivery> heldAndDue(int max) {
      Instant now = clock.instant();
      List<Held> due = held.stream().filter(h -> !h.due().isAfter(now)).limit(max).toList();
      held.removeAll(due);
      return due.stream().map(Held::delivery).toList();
    }

    /** Empty for what Pub/Sub delivers again although it is held here, or done. */
    private Optional<Delivery> received(Delivery delivery) {
      Delivery onOurClock =
          new Delivery(
              delivery.receipt(),
              topic,
              delivery.messageId(),
              publishedAt(delivery),
              delivery.message(),
              1);
      boolean known;
      synchronized (this) {
        coming.remove(delivery.messageId());
        known = taken.put(delivery.messageId(), onOurClock) != null;
      }
      if (known) {
        pulled.acknowledge(delivery);
      }
      return known ? Optional.empty() : Optional.of(onOurClock);
    }

    @Override
    public void acknowledge(Delivery delivery) {
      if (firstTimeDone(delivery)) {
        pulled.acknowledge(delivery);
      }
    }

    private synchronized boolean firstTimeDone(Delivery delivery) {
      return done.add(delivery.messageId());
    }

    @Override
    public synchronized void giveBack(Delivery delivery, Duration after) {
      held.add(new Held(clock.instant().plus(after), attempt(delivery)));
    }

    private Delivery attempt(Delivery delivery) {
      return new Delivery(
          delivery.receipt(),
          topic,
          delivery.messageId(),
          delivery.publishTime(),
          delivery.message(),
          delivery.attempt() + 1);
    }
  }
}
