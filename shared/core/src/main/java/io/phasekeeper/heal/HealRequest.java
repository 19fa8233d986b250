package io.phasekeeper.heal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.phasekeeper.yaml.Nearest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a call of the function asks for in its JSON body: {@code {"date": "2026-01-12", "output":
 * "player_daily_cache", "again": false, "dry_run": true, "who": …, "why": …}}. A timer's call has
 * no body, or an empty object, and asks for a tick.
 *
 * @param date whose outputs are to be healed; none: today
 * @param output the one that is; none: all that are missing
 * @param again whether rows that are there are made anew
 * @param dryRun whether it is only told what would be done
 */
public record HealRequest(
    Optional<LocalDate> date,
    Optional<String> output,
    boolean again,
    boolean dryRun,
    Optional<String> who,
    Optional<String> why) {
  private static final List<String> KEYS =
      List.of("again", "date", "dry_run", "output", "who", "why");

  /**
   * Reads a body.
   *
   * @return none if it asks for a tick
   * @throws IllegalArgumentException saying what was found and what was expected
   */
  public static Optional<HealRequest> parse(String body) {
    if (body.isBlank()) {
      return Optional.empty();
    }
    JsonObject json = object(body);
    for (String key : json.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "found key \""
                + key
                + "\"; expected some of "
                + KEYS
                + Nearest.to(key, KEYS).map(near -> "; did you mean \"" + near + "\"?").orElse(""));
      }
    }
    return json.size() == 0
        ? Optional.empty()
        : Optional.of(
            new HealRequest(
                text(json, "date").map(HealRequest::date),
                text(json, "output"),
                flag(json, "again"),
                flag(json, "dry_run"),
                text(json, "who"),
                text(json, "why")));
  }

  private static JsonObject object(String body) {
    try {
      JsonElement json = JsonParser.parseString(body);
      if (json.isJsonObject()) {
        return json.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("the body is not JSON: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "found a body that is no JSON object; expected {\"date\": …, \"output\": …}, or none");
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "date: found \"" + text + "\"; expected a date such as \"2026-01-12\"", e);
    }
  }

  private static Optional<String> text(JsonObject json, String key) {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
      return Optional.of(value.getAsString().strip()).filter(text -> !text.isEmpty());
    }
    throw new IllegalArgumentException(key + ": found " + value + "; expected a text");
  }

  /** A text "true" is no true: whoever wrote it may as well have meant something else by it. */
  private static boolean flag(JsonObject json, String key) {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return false;
    }
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()) {
      return value.getAsBoolean();
    }
    throw new IllegalArgumentException(
        key + ": found " + value + "; expected true or false, without quotes");
  }
}
