package io.phasekeeper.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to a field inside a document, one name per level. Names are taken literally: dots,
 * backticks and blanks in them need no escaping here, adapters escape what their store needs.
 */
public record FieldPath(List<String> names) {
  public FieldPath {
    names = List.copyOf(names);
    if (names.isEmpty() || names.contains("")) {
      throw new IllegalArgumentException(
          "a field path needs at least one name, none empty: " + names);
    }
  }

  public static FieldPath of(String... names) {
    return new FieldPath(List.of(names));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldPath path && names.equals(path.names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}
