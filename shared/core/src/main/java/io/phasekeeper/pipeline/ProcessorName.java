package io.phasekeeper.pipeline;

/**
 * The configured name of a processor, such as {@code player_daily_cache}; its key in the ledger.
 */
public record ProcessorName(String value) implements Comparable<ProcessorName> {
  public ProcessorName {
    if (!value.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "a processor is named in lower case, digits and _, not \"" + value + "\"");
    }
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
