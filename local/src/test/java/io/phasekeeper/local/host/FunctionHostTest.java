package io.phasekeeper.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.functions.CloudEventsFunction;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cloudevents.CloudEvent;
import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.local.relay.EventPost;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.Subscription.Delivery;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class FunctionHostTest {
  private static final BlockingQueue<CloudEvent> RECEIVED = new LinkedBlockingQueue<>();

  /** Keeps what it gets; refuses what says so. */
  public static final class Keeping implements CloudEventsFunction {
    @Override
    public void accept(CloudEvent event) {
      RECEIVED.add(event);
      String refused =
          Base64.getEncoder().encodeToString("refuse".getBytes(StandardCharsets.UTF_8));
      if (new String(body(event).toBytes(), StandardCharsets.UTF_8).contains(refused)) {
        throw new IllegalStateException("as asked");
      }
    }

    private static io.cloudevents.CloudEventData body(CloudEvent event) {
      return Optional.ofNullable(event.getData()).orElseThrow();
    }
  }

  /** Answers a call. */
  public static final class Answering implements HttpFunction {
    @Override
    public void service(HttpRequest request, HttpResponse response) throws Exception {
      response.getWriter().write("answered");
    }
  }

  @Test
  void aDeliveryReachesTheFunctionAsEventarcWouldSendIt()
      throws CannotListen, InterruptedException {
    try (FunctionHost host =
        FunctionHost.start(0, List.of(spec("keeping", Keeping.class)), Map.of())) {
      EventPost post = post(host);
      assertThat(post.take(delivery("{\"game_date\":\"2026-01-11\"}"))).isTrue();
      CloudEvent event = RECEIVED.take();
      assertThat(event.getId()).isEqualTo("m7");
      assertThat(event.getSource())
          .hasToString("//pubsub.googleapis.com/projects/p/topics/nba-phase3-analytics-complete");
      assertThat(event.getType()).isEqualTo("google.cloud.pubsub.topic.v1.messagePublished");
      assertThat(event.getTime()).isEqualTo("2026-01-12T11:34:02Z");
      JsonObject body =
          JsonParser.parseString(new String(Keeping.body(event).toBytes(), StandardCharsets.UTF_8))
              .getAsJsonObject();
      assertThat(body.keySet()).containsExactly("message", "subscription");
      JsonObject message = body.getAsJsonObject("message");
      assertThat(message.keySet())
          .containsExactly("data", "attributes", "messageId", "publishTime");
      assertThat(
              new String(
                  Base64.getDecoder().decode(message.get("data").getAsString()),
                  StandardCharsets.UTF_8))
          .isEqualTo("{\"game_date\":\"2026-01-11\"}");
    }
  }

  @Test
  void aFunctionThatThrowsIsNotAcknowledged() throws CannotListen {
    try (FunctionHost host =
        FunctionHost.start(0, List.of(spec("keeping", Keeping.class)), Map.of())) {
      assertThat(post(host).take(delivery("refuse"))).isFalse();
    }
  }

  @Test
  void aFunctionThatIsNotThereIsNotAcknowledged() throws CannotListen {
    EventPost post;
    try (FunctionHost host =
        FunctionHost.start(0, List.of(spec("keeping", Keeping.class)), Map.of())) {
      post = post(host);
    }
    assertThat(post.take(delivery("{}"))).isFalse();
  }

  @Test
  void anHttpFunctionAnswersOnItsOwnPath() throws Exception {
    try (FunctionHost host =
        FunctionHost.start(0, List.of(spec("answering", Answering.class)), Map.of())) {
      var request =
          java.net.http.HttpRequest.newBuilder(host.uri("answering"))
              .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
              .build();
      assertThat(
              HttpClient.newHttpClient()
                  .send(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                  .body())
          .isEqualTo("answered");
    }
  }

  @Test
  void anEntryPointThatIsNoFunctionIsNamed() {
    assertThatThrownBy(() -> FunctionHost.start(0, List.of(spec("odd", String.class)), Map.of()))
        .hasMessage(
            "function odd: java.lang.String is neither a CloudEventsFunction nor an HttpFunction");
  }

  private static EventPost post(FunctionHost host) {
    return new EventPost(
        HttpClient.newHttpClient(),
        host.uri("keeping"),
        "p",
        "phasekeeper-x",
        Duration.ofSeconds(10));
  }

  private static FunctionSpec spec(String name, Class<?> type) {
    return new FunctionSpec(
        name, type.getName(), FunctionSpec.Trigger.HTTP, Optional.empty(), "1Gi", 10);
  }

  private static Delivery delivery(String data) {
    return new Delivery(
        "r",
        "nba-phase3-analytics-complete",
        "m7",
        Instant.parse("2026-01-12T11:34:02Z"),
        OutgoingMessage.json(data, Map.of()),
        1);
  }
}
