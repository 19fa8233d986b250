package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.message.MessagesContract;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.platform.TouchesTheWorld;
import io.phasekeeper.testing.Emulators;
import io.phasekeeper.testing.NeedsEmulator;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@NeedsEmulator(GoogleEmulator.PUBSUB)
@Execution(ExecutionMode.CONCURRENT)
class PubSubMessagesTest implements MessagesContract {
  private static final String PROJECT = "pubsub-contract";
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final List<PubSubSubscription> OPEN = new CopyOnWriteArrayList<>();
  private static Optional<String> host = Optional.empty();
  private static PubSubMessages messages;
  private static PubSubTopics topics;

  @BeforeAll
  static void open() {
    host = Optional.of(Emulators.host(GoogleEmulator.PUBSUB));
    messages = PubSubMessages.open(PROJECT, host);
    topics = PubSubTopics.open(PROJECT, host);
  }

  @AfterAll
  static void close() {
    OPEN.forEach(PubSubSubscription::close);
    topics.close();
    messages.close();
    messages.close();
  }

  @Override
  public PubSubMessages messages() {
    return messages;
  }

  @Override
  public String newTopic() {
    String topic = "topic-" + NAMES.incrementAndGet();
    topics.topic(topic);
    return topic;
  }

  @Override
  public Subscription newSubscription(String topic, RedeliveryPolicy policy) {
    String name = topic + "-pull-" + NAMES.incrementAndGet();
    topics.subscription(topic, name, policy.acknowledgeWithin());
    PubSubSubscription subscription = PubSubSubscription.open(PROJECT, topic, name, host);
    OPEN.add(subscription);
    return subscription;
  }

  @Override
  @TouchesTheWorld(why = "the emulator knows no clock of ours: it is really waited for")
  public void letPass(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Override
  @TouchesTheWorld(why = "the emulator stamps messages with the machine's clock")
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.noneOf(Capability.class);
  }

  @Test
  void topicsAndSubscriptionsAreMadeOnce() {
    String topic = newTopic();
    topics.topic(topic);
    topics.subscription(topic, topic + "-pull", Duration.ofSeconds(10));
    topics.subscription(topic, topic + "-pull", Duration.ofSeconds(10));
    messages.publish(topic, OutgoingMessage.json("{}", Map.of()));
    try (PubSubSubscription subscription =
        PubSubSubscription.open(PROJECT, topic, topic + "-pull", host)) {
      assertThat(take(subscription, 1)).hasSize(1);
    }
  }

  @Test
  void aSubscriptionThatIsNotThereIsMissing() {
    try (PubSubSubscription nowhere =
        PubSubSubscription.open(PROJECT, "t", "nobody-made-it", host)) {
      assertThatThrownBy(() -> nowhere.pull(1))
          .isInstanceOfSatisfying(
              PortFailure.class, e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.MISSING))
          .hasMessageStartingWith(
              "pubsub: pull from projects/" + PROJECT + "/subscriptions/nobody-made-it: ");
    }
  }

  @Test
  void afterCloseAPublishFailsAndIsNotLostInSilence() {
    String topic = newTopic();
    PubSubMessages closed = PubSubMessages.open(PROJECT, host);
    closed.publish(topic, OutgoingMessage.json("1", Map.of()));
    closed.close();
    assertThatThrownBy(() -> closed.publish(topic, OutgoingMessage.json("2", Map.of())))
        .isInstanceOf(PortFailure.class)
        .hasMessageContaining(topic);
  }
}
