package io.phasekeeper.local.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A map of a scenario file whose keys are fixed: an unknown one is a problem that names its line
 * and the nearest known key.
 */
final class Section {
  private final Node node;
  private final String where;
  private final Problems problems;
  private final Scalars scalars;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private Section(Node node, String where, Problems problems) {
    this.node = node;
    this.where = where;
    this.problems = problems;
    this.scalars = new Scalars(problems);
  }

  /** The node as a section with these keys; empty, with a problem, if it is no map. */
  static Section of(Node node, String where, Problems problems, String... keys) {
    Section section = new Section(node, where, problems);
    Set<String> known = new TreeSet<>(List.of(keys));
    section.eachEntry(
        (key, value) -> {
          String name = section.scalars.text(key, where).orElse("");
          if (!known.contains(name)) {
            problems.at(
                key,
                (where.isEmpty() ? "" : where + ": ")
                    + "unknown key \""
                    + name
                    + "\""
                    + Words.hint(name, known));
          } else if (section.values.put(name, value) != null) {
            problems.at(
                key, (where.isEmpty() ? "" : where + ": ") + "\"" + name + "\" stands here twice");
          }
        });
    return section;
  }

  /** A map with free keys: each key's text and its value. */
  static Map<String, Node> entries(Node node, String where, Problems problems) {
    Section section = new Section(node, where, problems);
    Map<String, Node> entries = new LinkedHashMap<>();
    section.eachEntry(
        (key, value) -> {
          String name = section.scalars.text(key, where).orElse("");
          if (entries.put(name, value) != null) {
            problems.at(key, where + ": \"" + name + "\" stands here twice");
          }
        });
    return entries;
  }

  /** The nodes of a list. */
  static List<Node> items(Node node, String where, Problems problems) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    if (!isNothing(node)) {
      problems.at(node, where + ": found " + Scalars.shown(node) + "; expected a list");
    }
    return List.of();
  }

  static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  private void eachEntry(BiConsumer<Node, Node> each) {
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        each.accept(tuple.getKeyNode(), tuple.getValueNode());
      }
    } else if (!isNothing(node)) {
      problems.at(node, where + ": found " + Scalars.shown(node) + "; expected a map");
    }
  }

  int line() {
    return Problems.line(node);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<Node> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Whether that key stands alone, without any other, known or not. */
  boolean hasOnly(String key) {
    return has(key) && node instanceof MappingNode map && map.getValue().size() == 1;
  }

  /** The keys that are there, in the file's order. */
  List<String> keys() {
    return new ArrayList<>(values.keySet());
  }

  /** Says what is missing if none of the keys is there. */
  boolean require(String key) {
    if (has(key)) {
      return true;
    }
    problems.at(node, (where.isEmpty() ? "" : where + ": ") + "\"" + key + "\" is missing");
    return false;
  }

  Optional<String> text(String key) {
    return get(key).flatMap(n -> scalars.text(n, path(key)));
  }

  /** A text that the scenario's pipeline must know as this. */
  Optional<String> name(String key, Mention.Role role) {
    Optional<String> name = text(key);
    name.ifPresent(each -> problems.mention(values.getOrDefault(key, node), path(key), role, each));
    return name;
  }

  Optional<Instant> instant(String key) {
    return get(key).flatMap(n -> scalars.instant(n, path(key)));
  }

  Optional<LocalDate> date(String key) {
    return get(key).flatMap(n -> scalars.date(n, path(key)));
  }

  Optional<Duration> duration(String key) {
    return get(key).flatMap(n -> scalars.duration(n, path(key)));
  }

  Optional<Long> count(String key) {
    return get(key).flatMap(n -> scalars.count(n, path(key)));
  }

  Optional<Boolean> bool(String key) {
    return get(key).flatMap(n -> scalars.bool(n, path(key)));
  }

  /** One of the words; another is a problem with the nearest. */
  Optional<String> word(String key, Set<String> known) {
    return text(key)
        .filter(
            word -> {
              if (known.contains(word)) {
                return true;
              }
              problems.at(
                  values.getOrDefault(key, node),
                  path(key)
                      + ": found \""
                      + word
                      + "\"; expected one of "
                      + new TreeSet<>(known)
                      + Words.hint(word, known));
              return false;
            });
  }

  /** A map with free keys and values; empty if it is not there. */
  Map<String, @Nullable Object> freeMap(String key, Scalars.Times times) {
    Node value = values.get(key);
    if (value instanceof MappingNode map) {
      return scalars.freeMap(map, times, path(key));
    }
    if (value != null && !isNothing(value)) {
      problems.at(value, path(key) + ": found " + Scalars.shown(value) + "; expected a map");
    }
    return Map.of();
  }

  String path(String key) {
    return where.isEmpty() ? key : where + "." + key;
  }
}
