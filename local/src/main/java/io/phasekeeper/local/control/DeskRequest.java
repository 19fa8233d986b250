package io.phasekeeper.local.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a command asks: its name, and its parameters as the user wrote them.
 *
 * @param parameters a parameter that was left out is absent
 */
public record DeskRequest(String command, Map<String, String> parameters) {
  public DeskRequest {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** Whether a switch is on. */
  public boolean on(String name) {
    return "true".equals(parameters.get(name));
  }

  String json() {
    JsonObject json = new JsonObject();
    parameters.forEach(json::addProperty);
    JsonObject whole = new JsonObject();
    whole.addProperty("command", command);
    whole.add("parameters", json);
    return whole.toString();
  }

  static Optional<DeskRequest> parse(String text) {
    try {
      JsonObject whole = JsonParser.parseString(text).getAsJsonObject();
      Map<String, String> parameters = new TreeMap<>();
      for (Map.Entry<String, JsonElement> each : whole.getAsJsonObject("parameters").entrySet()) {
        parameters.put(each.getKey(), each.getValue().getAsString());
      }
      return Optional.of(new DeskRequest(whole.get("command").getAsString(), parameters));
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      return Optional.empty();
    }
  }
}
