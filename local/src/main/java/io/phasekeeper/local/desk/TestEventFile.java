package io.phasekeeper.local.desk;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.phasekeeper.message.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the files of {@code test-events/}, strictly. */
final class TestEventFile {
  private TestEventFile() {}

  private static final Set<String> KEYS =
      Set.of("about", "function", "path", "topic", "data", "data_base64", "attributes");

  static TestEvent parse(String file, String text) {
    JsonObject json;
    try {
      json = JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IllegalArgumentException(
          file + " is not a test event: found no JSON object; expected {\"topic\": …, \"data\": …}",
          e);
    }
    for (String key : json.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            file + ": unknown key \"" + key + "\"; expected " + new java.util.TreeSet<>(KEYS));
      }
    }
    if (json.has("function")) {
      if (json.has("topic") || !json.get("function").isJsonPrimitive()) {
        throw new IllegalArgumentException(
            file + ": expected the name of a timer under \"function\", and no \"topic\"");
      }
      return new TestEvent.Call(
          json.get("function").getAsString(),
          json.has("path") ? json.get("path").getAsString() : "");
    }
    if (!json.has("topic") || json.has("data") == json.has("data_base64")) {
      throw new IllegalArgumentException(
          file
              + ": expected \"topic\", and one of \"data\" and \"data_base64\"; found "
              + json.keySet());
    }
    Map<String, String> attributes = new TreeMap<>();
    if (json.has("attributes")) {
      json.getAsJsonObject("attributes")
          .entrySet()
          .forEach(each -> attributes.put(each.getKey(), each.getValue().getAsString()));
    }
    return new TestEvent.Publish(
        json.get("topic").getAsString(), new OutgoingMessage(data(json), attributes));
  }

  private static byte[] data(JsonObject json) {
    if (json.has("data_base64")) {
      return Base64.getDecoder().decode(json.get("data_base64").getAsString());
    }
    JsonElement data = json.get("data");
    String text =
        data.isJsonPrimitive() && data.getAsJsonPrimitive().isString()
            ? data.getAsString()
            : data.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
