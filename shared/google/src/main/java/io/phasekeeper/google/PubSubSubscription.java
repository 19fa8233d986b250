package io.phasekeeper.google;

import com.google.cloud.pubsub.v1.stub.GrpcSubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStubSettings;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.ProjectSubscriptionName;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.outcome.PortFailure.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A Pub/Sub pull subscription of one topic, for what relays it to functions and for tests. Pub/Sub
 * counts attempts only for subscriptions with a dead-letter policy; elsewhere they are 1 always.
 */
public final class PubSubSubscription implements Subscription, AutoCloseable {
  /** Pub/Sub's longest acknowledgement deadline. */
  private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(10);

  private static final Duration LAST_RESORT = Duration.ofSeconds(20);

  private final PubSubConnection connection;
  private final SubscriberStub subscriber;
  private final String topic;
  private final String name;

  private PubSubSubscription(
      PubSubConnection connection, SubscriberStub subscriber, String topic, String name) {
    this.connection = connection;
    this.subscriber = subscriber;
    this.topic = topic;
    this.name = name;
  }

  /**
   * Opens a subscription that exists ({@link PubSubTopics} makes one).
   *
   * @param topic its topic, as its deliveries name it
   * @param emulatorHost {@code host:port} of the emulator; none: Google Cloud
   */
  public static PubSubSubscription open(
      String project, String topic, String subscription, Optional<String> emulatorHost) {
    PubSubConnection connection = PubSubConnection.open(emulatorHost);
    SubscriberStubSettings.Builder settings = SubscriberStubSettings.newBuilder();
    connection.channel().ifPresent(settings::setTransportChannelProvider);
    connection.credentials().ifPresent(settings::setCredentialsProvider);
    try {
      return new PubSubSubscription(
          connection,
          GrpcSubscriberStub.create(settings.build()),
          topic,
          ProjectSubscriptionName.format(project, subscription));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the subscription " + subscription, e);
    }
  }

  @Override
  @SuppressWarnings(
      "deprecation") // Without it an empty subscription keeps the caller waiting for 90 s.
  public List<Delivery> pull(int max) {
    PullRequest request =
        PullRequest.newBuilder()
            .setSubscription(name)
            .setMaxMessages(max)
            .setReturnImmediately(true)
            .build();
    return GoogleFailures.await(
            Service.PUBSUB,
            "pull from " + name,
            LAST_RESORT,
            subscriber.pullCallable().futureCall(request))
        .getReceivedMessagesList()
        .stream()
        .map(this::delivery)
        .toList();
  }

  @Override
  public void acknowledge(Delivery delivery) {
    AcknowledgeRequest request =
        AcknowledgeRequest.newBuilder().setSubscription(name).addAckIds(delivery.receipt()).build();
    GoogleFailures.await(
        Service.PUBSUB,
        "acknowledge " + delivery.messageId() + " of " + name,
        LAST_RESORT,
        subscriber.acknowledgeCallable().futureCall(request));
  }

  /** {@inheritDoc} Pub/Sub waits whole seconds, at most 600, and comes back a little later. */
  @Override
  public void giveBack(Delivery delivery, Duration after) {
    Duration waiting = after.compareTo(LONGEST_DEADLINE) > 0 ? LONGEST_DEADLINE : after;
    ModifyAckDeadlineRequest request =
        ModifyAckDeadlineRequest.newBuilder()
            .setSubscription(name)
            .addAckIds(delivery.receipt())
            .setAckDeadlineSeconds((int) waiting.plusNanos(999_999_999).toSeconds())
            .build();
    GoogleFailures.await(
        Service.PUBSUB,
        "give " + delivery.messageId() + " back to " + name,
        LAST_RESORT,
        subscriber.modifyAckDeadlineCallable().futureCall(request));
  }

  @Override
  public void close() {
    subscriber.close();
    connection.close();
  }

  private Delivery delivery(ReceivedMessage received) {
    Timestamp published = received.getMessage().getPublishTime();
    return new Delivery(
        received.getAckId(),
        topic,
        received.getMessage().getMessageId(),
        Instant.ofEpochSecond(published.getSeconds(), published.getNanos()),
        new OutgoingMessage(
            received.getMessage().getData().toByteArray(),
            received.getMessage().getAttributesMap()),
        Math.max(1, received.getDeliveryAttempt()));
  }
}
