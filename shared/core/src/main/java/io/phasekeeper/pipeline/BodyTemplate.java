package io.phasekeeper.pipeline;

import io.phasekeeper.document.DocumentValues;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSON body with placeholders: {@code {date}}, {@code {from}} and {@code {to}} (dates, both
 * included), {@code {processors}} and {@code {classes}} (lists), {@code {cycle}}, {@code
 * {correlation_id}}, {@code {trigger_id}}, {@code {pipeline}}. A string that is nothing but one
 * placeholder becomes its value, a list included; inside a longer string it becomes text.
 */
public final class BodyTemplate {
  /** All placeholders, without braces. */
  public static final Set<String> PLACEHOLDERS =
      Collections.unmodifiableSet(
          new TreeSet<>(
              List.of(
                  "classes",
                  "correlation_id",
                  "cycle",
                  "date",
                  "from",
                  "pipeline",
                  "processors",
                  "to",
                  "trigger_id")));

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private BodyTemplate() {}

  /** The names in braces that a text holds, known or not. */
  static List<String> placeholdersIn(String text) {
    return PLACEHOLDER.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** The names in braces that a template holds, at any depth. */
  public static Set<String> usedIn(Map<String, Object> template) {
    Set<String> used = new TreeSet<>();
    collect(template, used);
    return used;
  }

  private static void collect(Object value, Set<String> used) {
    if (value instanceof String text) {
      used.addAll(placeholdersIn(text));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> collect(each, used));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(each -> collect(each, used));
    }
  }

  /**
   * The body with every placeholder replaced.
   *
   * @param values by placeholder: strings or lists of strings
   * @throws IllegalArgumentException if the template names a placeholder that {@code values} lacks
   */
  public static Map<String, Object> fill(Map<String, Object> template, Map<String, Object> values) {
    Map<String, Object> filled = new LinkedHashMap<>();
    template.forEach((key, value) -> filled.put(key, fillValue(value, values)));
    return DocumentValues.frozenMap(filled);
  }

  private static Object fillValue(Object value, Map<String, Object> values) {
    if (value instanceof String text) {
      return fillText(text, values);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(each -> fillValue(each, values)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> filled = new LinkedHashMap<>();
      map.forEach((key, each) -> filled.put((String) key, fillValue(each, values)));
      return filled;
    }
    return value;
  }

  private static Object fillText(String text, Map<String, Object> values) {
    Matcher whole = PLACEHOLDER.matcher(text);
    if (whole.matches()) {
      return value(whole.group(1), values);
    }
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(String.valueOf(value(match.group(1), values))));
  }

  private static Object value(String placeholder, Map<String, Object> values) {
    Object value = values.get(placeholder);
    if (value == null) {
      throw new IllegalArgumentException(
          "no value for the placeholder {" + placeholder + "}; there are " + values.keySet());
    }
    return value;
  }
}
