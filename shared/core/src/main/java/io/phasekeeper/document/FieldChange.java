package io.phasekeeper.document;

import java.util.Optional;

/**
 * One field of a merge: replaced whole by {@code value}, or removed where there is none.
 *
 * <p>A value is a {@link DocumentValues document value}. Parents that are missing, or are not maps,
 * become maps.
 */
public record FieldChange(FieldPath path, Optional<Object> value) {
  public FieldChange {
    value = value.map(DocumentValues::frozen);
  }

  public static FieldChange set(FieldPath path, Object value) {
    return new FieldChange(path, Optional.of(value));
  }

  /** Sets a top-level field. */
  public static FieldChange set(String name, Object value) {
    return set(FieldPath.of(name), value);
  }

  public static FieldChange remove(FieldPath path) {
    return new FieldChange(path, Optional.empty());
  }
}
