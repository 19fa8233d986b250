package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.message.Messages;
import io.phasekeeper.message.MessagesContract;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.outcome.PortFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

final class H2MessagesTest implements MessagesContract {
  private static final OutgoingMessage MESSAGE = OutgoingMessage.json("{}", Map.of());

  private final MutableClock clock =
      MutableClock.of(Instant.parse("2026-01-11T00:00:00Z"), ZoneOffset.UTC);
  @TempDir private Path directory;
  private H2Database database;
  private H2Messages messages;
  private int made;

  @BeforeEach
  void open() {
    database = H2Database.open(directory.resolve("phasekeeper"));
    messages = new H2Messages(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  public Messages messages() {
    return messages;
  }

  @Override
  public String newTopic() {
    String topic = "topic-" + made++;
    messages.createTopic(topic);
    return topic;
  }

  @Override
  public Subscription newSubscription(String topic, RedeliveryPolicy policy) {
    return messages.subscribe("subscription-" + made++, topic, policy);
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
  void whoeverTakesUpAQueueNeedNotWaitForTheDeadlineOfOneThatIsGone() {
    messages.createTopic("t");
    Subscription subscription = messages.subscribe("s", "t", RedeliveryPolicy.STANDARD);
    assertThat(messages.newestId()).isEmpty();
    String id = messages.publish("t", MESSAGE);
    assertThat(messages.newestId()).isEqualTo(id);
    assertThat(subscription.pull(1)).hasSize(1);
    assertThat(subscription.pull(1)).isEmpty();

    messages.releaseTaken();

    assertThat(subscription.pull(1))
        .singleElement()
        .satisfies(d -> assertThat(d.attempt()).isEqualTo(2));
  }

  @Test
  void whatWasTakenAndNotAcknowledgedComesAgainAtItsDeadlineAfterARestart() {
    messages.createTopic("t");
    Subscription before = messages.subscribe("s", "t", RedeliveryPolicy.STANDARD);
    List<String> ids = List.of(messages.publish("t", MESSAGE), messages.publish("t", MESSAGE));
    before.acknowledge(before.pull(1).get(0));
    before.pull(1);

    close();
    open();
    Subscription after = messages.subscribe("s", "t", RedeliveryPolicy.STANDARD);

    assertThat(after.pull(10)).isEmpty();
    assertThat(messages.nextDue()).contains(clock.instant().plusSeconds(60));
    clock.add(Duration.ofSeconds(60));
    assertThat(after.pull(10))
        .singleElement()
        .satisfies(
            again -> {
              assertThat(again.messageId()).isEqualTo(ids.get(1));
              assertThat(again.attempt()).isEqualTo(2);
            });
  }

  @Test
  void idsAreNotUsedAgainAfterARestart() {
    messages.createTopic("t");
    String before = messages.publish("t", MESSAGE);
    close();
    open();

    assertThat(Long.parseLong(messages.publish("t", MESSAGE)))
        .isGreaterThan(Long.parseLong(before));
  }

  @Test
  void anAcknowledgedMessageCanBeDeliveredAgainUnderItsOwnId() {
    messages.createTopic("t");
    Subscription subscription = messages.subscribe("s", "t", RedeliveryPolicy.STANDARD);
    String id = messages.publish("t", MESSAGE);
    subscription.acknowledge(subscription.pull(1).get(0));
    assertThat(messages.waiting()).isEmpty();

    messages.deliverAgain("s", id);

    assertThat(messages.waiting()).isEqualTo(Map.of("s", 1L));
    assertThat(subscription.pull(1))
        .extracting(Subscription.Delivery::messageId)
        .containsExactly(id);
    assertThatThrownBy(() -> messages.deliverAgain("s", "999"))
        .isInstanceOfSatisfying(
            PortFailure.class, e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.MISSING));
  }

  @Test
  void messagesThatNobodyWaitsForAreForgottenInTime() {
    messages.createTopic("t");
    String first = messages.publish("t", MESSAGE);
    messages.subscribe("s", "t", RedeliveryPolicy.STANDARD);
    String waiting = messages.publish("t", MESSAGE);
    for (int i = 0; i < 1500; i++) {
      messages.publish("t", MESSAGE);
    }

    assertThatThrownBy(() -> messages.deliverAgain("s", first)).isInstanceOf(PortFailure.class);
    messages.deliverAgain("s", waiting);
  }

  @Test
  void anOldReceiptAcknowledgesNothing() {
    messages.createTopic("t");
    Subscription subscription = messages.subscribe("s", "t", RedeliveryPolicy.STANDARD);
    messages.publish("t", MESSAGE);
    Subscription.Delivery first = subscription.pull(1).get(0);
    clock.add(Duration.ofSeconds(60));
    Subscription.Delivery second = subscription.pull(1).get(0);

    subscription.acknowledge(first);
    subscription.giveBack(first, Duration.ZERO);
    assertThat(messages.waiting()).isEqualTo(Map.of("s", 1L));

    subscription.acknowledge(second);
    assertThat(messages.waiting()).isEmpty();
  }
}
