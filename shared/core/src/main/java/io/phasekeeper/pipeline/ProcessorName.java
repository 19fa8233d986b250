package io.phasekeeper.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * The configured name of a processor, such as {@code player_daily_cache}; its key in the ledger.
 */
public record ProcessorName(String value) implements Comparable<ProcessorName> {
  public ProcessorName {
    if (!Words.isName(value)) {
      throw new IllegalArgumentException(
          "a processor is named in lower case, digits and _, not \"" + value + "\"");
    }
  }

  // By hand: as keys of maps they are compared more often than the compiler's own way is quick.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProcessorName name && value.equals(name.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public int compareTo(ProcessorName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
