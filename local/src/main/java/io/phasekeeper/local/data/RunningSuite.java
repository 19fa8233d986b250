package io.phasekeeper.local.data;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.URI;
import java.util.Optional;

/**
 * Where a running {@code up} takes commands, as it wrote it into its data directory.
 *
 * @param address on loopback
 * @param token random; whoever can read the file may give commands
 */
public record RunningSuite(URI address, String token) {
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("address", address.toString());
    json.addProperty("token", token);
    return json + "\n";
  }

  /** Empty if the text is not what {@link #json} writes: half written, or somebody else's. */
  static Optional<RunningSuite> parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return Optional.of(
          new RunningSuite(
              URI.create(json.get("address").getAsString()), json.get("token").getAsString()));
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
