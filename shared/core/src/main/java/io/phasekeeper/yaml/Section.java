package io.phasekeeper.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file, its path, and where to report what is wrong with it. Reading is lenient: what
 * is absent or of another type is empty, because the schema has reported that already.
 */
public record Section(Content content, String path, Problems problems) {
  public static Section root(Content content, Problems problems) {
    return new Section(content, "", problems);
  }

  public Place place() {
    return content.place();
  }

  /** The value of a key; empty where the key is absent or this is no map. */
  public Optional<Section> at(String key) {
    if (content instanceof Content.Mapping mapping) {
      return Optional.ofNullable(mapping.entries().get(key))
          .map(value -> new Section(value, pathOf(key), problems));
    }
    return Optional.empty();
  }

  /** The value at a chain of keys. */
  public Optional<Section> at(String key, String... more) {
    Optional<Section> found = at(key);
    for (String next : more) {
      found = found.flatMap(section -> section.at(next));
    }
    return found;
  }

  /** The keys, in the file's order; none if this is no map. */
  public Set<String> keys() {
    return content instanceof Content.Mapping mapping
        ? new LinkedHashSet<>(mapping.entries().keySet())
        : Set.of();
  }

  /** The entries of the map under a key, in the file's order. */
  public Map<String, Section> entries(String key) {
    return at(key).map(Section::entries).orElse(Map.of());
  }

  /** The entries of this map, in the file's order. */
  public Map<String, Section> entries() {
    Map<String, Section> entries = new LinkedHashMap<>();
    for (String key : keys()) {
      at(key).ifPresent(section -> entries.put(key, section));
    }
    return entries;
  }

  /** The items of the list under a key. */
  public List<Section> items(String key) {
    return at(key).map(Section::items).orElse(List.of());
  }

  /** The items of this list. */
  public List<Section> items() {
    List<Section> items = new ArrayList<>();
    if (content instanceof Content.Sequence sequence) {
      for (Content item : sequence.items()) {
        items.add(new Section(item, path + "[" + items.size() + "]", problems));
      }
    }
    return items;
  }

  /** The texts of the list under a key. */
  public List<String> texts(String key) {
    return items(key).stream().flatMap(item -> item.text().stream()).toList();
  }

  public Optional<String> text(String key) {
    return at(key).flatMap(Section::text);
  }

  public Optional<String> text() {
    return plain() instanceof String text ? Optional.of(text) : Optional.empty();
  }

  public Optional<Long> number(String key) {
    return at(key).flatMap(Section::number);
  }

  public Optional<Long> number() {
    return plain() instanceof Long number ? Optional.of(number) : Optional.empty();
  }

  public Optional<Boolean> flag(String key) {
    return at(key)
        .flatMap(
            section ->
                section.plain() instanceof Boolean flag ? Optional.of(flag) : Optional.empty());
  }

  /** The value without places. */
  public @Nullable Object plain() {
    return content.plain();
  }

  /** The map under a key without places; empty where there is none. */
  public Map<String, Object> map(String key) {
    Map<String, Object> map = new LinkedHashMap<>();
    entries(key)
        .forEach(
            (name, section) -> {
              Object value = section.plain();
              if (value != null) {
                map.put(name, value);
              }
            });
    return map;
  }

  /** Reports that this value is not what was expected. */
  public void wrong(String expected) {
    problems.add(place(), path, content.shown(), expected);
  }

  /** Reports something about this value. */
  public void wrong(String found, String expected) {
    problems.add(place(), path, found, expected);
  }

  /** Reports that this text is none of the known names. */
  public void unknown(String expected, Collection<String> known) {
    problems.addUnknown(
        place(), path, text().orElseGet(() -> String.valueOf(plain())), expected, known);
  }

  /** Reports something about a key of this map. */
  public void wrongKey(String key, String found, String expected) {
    problems.add(keyPlace(key), pathOf(key), found, expected);
  }

  /** Reports that a key of this map is none of the known names. */
  public void unknownKey(String key, String expected, Collection<String> known) {
    problems.addUnknown(keyPlace(key), pathOf(key), key, expected, known);
  }

  /** Where a key of this map stands. */
  public Place keyPlace(String key) {
    return content instanceof Content.Mapping mapping ? mapping.keyPlace(key) : place();
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
