package io.phasekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Pub/Sub's CloudEvents carry, opened. */
class PubSubEnvelopeTest {
  private static final Instant ARRIVED = Instant.parse("2026-01-12T11:34:10Z");
  private static final String SOURCE =
      "//pubsub.googleapis.com/projects/p/topics/nba-phase3-analytics-complete";

  @Test
  void theEnvelopeOfTheContractIsOpened() {
    IncomingEvent event =
        open(
            "{\"message\":{\"data\":\""
                + base64("{}")
                + "\",\"attributes\":{\"a\":\"b\"},"
                + "\"messageId\":\"77\",\"publishTime\":\"2026-01-12T11:34:05.123Z\","
                + "\"orderingKey\":\"\"},\"subscription\":\"projects/p/subscriptions/s\"}");

    assertThat(event)
        .isEqualTo(
            new IncomingEvent(
                "nba-phase3-analytics-complete",
                "77",
                Instant.parse("2026-01-12T11:34:05.123Z"),
                "{}".getBytes(StandardCharsets.UTF_8),
                Map.of("a", "b")));
  }

  @Test
  void withoutIdOrTimeTheEventsOwnAreTaken() {
    IncomingEvent event = open("{\"message\":{\"data\":\"" + base64("{}") + "\"}}");

    assertThat(event.messageId()).isEqualTo("ce-1");
    assertThat(event.publishTime()).isEqualTo(ARRIVED);
  }

  @Test
  void aMessageWithoutDataHasEmptyData() {
    assertThat(open("{\"message\":{\"messageId\":\"77\"}}").size()).isZero();
    assertThat(open("{\"message\":{\"data\":null}}").size()).isZero();
  }

  @Test
  void attributesThatAreNoTextAreLeftOut() {
    IncomingEvent event =
        open(
            "{\"message\":{\"attributes\":{\"a\":\"b\",\"n\":7,\"map\":{\"c\":1},\"none\":null}}}");

    assertThat(event.attributes()).isEqualTo(Map.of("a", "b", "n", "7"));
  }

  @Test
  void deliveriesOfOneMessageAreEqualAndOfAnotherAreNot() {
    IncomingEvent event = event("t", "1", ARRIVED, "{}", Map.of("a", "b"));

    assertThat(event)
        .isEqualTo(event("t", "1", ARRIVED, "{}", Map.of("a", "b")))
        .hasSameHashCodeAs(event("t", "1", ARRIVED, "{}", Map.of("a", "b")))
        .hasToString("t message 1");
    assertThat(event.hashCode()).isNotEqualTo(event("t", "2", ARRIVED, "", Map.of()).hashCode());
    for (IncomingEvent other :
        List.of(
            event("u", "1", ARRIVED, "{}", Map.of("a", "b")),
            event("t", "2", ARRIVED, "{}", Map.of("a", "b")),
            event("t", "1", ARRIVED.plusMillis(1), "{}", Map.of("a", "b")),
            event("t", "1", ARRIVED, "[]", Map.of("a", "b")),
            event("t", "1", ARRIVED, "{}", Map.of()))) {
      assertThat(event).isNotEqualTo(other);
    }
  }

  private static IncomingEvent event(
      String topic, String id, Instant at, String data, Map<String, String> attributes) {
    return new IncomingEvent(topic, id, at, data.getBytes(StandardCharsets.UTF_8), attributes);
  }

  @Test
  void whatIsNoEnvelopeIsKeptWholeForTheQuarantine() {
    for (String body :
        new String[] {
          "not json", "[]", "{\"message\":7}", "", "{\"message\":{\"data\":\"%%%\"}}"
        }) {
      assertThat(open(body).data()).as(body).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void dataOfAnotherTypeThanTextIsKeptWholeForTheQuarantine() {
    String body = "{\"message\":{\"data\":{\"processor_name\":\"x\"}}}";
    assertThat(open(body).data()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static IncomingEvent open(String body) {
    return PubSubEnvelope.open("ce-1", SOURCE, ARRIVED, body.getBytes(StandardCharsets.UTF_8));
  }
}
