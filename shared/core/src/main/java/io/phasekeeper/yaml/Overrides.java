package io.phasekeeper.yaml;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values that replace others in a file, each by its path: {@code
 * phases.phase4.start_when.deadline}, or {@code …tiers[0].at_least} for a list's item.
 */
public final class Overrides {
  /** What messages name instead of a file. */
  public static final String FILE = "settings";

  private static final Place NOWHERE = new Place(FILE, 0, 0);
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)]");

  private final Schema schema;
  private final Problems problems;

  public Overrides(Schema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
  }

  /**
   * The content with every override put in. A path that the schema does not know, or that names
   * something the file does not have, is added to the problems, with the nearest known name.
   */
  public Content apply(Content content, Map<String, ?> overrides) {
    Content changed = content;
    for (Map.Entry<String, ?> override : overrides.entrySet()) {
      changed =
          put(
                  Optional.of(changed),
                  Optional.of(schema.root()),
                  override.getKey(),
                  steps(override.getKey()),
                  content(override.getValue()))
              .orElse(changed);
    }
    return changed;
  }

  /** The content without what stands at a path of keys; the same if nothing does. */
  public static Content without(Content content, String path) {
    int dot = path.indexOf('.');
    if (!(content instanceof Content.Mapping map)) {
      return content;
    }
    String key = dot < 0 ? path : path.substring(0, dot);
    Content value = map.entries().get(key);
    if (value == null) {
      return content;
    }
    Map<String, Content> entries = new LinkedHashMap<>(map.entries());
    if (dot < 0) {
      entries.remove(key);
    } else {
      entries.put(key, without(value, path.substring(dot + 1)));
    }
    return new Content.Mapping(entries, map.keys(), map.place());
  }

  /** Content of plain values, which stands nowhere. */
  private static Content content(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Content> entries = new LinkedHashMap<>();
      map.forEach((key, each) -> entries.put(String.valueOf(key), content(each)));
      return new Content.Mapping(entries, Map.of(), NOWHERE);
    }
    if (value instanceof Collection<?> list) {
      return new Content.Sequence(list.stream().map(Overrides::content).toList(), NOWHERE);
    }
    if (value instanceof Double || value instanceof Float) {
      return new Content.Scalar(((Number) value).doubleValue(), NOWHERE);
    }
    if (value instanceof Number number) {
      return new Content.Scalar(number.longValue(), NOWHERE);
    }
    if (value == null || value instanceof Boolean) {
      return new Content.Scalar(value, NOWHERE);
    }
    return new Content.Scalar(value.toString(), NOWHERE);
  }

  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    while (matcher.find()) {
      steps.add(matcher.group());
    }
    return steps;
  }

  /** The changed content; empty if the path leads nowhere, which is then reported. */
  private Optional<Content> put(
      Optional<Content> content,
      Optional<JsonObject> rules,
      String path,
      List<String> steps,
      Content value) {
    if (steps.isEmpty()) {
      return Optional.of(value);
    }
    String step = steps.get(0);
    List<String> rest = steps.subList(1, steps.size());
    return step.startsWith("[")
        ? putItem(
            content,
            rules,
            path,
            Integer.parseInt(step.substring(1, step.length() - 1)),
            rest,
            value)
        : putKey(content, rules, path, step, rest, value);
  }

  private Optional<Content> putItem(
      Optional<Content> content,
      Optional<JsonObject> rules,
      String path,
      int index,
      List<String> rest,
      Content value) {
    List<Content> items =
        content.orElse(null) instanceof Content.Sequence list ? list.items() : List.of();
    if (index >= items.size()) {
      problems.add(NOWHERE, path, "[" + index + "]", "an item of a list that has " + items.size());
      return Optional.empty();
    }
    Optional<JsonObject> itemRules =
        rules
            .map(schema::resolved)
            .filter(resolved -> resolved.has("items"))
            .map(resolved -> resolved.getAsJsonObject("items"));
    return put(Optional.of(items.get(index)), itemRules, path, rest, value)
        .map(
            item -> {
              List<Content> changed = new ArrayList<>(items);
              changed.set(index, item);
              return new Content.Sequence(changed, NOWHERE);
            });
  }

  private Optional<Content> putKey(
      Optional<Content> content,
      Optional<JsonObject> rules,
      String path,
      String key,
      List<String> rest,
      Content value) {
    Map<String, Content> entries = new LinkedHashMap<>();
    Map<String, Place> keys = new LinkedHashMap<>();
    Place place = NOWHERE;
    if (content.orElse(null) instanceof Content.Mapping map) {
      entries.putAll(map.entries());
      keys.putAll(map.keys());
      place = map.place();
    }
    Optional<JsonObject> next = Optional.empty();
    if (rules.isPresent()) {
      Schema.Steps steps = schema.steps(rules.get());
      JsonObject known = steps.keys().get(key);
      next = known != null ? Optional.of(known) : steps.others();
      if (known == null && !entries.containsKey(key) && !steps.open()) {
        Collection<String> names =
            steps.others().isPresent() ? entries.keySet() : steps.keys().keySet();
        problems.addUnknown(NOWHERE, path, key, "one of " + List.copyOf(names), names);
        return Optional.empty();
      }
    }
    Optional<Content> changed = put(Optional.ofNullable(entries.get(key)), next, path, rest, value);
    Map<String, Place> places = keys;
    Place mapPlace = place;
    return changed.map(
        each -> {
          entries.put(key, each);
          places.putIfAbsent(key, NOWHERE);
          return new Content.Mapping(entries, places, mapPlace);
        });
  }
}
