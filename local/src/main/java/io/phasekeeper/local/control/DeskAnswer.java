package io.phasekeeper.local.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;

/**
 * What a suite answers a command.
 *
 * @param exit the command's exit code: 0 good, 1 looked and found wrong, 2 wrong usage, 3 could not
 *     look
 * @param text for the terminal, or JSON where that was asked for
 */
public record DeskAnswer(int exit, String text) {
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("exit", exit);
    json.addProperty("text", text);
    return json.toString();
  }

  static Optional<DeskAnswer> parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return Optional.of(
          new DeskAnswer(json.get("exit").getAsInt(), json.get("text").getAsString()));
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      return Optional.empty();
    }
  }
}
