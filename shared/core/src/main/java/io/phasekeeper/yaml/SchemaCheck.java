package io.phasekeeper.yaml;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One walk of a file beside its schema. */
final class SchemaCheck {
  private final Schema schema;
  private final Map<String, Schema.Format> formats;

  SchemaCheck(Schema schema, Map<String, Schema.Format> formats) {
    this.schema = schema;
    this.formats = formats;
  }

  void check(Section section, JsonObject unresolved) {
    JsonObject rules = schema.resolved(unresolved);
    if (rules.has("type") && !hasType(section.plain(), Schema.strings(rules.get("type")))) {
      section.wrong(expected(rules));
      return;
    }
    if (rules.has("enum")) {
      List<String> words = Schema.strings(rules.get("enum"));
      if (!(section.plain() instanceof String word)) {
        section.wrong("one of " + words);
      } else if (!words.contains(word)) {
        section.unknown("one of " + words, words);
      }
      return;
    }
    Content content = section.content();
    if (content instanceof Content.Mapping) {
      map(section, rules);
    } else if (content instanceof Content.Sequence) {
      list(section, rules);
    } else {
      scalar(section, rules);
    }
  }

  private void scalar(Section section, JsonObject rules) {
    Object value = section.plain();
    if (value instanceof String text) {
      if (rules.has("pattern") && !matches(rules, text)) {
        section.wrong(expected(rules));
      } else if (rules.has("format")) {
        Schema.Format format = format(rules);
        format
            .expectedInsteadOf(text)
            .ifPresent(expected -> section.unknown(expected, format.known()));
      }
    }
    if (value instanceof Number number
        && rules.has("minimum")
        && number.doubleValue() < rules.get("minimum").getAsDouble()) {
      section.wrong(expected(rules));
    }
  }

  private void list(Section section, JsonObject rules) {
    List<Section> items = section.items();
    if (rules.has("minItems") && items.size() < rules.get("minItems").getAsInt()) {
      section.wrong("a list of at least " + rules.get("minItems").getAsInt());
    }
    Set<@Nullable Object> seen = new HashSet<>();
    for (Section item : items) {
      if (rules.has("uniqueItems") && !seen.add(item.plain())) {
        item.wrong(item.content().shown() + " a second time", "each item once");
      }
      if (rules.has("items")) {
        check(item, rules.getAsJsonObject("items"));
      }
    }
  }

  private void map(Section section, JsonObject rules) {
    Set<String> keys = section.keys();
    size(section, rules, keys.size());
    if (rules.has("required")) {
      for (String key : Schema.strings(rules.get("required"))) {
        if (!keys.contains(key)) {
          section.wrong("no key \"" + key + "\"", "it: " + about(rules, key));
        }
      }
    }
    if (rules.has("dependentRequired")) {
      rules
          .getAsJsonObject("dependentRequired")
          .entrySet()
          .forEach(entry -> dependent(section, rules, entry.getKey(), entry.getValue()));
    }
    Schema.Steps steps = schema.steps(rules);
    boolean closed =
        rules.has("additionalProperties")
            && rules.get("additionalProperties").isJsonPrimitive()
            && !rules.get("additionalProperties").getAsBoolean();
    section
        .entries()
        .forEach(
            (key, value) -> {
              if (rules.has("propertyNames")
                  && !matches(rules.getAsJsonObject("propertyNames"), key)) {
                section.wrongKey(key, "the name \"" + key + "\"", nameExpectation(rules));
              }
              JsonObject known = steps.keys().get(key);
              if (known != null) {
                check(value, known);
              } else if (closed) {
                section.unknownKey(
                    key, "one of " + List.copyOf(steps.keys().keySet()), steps.keys().keySet());
              } else {
                steps.others().ifPresent(others -> check(value, others));
              }
            });
  }

  private static void size(Section section, JsonObject rules, int size) {
    if (rules.has("minProperties") && size < rules.get("minProperties").getAsInt()) {
      section.wrong("at least " + rules.get("minProperties").getAsInt() + " key in it");
    }
    if (rules.has("maxProperties") && size > rules.get("maxProperties").getAsInt()) {
      section.wrong(size + " keys", "at most " + rules.get("maxProperties").getAsInt());
    }
  }

  private void dependent(Section section, JsonObject rules, String key, JsonElement others) {
    if (section.at(key).isEmpty()) {
      return;
    }
    for (String other : Schema.strings(others)) {
      if (section.at(other).isEmpty()) {
        section.wrongKey(
            key,
            "\"" + key + "\" without \"" + other + "\"",
            "both: \"" + other + "\" is " + about(rules, other));
      }
    }
  }

  /** What a key is for, in its description's words, as the rest of a sentence. */
  private String about(JsonObject rules, String key) {
    JsonObject known = schema.steps(rules).keys().get(key);
    JsonElement description = known == null ? null : schema.resolved(known).get("description");
    if (description == null) {
      return "a value";
    }
    String sentence = description.getAsString();
    int end = sentence.indexOf(". ");
    sentence = end > 0 ? sentence.substring(0, end) : sentence.replaceAll("\\.$", "");
    boolean word = sentence.length() > 1 && Character.isLowerCase(sentence.charAt(1));
    return word ? Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1) : sentence;
  }

  private String expected(JsonObject rules) {
    if (rules.has("x-expected")) {
      return rules.get("x-expected").getAsString();
    }
    List<String> types = rules.has("type") ? Schema.strings(rules.get("type")) : List.of();
    List<String> words = new ArrayList<>();
    for (String type : types) {
      switch (type) {
        case "string" ->
            words.add(
                rules.has("format") ? format(rules).expectedInsteadOf("").orElse("text") : "text");
        case "integer" ->
            words.add(
                "a whole number"
                    + (rules.has("minimum") ? ", at least " + rules.get("minimum") : ""));
        case "number" -> words.add("a number");
        case "boolean" -> words.add("true or false");
        case "array" -> words.add("a list");
        case "object" -> words.add("a map");
        case "null" -> words.add("nothing");
        default -> throw new IllegalStateException("no words for the type " + type);
      }
    }
    return words.isEmpty() ? "another value" : String.join(" or ", words);
  }

  private static String nameExpectation(JsonObject rules) {
    String pattern = rules.getAsJsonObject("propertyNames").get("pattern").getAsString();
    return pattern.startsWith("^[a-z]")
        ? "a name in lower case, digits and _"
        : pattern.startsWith("^[A-Z]")
            ? "a name in upper case, digits and _"
            : "a name that matches " + pattern;
  }

  private Schema.Format format(JsonObject rules) {
    Schema.Format format = formats.get(rules.get("format").getAsString());
    return Optional.ofNullable(format).orElseThrow();
  }

  private boolean matches(JsonObject rules, String text) {
    return schema.pattern(rules).matcher(text).find();
  }

  private static boolean hasType(@Nullable Object value, List<String> types) {
    String type;
    if (value == null) {
      type = "null";
    } else if (value instanceof String) {
      type = "string";
    } else if (value instanceof Boolean) {
      type = "boolean";
    } else if (value instanceof Long) {
      return types.contains("integer") || types.contains("number");
    } else if (value instanceof Double) {
      type = "number";
    } else {
      type = value instanceof List ? "array" : "object";
    }
    return types.contains(type);
  }
}
