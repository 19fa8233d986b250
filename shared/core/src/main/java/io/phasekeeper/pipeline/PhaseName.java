package io.phasekeeper.pipeline;

/** The id of a phase, such as {@code phase4}; also what every name derived from it starts with. */
public record PhaseName(String value) implements Comparable<PhaseName> {
  public PhaseName {
    if (!value.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "a phase is named in lower case, digits and _, not \"" + value + "\"");
    }
  }

  @Override
  public int compareTo(PhaseName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
