package io.phasekeeper.document;

import java.util.List;

/**
 * The way to a field inside a document, one name per level. Names are taken literally: dots,
 * backticks and blanks in them need no escaping here, adapters escape what their store needs.
 */
public record FieldPath(List<String> names) {
  public FieldPath {
    names = List.copyOf(names);
    if (names.isEmpty() || names.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "a field path needs at least one name, none empty: " + names);
    }
  }

  public static FieldPath of(String... names) {
    return new FieldPath(List.of(names));
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}
