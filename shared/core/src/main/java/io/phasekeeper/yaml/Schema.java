package io.phasekeeper.yaml;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A JSON Schema that a file is checked against, with every problem told in words and with its line.
 *
 * <p>It knows the keywords that our schemas use, and refuses a schema with another one rather than
 * pass over it: {@code type, enum, pattern, minimum, format, properties, additionalProperties,
 * propertyNames, required, dependentRequired, minProperties, maxProperties, items, minItems,
 * uniqueItems, $ref}. {@code x-expected} says in words what a value must be. {@code x-names} marks
 * maps that may be given keys that the file does not have yet (see {@link #steps}).
 */
public final class Schema {
  private static final Set<String> ANNOTATIONS =
      Set.of("$schema", "$defs", "title", "description", "examples", "default");

  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "enum",
          "pattern",
          "minimum",
          "format",
          "properties",
          "additionalProperties",
          "propertyNames",
          "required",
          "dependentRequired",
          "minProperties",
          "maxProperties",
          "items",
          "minItems",
          "uniqueItems",
          "$ref",
          "x-expected",
          "x-names");

  /** A kind of text, such as a duration. */
  public interface Format {
    /** What was expected instead, in words; empty if the text is good. */
    Optional<String> expectedInsteadOf(String text);

    /** The texts that are good, if they are names that can be told; the nearest is offered. */
    default Collection<String> known() {
      return List.of();
    }
  }

  private final JsonObject root;
  private final Map<String, Format> formats;

  /** By the identity of each schema in the tree: filled once, and only read after that. */
  private final IdentityHashMap<JsonObject, JsonObject> resolved = new IdentityHashMap<>();

  private final IdentityHashMap<JsonObject, Steps> steps = new IdentityHashMap<>();
  private final Map<String, Pattern> patterns = new HashMap<>();

  /**
   * @param json the schema's text
   * @param formats by the name in {@code format}
   * @throws IllegalArgumentException if the schema uses a keyword or format that is not known here
   */
  public Schema(String json, Map<String, Format> formats) {
    this.root = JsonParser.parseString(json).getAsJsonObject();
    this.formats = Map.copyOf(formats);
    prepare(root, "#");
  }

  /** Adds everything that is wrong with the content. */
  public void check(Section section) {
    new SchemaCheck(this, formats).check(section, root);
  }

  /** The schema of the whole file. */
  JsonObject root() {
    return root;
  }

  /** The schema with its reference put in; its own keywords replace the referenced ones. */
  JsonObject resolved(JsonObject schema) {
    return resolved.getOrDefault(schema, schema);
  }

  /** Where a step of a path may lead: the keys with the schema of each, and whether others too. */
  record Steps(Map<String, JsonObject> keys, Optional<JsonObject> others, boolean open) {}

  /** The steps that lead on from a value with this schema. */
  Steps steps(JsonObject schema) {
    Steps known = steps.get(schema);
    return known != null ? known : stepsOf(schema);
  }

  /** The compiled {@code pattern} of a schema. */
  Pattern pattern(JsonObject schema) {
    return Optional.ofNullable(patterns.get(schema.get("pattern").getAsString())).orElseThrow();
  }

  private JsonObject merged(JsonObject schema) {
    JsonElement reference = schema.get("$ref");
    if (reference == null) {
      return schema;
    }
    JsonObject target = root;
    for (String step : reference.getAsString().substring(2).split("/", -1)) {
      target = target.getAsJsonObject(step);
    }
    JsonObject merged = new JsonObject();
    merged(target).entrySet().forEach(entry -> merged.add(entry.getKey(), entry.getValue()));
    schema.entrySet().stream()
        .filter(entry -> !entry.getKey().equals("$ref"))
        .forEach(entry -> merged.add(entry.getKey(), entry.getValue()));
    return merged;
  }

  private Steps stepsOf(JsonObject schema) {
    JsonObject rules = resolved(schema);
    Map<String, JsonObject> keys = new LinkedHashMap<>();
    if (rules.has("properties")) {
      rules
          .getAsJsonObject("properties")
          .entrySet()
          .forEach(entry -> keys.put(entry.getKey(), entry.getValue().getAsJsonObject()));
    }
    JsonElement others = rules.get("additionalProperties");
    return new Steps(
        Collections.unmodifiableMap(keys),
        others != null && others.isJsonObject()
            ? Optional.of(others.getAsJsonObject())
            : Optional.empty(),
        rules.has("x-names") || (others == null && keys.isEmpty()));
  }

  static List<String> strings(JsonElement array) {
    List<String> strings = new ArrayList<>();
    if (array instanceof JsonArray many) {
      many.forEach(each -> strings.add(each.getAsString()));
    } else {
      strings.add(array.getAsString());
    }
    return strings;
  }

  /** Refuses what is not known here, and works out once what every check needs. */
  private void prepare(JsonObject schema, String where) {
    JsonObject merged = merged(schema);
    resolved.put(schema, merged);
    steps.put(schema, stepsOf(schema));
    steps.put(merged, stepsOf(merged));
    for (Map.Entry<String, JsonElement> entry : schema.entrySet()) {
      String keyword = entry.getKey();
      JsonElement value = entry.getValue();
      String place = where + "/" + keyword;
      if (!KEYWORDS.contains(keyword) && !ANNOTATIONS.contains(keyword)) {
        throw new IllegalArgumentException(
            "schema keyword at " + place + " is not known; expected one of " + KEYWORDS);
      }
      if (keyword.equals("format") && !formats.containsKey(value.getAsString())) {
        throw new IllegalArgumentException(
            "schema format at " + place + ": " + value + "; expected one of " + formats.keySet());
      }
      if (keyword.equals("pattern")) {
        patterns.put(value.getAsString(), Pattern.compile(value.getAsString()));
      }
      if (keyword.equals("properties") || keyword.equals("$defs")) {
        value
            .getAsJsonObject()
            .entrySet()
            .forEach(
                each -> prepare(each.getValue().getAsJsonObject(), place + "/" + each.getKey()));
      }
      if (Set.of("items", "additionalProperties", "propertyNames").contains(keyword)
          && value.isJsonObject()) {
        prepare(value.getAsJsonObject(), place);
      }
    }
  }
}
