package io.phasekeeper.google;

import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.ApiException;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.pubsub.v1.ProjectSubscriptionName;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.TopicName;
import io.phasekeeper.outcome.PortFailure.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes topics and pull subscriptions where they are absent, on an emulator that starts empty. In
 * Google Cloud they are Terraform's.
 */
public final class PubSubTopics implements AutoCloseable {
  private final String project;
  private final PubSubConnection connection;
  private final TopicAdminClient topics;
  private final SubscriptionAdminClient subscriptions;

  private PubSubTopics(
      String project,
      PubSubConnection connection,
      TopicAdminClient topics,
      SubscriptionAdminClient subscriptions) {
    this.project = project;
    this.connection = connection;
    this.topics = topics;
    this.subscriptions = subscriptions;
  }

  /**
   * Opens a client.
   *
   * @param emulatorHost {@code host:port} of the emulator; none: Google Cloud
   */
  public static PubSubTopics open(String project, Optional<String> emulatorHost) {
    PubSubConnection connection = PubSubConnection.open(emulatorHost);
    TopicAdminSettings.Builder topics = TopicAdminSettings.newBuilder();
    SubscriptionAdminSettings.Builder subscriptions = SubscriptionAdminSettings.newBuilder();
    connection.channel().ifPresent(topics::setTransportChannelProvider);
    connection.channel().ifPresent(subscriptions::setTransportChannelProvider);
    connection.credentials().ifPresent(topics::setCredentialsProvider);
    connection.credentials().ifPresent(subscriptions::setCredentialsProvider);
    try {
      return new PubSubTopics(
          project,
          connection,
          TopicAdminClient.create(topics.build()),
          SubscriptionAdminClient.create(subscriptions.build()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open Pub/Sub of project " + project, e);
    }
  }

  /** Makes the topic if it is absent. */
  public void topic(String topic) {
    TopicName name = TopicName.of(project, topic);
    try {
      var made = topics.createTopic(name);
      if (!made.getName().equals(name.toString())) {
        throw new IllegalStateException("asked for " + name + ", got " + made.getName());
      }
    } catch (AlreadyExistsException there) {
      // As wanted.
    } catch (ApiException e) {
      throw GoogleFailures.failure(Service.PUBSUB, "make the topic " + name, e);
    }
  }

  /**
   * Makes a pull subscription of the topic if it is absent; one that exists keeps its settings.
   *
   * @param acknowledgeWithin whole seconds, 10 to 600: what is not acknowledged by then comes again
   */
  public void subscription(String topic, String subscription, Duration acknowledgeWithin) {
    String name = ProjectSubscriptionName.format(project, subscription);
    Subscription wanted =
        Subscription.newBuilder()
            .setName(name)
            .setTopic(TopicName.format(project, topic))
            .setAckDeadlineSeconds((int) acknowledgeWithin.toSeconds())
            .build();
    try {
      var made = subscriptions.createSubscription(wanted);
      if (!made.getName().equals(name)) {
        throw new IllegalStateException("asked for " + name + ", got " + made.getName());
      }
    } catch (AlreadyExistsException there) {
      // As wanted.
    } catch (ApiException e) {
      throw GoogleFailures.failure(
          Service.PUBSUB, "make the subscription " + name + " of " + wanted.getTopic(), e);
    }
  }

  @Override
  public void close() {
    topics.close();
    subscriptions.close();
    connection.close();
  }
}
