package io.phasekeeper.event;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Unwraps what Pub/Sub's CloudEvents carry (CONTRACT §9). An envelope that is none is taken for the
 * data itself: the parser then says what is wrong with it, and it is quarantined whole.
 */
public final class PubSubEnvelope {
  private PubSubEnvelope() {}

  /**
   * @param id {@code ce-id}: the message id
   * @param source {@code ce-source}: {@code //pubsub.googleapis.com/projects/P/topics/T}
   * @param time {@code ce-time}, or the time of arrival: used where the message has no publish time
   */
  public static IncomingEvent open(String id, String source, Instant time, byte[] body) {
    String topic = source.substring(source.lastIndexOf('/') + 1);
    try {
      JsonElement json = Json.parse(body);
      if (json.isJsonObject()) {
        Optional<JsonObject> message = Json.object(json.getAsJsonObject(), "message");
        if (message.isPresent()) {
          return event(id, topic, time, message.get());
        }
      }
    } catch (MalformedEventException | IllegalArgumentException e) {
      // Not an envelope: what it is instead, the parser of its data will say.
      return new IncomingEvent(topic, id, time, body, Map.of());
    }
    return new IncomingEvent(topic, id, time, body, Map.of());
  }

  private static IncomingEvent event(String id, String topic, Instant time, JsonObject message) {
    byte[] data =
        Json.absent(message, "data")
            ? new byte[0]
            : Base64.getDecoder()
                .decode(
                    Json.text(message, "data")
                        .orElseThrow(() -> new IllegalArgumentException("data is no text")));
    Map<String, String> attributes = new LinkedHashMap<>();
    Json.object(message, "attributes")
        .ifPresent(
            map ->
                map.entrySet().stream()
                    .filter(each -> each.getValue().isJsonPrimitive())
                    .forEach(each -> attributes.put(each.getKey(), each.getValue().getAsString())));
    return new IncomingEvent(
        topic,
        Json.text(message, "messageId").orElse(id),
        Json.text(message, "publishTime").flatMap(Json::instant).orElse(time),
        data,
        attributes);
  }
}
