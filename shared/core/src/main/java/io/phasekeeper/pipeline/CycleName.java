package io.phasekeeper.pipeline;

import org.jspecify.annotations.Nullable;

/** A cycle of the day, such as {@code overnight}: each keeps its own ledger of one date. */
public record CycleName(String value) implements Comparable<CycleName> {
  public CycleName {
    if (!Words.isName(value)) {
      throw new IllegalArgumentException(
          "a cycle is named in lower case, digits and _, not \"" + value + "\"");
    }
  }

  // By hand: as keys of maps they are compared more often than the compiler's own way is quick.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CycleName name && value.equals(name.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public int compareTo(CycleName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
