package io.phasekeeper.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.outcome.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Messages} and {@link Subscription} does; each adapter's test implements it. */
public interface MessagesContract {
  /** The shortest that Pub/Sub allows. */
  RedeliveryPolicy SHORT = RedeliveryPolicy.STANDARD.acknowledgedWithin(Duration.ofSeconds(10));

  /** A little more than {@link #SHORT} allows. */
  Duration DEADLINE = Duration.ofSeconds(11);

  /** What an adapter may lack; its tests then show as skipped. */
  enum Capability {
    /** Sends what is not acknowledged in N deliveries to another topic, and says why. */
    DEAD_LETTERS,
    /** Counts the attempts in {@link Delivery#attempt()}. */
    COUNTS_ATTEMPTS
  }

  /** The messages under test; the same during a test. */
  Messages messages();

  /** Makes a topic that nobody else uses, and returns its name. */
  String newTopic();

  /** Makes a subscription of that topic. */
  Subscription newSubscription(String topic, RedeliveryPolicy policy);

  /** Lets so much time pass for the queue: moves its clock, or really waits. */
  void letPass(Duration time);

  /** What the queue takes the time to be. */
  Instant now();

  default Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /** The next {@code count} deliveries, waiting a little for a service that takes its time. */
  default List<Delivery> take(Subscription subscription, int count) {
    List<Delivery> taken = new ArrayList<>();
    for (int tries = 0; tries < 100 && taken.size() < count; tries++) {
      if (tries > 0) {
        letPass(Duration.ofMillis(50));
      }
      taken.addAll(subscription.pull(count - taken.size()));
    }
    assertThat(taken).as("deliveries").hasSize(count);
    return taken;
  }

  private static OutgoingMessage text(String text) {
    return OutgoingMessage.json("\"" + text + "\"", Map.of());
  }

