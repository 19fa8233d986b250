package io.phasekeeper.local.relay;

import com.google.gson.JsonObject;
import io.phasekeeper.message.Subscription.Delivery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

/**
 * Delivers a message to a function over HTTP as a CloudEvent in binary mode, headers and body as
 * Eventarc sends them (CONTRACT §9). Any 2xx acknowledges.
 */
public final class EventPost implements Receiver {
  private final HttpClient client;
  private final URI function;
  private final String project;
  private final String subscription;
  private final Duration limit;

  /**
   * @param subscription its short name
   * @param limit the function's own time limit; no answer until then means redelivery
   */
  public EventPost(
      HttpClient client, URI function, String project, String subscription, Duration limit) {
    this.client = client;
    this.function = function;
    this.project = project;
    this.subscription = subscription;
    this.limit = limit;
  }

  @Override
  public boolean take(Delivery delivery) {
    HttpRequest request =
        HttpRequest.newBuilder(function)
            .timeout(limit)
            .header("content-type", "application/json")
            .header("ce-specversion", "1.0")
            .header("ce-id", delivery.messageId())
            .header(
                "ce-source",
                "//pubsub.googleapis.com/projects/" + project + "/topics/" + delivery.topic())
            .header("ce-type", "google.cloud.pubsub.topic.v1.messagePublished")
            .header("ce-time", delivery.publishTime().toString())
            .header("ce-traceparent", traceparent(delivery))
            .POST(HttpRequest.BodyPublishers.ofString(body(delivery), StandardCharsets.UTF_8))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status >= 200 && status < 300;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One trace per message, so that the log lines of its deliveries stand together. */
  private static String traceparent(Delivery delivery) {
    byte[] name = (delivery.topic() + " " + delivery.messageId()).getBytes(StandardCharsets.UTF_8);
    String trace = UUID.nameUUIDFromBytes(name).toString().replace("-", "");
    return "00-" + trace + "-" + trace.substring(16) + "-01";
  }

  private String body(Delivery delivery) {
    JsonObject attributes = new JsonObject();
    delivery.message().attributes().forEach(attributes::addProperty);
    JsonObject message = new JsonObject();
    message.addProperty("data", Base64.getEncoder().encodeToString(delivery.message().data()));
    message.add("attributes", attributes);
    message.addProperty("messageId", delivery.messageId());
    message.addProperty("publishTime", delivery.publishTime().toString());
    JsonObject body = new JsonObject();
    body.add("message", message);
    body.addProperty("subscription", "projects/" + project + "/subscriptions/" + subscription);
    return body.toString();
  }
}
