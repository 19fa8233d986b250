package io.phasekeeper.local.data;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The suite whose state a data directory keeps, since its first documents were made.
 *
 * @param pipeline the pipeline's id
 * @param file the pipeline's file
 * @param emulators whether its last run was on emulators, which keep nothing over their end
 */
public record BoundSuite(String pipeline, Path file, boolean emulators) {
  public BoundSuite {
    file = file.toAbsolutePath().normalize();
  }

  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("pipeline", pipeline);
    json.addProperty("file", file.toString());
    json.addProperty("emulators", emulators);
    return json + "\n";
  }

  /** Empty if the text is not what {@link #json} writes. */
  static Optional<BoundSuite> parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return Optional.of(
          new BoundSuite(
              json.get("pipeline").getAsString(),
              Path.of(json.get("file").getAsString()),
              json.get("emulators").getAsBoolean()));
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | InvalidPathException e) {
      return Optional.empty();
    }
  }
}
