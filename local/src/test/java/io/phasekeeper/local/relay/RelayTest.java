package io.phasekeeper.local.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.message.Subscription.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class RelayTest {
  private static final OutgoingMessage MESSAGE =
      OutgoingMessage.json("{\"a\":1}", Map.of("k", "v"));

  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-01-11T11:00:00Z"), ZoneOffset.UTC);
  private final MemoryMessages messages = new MemoryMessages(clock);
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final List<String> taken = new ArrayList<>();

  @BeforeEach
  void topics() {
    messages.createTopic("done");
    messages.createTopic("dead");
  }

  @AfterEach
  void end() {
    workers.shutdownNow();
  }

  @Test
  void whatIsAcknowledgedDoesNotComeAgain() throws InterruptedException {
    Relay relay = relay(delivery -> true, RedeliveryPolicy.STANDARD);
    assertThat(messages.publish("done", MESSAGE)).isNotEmpty();
    assertThat(relay.deliverDue()).isEqualTo(1);
    clock.add(Duration.ofDays(1));
    assertThat(relay.deliverDue()).isZero();
  }

  @Test
  void whatIsRefusedComesAgainAfterTenSecondsThenTwenty() throws InterruptedException {
    Relay relay = relay(delivery -> false, RedeliveryPolicy.STANDARD);
    assertThat(messages.publish("done", MESSAGE)).isNotEmpty();
    assertThat(relay.deliverDue()).isEqualTo(1);
    clock.add(Duration.ofMillis(9_999));
    assertThat(relay.deliverDue()).isZero();
    clock.add(Duration.ofMillis(1));
    assertThat(relay.deliverDue()).isEqualTo(1);
    clock.add(Duration.ofSeconds(19));
    assertThat(relay.deliverDue()).isZero();
    clock.add(Duration.ofSeconds(1));
    assertThat(relay.deliverDue()).isEqualTo(1);
  }

  @Test
  void aReceiverThatThrowsIsOneThatRefuses() throws InterruptedException {
    Relay relay =
        relay(
            delivery -> {
              throw new IllegalStateException("crash");
            },
            RedeliveryPolicy.STANDARD);
    assertThat(messages.publish("done", MESSAGE)).isNotEmpty();
    assertThat(relay.deliverDue()).isEqualTo(1);
    clock.add(Duration.ofSeconds(10));
    assertThat(relay.deliverDue()).isEqualTo(1);
  }

  @Test
  void theLastRefusedDeliveryBecomesADeadLetterWithItsDataAndWhy() throws InterruptedException {
    Relay relay = relay(delivery -> false, RedeliveryPolicy.STANDARD.deadLetteringTo("dead", 3));
    String id = messages.publish("done", MESSAGE);
    for (int i = 0; i < 5; i++) {
      relay.deliverDue();
      clock.add(Duration.ofMinutes(10));
    }
    assertThat(taken).hasSize(3);
    assertThat(messages.published("dead"))
        .singleElement()
        .satisfies(
            dead -> {
              assertThat(dead.message().text()).isEqualTo(MESSAGE.text());
              assertThat(dead.message().attributes())
                  .containsEntry("k", "v")
                  .containsEntry("dead_letter_reason", "not acknowledged in 3 deliveries")
                  .containsEntry("dead_letter_message_id", id);
            });
  }

  private Relay relay(Receiver receiver, RedeliveryPolicy policy) {
    Subscription subscription =
        messages.subscribe("phasekeeper-done", "done", RedeliveryPolicy.STANDARD);
    Receiver noting =
        delivery -> {
          note(delivery);
          return receiver.take(delivery);
        };
    return new Relay(
        List.of(new Relay.Route("phasekeeper-done", subscription, noting)),
        policy,
        messages,
        workers);
  }

  private synchronized void note(Delivery delivery) {
    taken.add(delivery.messageId());
  }
}