  private static List<String> ids(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::messageId).toList();
  }

  @Test
  default void aPublishedMessageIsPulledWithAllThatItHas() {
    String topic = newTopic();
    Subscription subscription = newSubscription(topic, SHORT);
    byte[] everyByte = new byte[256];
    IntStream.range(0, 256).forEach(i -> everyByte[i] = (byte) i);
    var message =
        new OutgoingMessage(
            everyByte, Map.of("trigger_id", "phase4:2026-01-11:overnight:1", "ünï", "鍵"));

    String id = messages().publish(topic, message);
    Delivery delivery = take(subscription, 1).get(0);

    assertThat(id).isNotEmpty();
    assertThat(delivery.messageId()).isEqualTo(id);
    assertThat(delivery.topic()).isEqualTo(topic);
    assertThat(delivery.message()).isEqualTo(message);
    assertThat(delivery.attempt()).isEqualTo(1);
    assertThat(delivery.publishTime())
        .isBetween(now().minus(Duration.ofMinutes(5)), now().plus(Duration.ofMinutes(5)));
  }

  @Test
  default void anEmptySubscriptionGivesNothing() {
    assertThat(newSubscription(newTopic(), SHORT).pull(10)).isEmpty();
  }

  @Test
  default void aMessageWithoutDataNeedsAnAttribute() {
    String topic = newTopic();
    Subscription subscription = newSubscription(topic, SHORT);

    messages().publish(topic, new OutgoingMessage(new byte[0], Map.of("a", "b")));

    Delivery delivery = take(subscription, 1).get(0);
    assertThat(delivery.message().data()).isEmpty();
    assertThat(delivery.message().attributes()).isEqualTo(Map.of("a", "b"));
  }

  @Test
  default void everyMessageHasAnIdOfItsOwn() {
    String topic = newTopic();

    List<String> ids =
        IntStream.range(0, 10).mapToObj(i -> messages().publish(topic, text("same"))).toList();

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  default void aPullGivesAtMostSoMany() {
    String topic = newTopic();
    Subscription subscription = newSubscription(topic, SHORT);
    IntStream.range(0, 5).forEach(i -> messages().publish(topic, text("m" + i)));

    assertThat(take(subscription, 2)).hasSize(2);
    assertThat(take(subscription, 3)).hasSize(3);
  }

  @Test
  default void whatIsNotAcknowledgedComesAgainAfterItsDeadlineAndTheRestDoesNot() {
    String topic = newTopic();
    Subscription subscription = newSubscription(topic, SHORT);
    messages().publish(topic, text("one"));
    messages().publish(topic, text("two"));
    List<Delivery> first = take(subscription, 2);
    assertThat(subscription.pull(10)).as("before the deadline").isEmpty();

    subscription.acknowledge(first.get(0));
    subscription.acknowledge(first.get(0));
    letPass(DEADLINE);

    List<Delivery> again = take(subscription, 1);
    assertThat(ids(again)).containsExactly(first.get(1).messageId());
    assertThat(again.get(0).message()).isEqualTo(first.get(1).message());
    assertThat(again.get(0).publishTime()).isEqualTo(first.get(1).publishTime());
    assertThat(subscription.pull(10)).isEmpty();
    if (capabilities().contains(Capability.COUNTS_ATTEMPTS)) {
      assertThat(again.get(0).attempt()).isEqualTo(2);
    }
    subscription.acknowledge(again.get(0));
  }

  @Test
  default void whatIsGivenBackComesAgainAfterItsDelay() {
    String topic = newTopic();
    Subscription subscription = newSubscription(topic, SHORT);
    messages().publish(topic, text("one"));
    Delivery first = take(subscription, 1).get(0);

    subscription.giveBack(first, Duration.ofSeconds(10));

    assertThat(subscription.pull(10)).as("at once").isEmpty();
    letPass(Duration.ofSeconds(11));
    Delivery again = take(subscription, 1).get(0);
    assertThat(again.messageId()).isEqualTo(first.messageId());
    subscription.acknowledge(again);
  }

  @Test
  default void eachSubscriptionGetsEveryMessage() {
    String topic = newTopic();
    Subscription one = newSubscription(topic, SHORT);
    Subscription other = newSubscription(topic, SHORT);

    String id = messages().publish(topic, text("both"));
    Delivery first = take(one, 1).get(0);
    one.acknowledge(first);

    assertThat(first.messageId()).isEqualTo(id);
    assertThat(ids(take(other, 1))).containsExactly(id);
  }

  @Test
  default void aTopicKeepsItsMessagesToItself() {
    String topic = newTopic();
    Subscription elsewhere = newSubscription(newTopic(), SHORT);

    messages().publish(topic, text("here"));

    assertThat(elsewhere.pull(10)).isEmpty();
  }

  @Test
  default void everyOneOfAHundredMessagesArrives() {
    String topic = newTopic();
    Subscription subscription = newSubscription(topic, SHORT);
    Set<String> published = new HashSet<>();
    IntStream.range(0, 100).forEach(i -> published.add(messages().publish(topic, text("m" + i))));

    List<Delivery> taken = take(subscription, 100);

    taken.forEach(subscription::acknowledge);
    assertThat(new HashSet<>(ids(taken))).isEqualTo(published);
  }

  @Test
  default void publishingToATopicThatIsNotThereIsAFailure() {
    assertThatThrownBy(() -> messages().publish("nobody-made-this-topic", text("lost")))
        .isInstanceOfSatisfying(
            PortFailure.class,
            e -> {
              assertThat(e.kind()).isEqualTo(PortFailure.Kind.MISSING);
              assertThat(e.service()).isEqualTo(PortFailure.Service.PUBSUB);
              assertThat(e).hasMessageContaining("nobody-made-this-topic");
            });
  }

  @Test
  default void whatNobodyAcknowledgesGoesToTheDeadLetterTopicWithItsReason() {
    assumeTrue(capabilities().contains(Capability.DEAD_LETTERS), "no dead letters");
    String topic = newTopic();
    String deadLetters = newTopic();
    Subscription watch = newSubscription(deadLetters, SHORT);
    Subscription subscription = newSubscription(topic, SHORT.deadLetteringTo(deadLetters, 3));
    var poison = OutgoingMessage.json("not json", Map.of("own", "attribute"));

    String id = messages().publish(topic, poison);
    for (int attempt = 1; attempt <= 3; attempt++) {
      Delivery delivery = take(subscription, 1).get(0);
      assertThat(delivery.attempt()).isEqualTo(attempt);
      letPass(DEADLINE);
    }
    assertThat(subscription.pull(10)).isEmpty();

    Delivery dead = take(watch, 1).get(0);
    assertThat(dead.message().data()).isEqualTo(poison.data());
    assertThat(dead.message().attributes())
        .containsEntry("own", "attribute")
        .containsEntry("dead_letter_topic", topic)
        .containsEntry("dead_letter_message_id", id)
        .containsEntry("dead_letter_attempts", "3")
        .hasEntrySatisfying("dead_letter_reason", reason -> assertThat(reason).contains("3"));
    letPass(DEADLINE);
    assertThat(subscription.pull(10)).as("it has left").isEmpty();
  }
}
