package io.phasekeeper.document;

import java.time.Instant;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The values that a document field may hold: {@code String}, {@code Boolean}, {@code Long}, {@code
 * Double}, {@code Instant} (microseconds at most), {@code null}, {@code List} and {@code Map} with
 * string keys of these. Other whole numbers are widened to {@code Long}, {@code Float} to {@code
 * Double}.
 */
public final class DocumentValues {
  private DocumentValues() {}

  /** A deep, unmodifiable copy of a map of document values. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> frozenMap(Map<String, ?> fields) {
    return (Map<String, Object>) frozen(fields);
  }

  /**
   * A deep, unmodifiable copy of a document value.
   *
   * @throws IllegalArgumentException if it is, or holds, anything else
   */
  public static Object frozen(Object value) {
    Object copy = copy(value);
    if (copy == null) {
      throw new IllegalArgumentException("a field of a merge cannot be null; remove it instead");
    }
    return copy;
  }

  private static @Nullable Object copy(@Nullable Object value) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Long || value instanceof Double) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float f) {
      return f.doubleValue();
    }
    if (value instanceof Instant at) {
      return at.truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }
    if (value instanceof FrozenMap || value instanceof FrozenList) {
      return value;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copied = new ArrayList<>(list.size());
      list.forEach(each -> copied.add(copy(each)));
      return new FrozenList(copied);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copied = new LinkedHashMap<>();
      map.forEach((name, each) -> copied.put((String) name, copy(each)));
      return new FrozenMap(copied);
    }
    throw new IllegalArgumentException(
        "a document cannot hold a " + value.getClass().getName() + ": " + value);
  }

  /** A copy of the fields to change; values stay frozen. */
  static Map<String, @Nullable Object> thawed(Map<?, ?> fields) {
    if (fields instanceof FrozenMap frozen) {
      return new LinkedHashMap<>(frozen.fields);
    }
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    fields.forEach((name, value) -> copy.put((String) name, copy(value)));
    return copy;
  }

  /**
   * A map that was {@link #thawed}, frozen as it stands: nobody may change it from here on, and
   * what was put into it is frozen.
   */
  static Map<String, Object> frozenCopy(Map<String, @Nullable Object> thawed) {
    return frozenMap(new FrozenMap(thawed));
  }

  /**
   * No less than the size of a value in {@link DocumentSize}'s bytes, by lengths alone: a character
   * has at most three bytes.
   */
  static long sizeAtMost(@Nullable Object value) {
    if (value instanceof FrozenMap map) {
      return map.sizeAtMost;
    }
    if (value instanceof FrozenList list) {
      return list.sizeAtMost;
    }
    if (value instanceof String text) {
      return 3L * text.length() + 1;
    }
    long sum = 8;
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> field : map.entrySet()) {
        sum += sizeAtMost(field.getKey()) + sizeAtMost(field.getValue());
      }
    } else if (value instanceof List<?> list) {
      for (Object each : list) {
        sum += sizeAtMost(each);
      }
    }
    return sum;
  }

  /** A map that is known to be a deep, unmodifiable copy, so that it need not be copied again. */
  private static final class FrozenMap extends AbstractMap<String, @Nullable Object> {
    private final Map<String, @Nullable Object> fields;
    private final long sizeAtMost;

    FrozenMap(Map<String, @Nullable Object> fields) {
      this.fields = fields;
      this.sizeAtMost = DocumentValues.sizeAtMost(fields);
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
      return Collections.unmodifiableMap(fields).entrySet();
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
      fields.forEach(action);
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
      return fields.get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return fields.containsKey(name);
    }

    @Override
    public int size() {
      return fields.size();
    }

    // By the fields themselves: a walk through unmodifiable entries makes an object for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return fields.equals(other instanceof FrozenMap map ? map.fields : other);
    }

    @Override
    public int hashCode() {
      return fields.hashCode();
    }
  }

  /** The same for a list. */
  private static final class FrozenList extends AbstractList<@Nullable Object> {
    private final List<@Nullable Object> values;
    private final long sizeAtMost;

    FrozenList(List<@Nullable Object> values) {
      this.values = values;
      this.sizeAtMost = DocumentValues.sizeAtMost(values);
    }

    @Override
    public @Nullable Object get(int index) {
      return values.get(index);
    }

    @Override
    public int size() {
      return values.size();
    }
  }
}
