package io.phasekeeper.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a YAML text holds, each part with its place. */
public sealed interface Content {
  Place place();

  /** The same without places: {@code Map}, {@code List}, {@code String}, {@code Long}, … */
  @Nullable Object plain();

  /** How a message shows it: {@code "text"}, {@code 3}, {@code a list}, {@code nothing}. */
  String shown();

  /**
   * A map with string keys, in the file's order.
   *
   * @param keys where each key stands
   */
  record Mapping(Map<String, Content> entries, Map<String, Place> keys, Place place)
      implements Content {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      keys = Map.copyOf(keys);
    }

    /** Where the key stands; the map's own place if it has no such key. */
    public Place keyPlace(String key) {
      return keys.getOrDefault(key, place);
    }

    @Override
    public Map<String, @Nullable Object> plain() {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      entries.forEach((key, value) -> plain.put(key, value.plain()));
      return plain;
    }

    @Override
    public String shown() {
      return entries.isEmpty() ? "an empty map" : "a map";
    }
  }

  /** A list. */
  record Sequence(List<Content> items, Place place) implements Content {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public List<@Nullable Object> plain() {
      List<@Nullable Object> plain = new ArrayList<>();
      items.forEach(item -> plain.add(item.plain()));
      return plain;
    }

    @Override
    public String shown() {
      return items.isEmpty() ? "an empty list" : "a list";
    }
  }

  /**
   * A single value.
   *
   * @param plain {@code String}, {@code Long}, {@code Double}, {@code Boolean} or null
   */
  record Scalar(@Nullable Object plain, Place place) implements Content {
    @Override
    public String shown() {
      return plain == null
          ? "nothing"
          : plain instanceof String text ? '"' + text + '"' : plain.toString();
    }
  }
}
