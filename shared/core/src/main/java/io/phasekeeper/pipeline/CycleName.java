package io.phasekeeper.pipeline;

/** A cycle of the day, such as {@code overnight}: each keeps its own ledger of one date. */
public record CycleName(String value) implements Comparable<CycleName> {
  public CycleName {
    if (!value.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "a cycle is named in lower case, digits and _, not \"" + value + "\"");
    }
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
