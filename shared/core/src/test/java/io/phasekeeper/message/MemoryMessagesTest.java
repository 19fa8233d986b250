package io.phasekeeper.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

final class MemoryMessagesTest implements MessagesContract {
  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-01-11T00:00:00Z"), ZoneOffset.UTC);
  private final MemoryMessages messages = new MemoryMessages(clock);
  private int topics;

  @Override
  public Messages messages() {
    return messages;
  }

  @Override
  public String newTopic() {
    String topic = "topic-" + topics++;
    messages.createTopic(topic);
    return topic;
  }

  @Override
  public Subscription newSubscription(String topic, RedeliveryPolicy policy) {
    return messages.subscribe("subscription-" + topics++, topic, policy);
  }

  @Override
  public void letPass(Duration time) {
    clock.add(time);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Test
  void whatIsGivenBackAgainAndAgainComesAfterTenSecondsDoublingToSixHundred() {
    String topic = newTopic();
    Subscription subscription = newSubscription(topic, RedeliveryPolicy.STANDARD);
    messages.publish(topic, OutgoingMessage.json("{}", Map.of()));
    List<Long> delays = new ArrayList<>();

    for (int attempt = 1; attempt <= 9; attempt++) {
      Instant at = clock.instant();
      subscription.giveBack(subscription.pull(1).get(0), Duration.ZERO);
      Instant due = messages.nextDue().orElseThrow();
      delays.add(Duration.between(at, due).toSeconds());
      clock.setInstant(due.minusNanos(1));
      assertThat(subscription.pull(1)).isEmpty();
      clock.setInstant(due);
    }

    assertThat(delays).containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L);
  }

  @Test
  void anAcknowledgedMessageCanBeDeliveredAgainUnderItsOwnId() {
    String topic = newTopic();
    messages.createTopic(topic);
    Subscription subscription = messages.subscribe("s", topic, RedeliveryPolicy.STANDARD);
    String id = messages.publish(topic, OutgoingMessage.json("{}", Map.of()));
    subscription.acknowledge(subscription.pull(1).get(0));
    assertThat(messages.nextDue()).isEmpty();

    messages.deliverAgain("s", id);

    assertThat(subscription.pull(1))
        .extracting(Subscription.Delivery::messageId)
        .containsExactly(id);
  }

  @Test
  void aFaultBeforeLeavesTheMessageUnpublishedAndOneAfterDoesNot() {
    String topic = newTopic();
    Runnable fails =
        () -> {
          throw new IllegalStateException("fault");
        };
    OutgoingMessage message = OutgoingMessage.json("{}", Map.of());

    assertThatThrownBy(() -> new FaultyMessages(messages, fails, () -> {}).publish(topic, message))
        .hasMessage("fault");
    assertThat(messages.published(topic)).isEmpty();
    assertThatThrownBy(() -> new FaultyMessages(messages, () -> {}, fails).publish(topic, message))
        .hasMessage("fault");
    assertThat(messages.published(topic)).hasSize(1);
  }
}
