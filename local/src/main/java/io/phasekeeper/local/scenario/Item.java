package io.phasekeeper.local.scenario;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for what can be seen in a play: a kind, and the facts that it names. A fact that it
 * leaves out matches anything.
 *
 * @param facts text, whole number, boolean, or a set of texts
 * @param moreThan matches that are still all right: 0 unless said
 */
public record Item(Kind kind, Map<String, Object> facts, int moreThan) {
  public Item {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** What can be seen, and the keys that each has. */
  public enum Kind {
    TRIGGER("phase", "date", "cycle", "reason", "missing", "generation"),
    FINDING("kind", "about", "date", "cycle", "resolved"),
    ALERT("channel", "about", "kind", "date"),
    RUN("run_id", "became", "failure_category"),
    HEALED("output", "date"),
    DISPATCHED("output", "date", "after"),
    WHY("date", "phase", "first_cause");

    private final List<String> keys;

    Kind(String... keys) {
      this.keys = List.of(keys);
    }

    /** As scenario files write it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    List<String> keys() {
      return keys;
    }
  }

  /** Whether what was seen is such a thing. */
  public boolean matches(Seen seen) {
    return seen.kind() == kind
        && facts.entrySet().stream()
            .allMatch(fact -> same(fact.getValue(), seen.facts().get(fact.getKey())));
  }

  private static boolean same(Object wanted, @Nullable Object seen) {
    if (wanted instanceof Set) {
      return seen instanceof java.util.Collection<?> all && wanted.equals(Set.copyOf(all));
    }
    if (seen instanceof java.util.Collection<?> all) {
      // What came before a dispatch may be many things; an item names one of them.
      return all.contains(wanted);
    }
    return Objects.equals(wanted, seen instanceof LocalDate date ? date.toString() : seen);
  }

  /** As a scenario file could write it. */
  @Override
  public String toString() {
    Map<String, Object> all = new LinkedHashMap<>(facts);
    if (Boolean.FALSE.equals(all.get("resolved"))) {
      all.remove("resolved");
    }
    if (moreThan > 0) {
      all.put("more_than", moreThan);
    }
    return kind.word() + " " + shown(all);
  }

  static String shown(Map<String, ?> facts) {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + ": " + shownValue(fact.getValue()))
        .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
  }

  private static String shownValue(@Nullable Object value) {
    return value instanceof Set<?> set
        ? List.copyOf(new java.util.TreeSet<>(set)).toString()
        : String.valueOf(value);
  }

  /** A set of texts in their order. */
  static Set<String> setOf(List<String> texts) {
    return new LinkedHashSet<>(texts);
  }
}
