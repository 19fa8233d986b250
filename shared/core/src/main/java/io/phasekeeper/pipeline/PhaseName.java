package io.phasekeeper.pipeline;

import org.jspecify.annotations.Nullable;

/** The id of a phase, such as {@code phase4}; also what every name derived from it starts with. */
public record PhaseName(String value) implements Comparable<PhaseName> {
  public PhaseName {
    if (!Words.isName(value)) {
      throw new IllegalArgumentException(
          "a phase is named in lower case, digits and _, not \"" + value + "\"");
    }
  }

  // By hand: as keys of maps they are compared more often than the compiler's own way is quick.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PhaseName name && value.equals(name.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
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
