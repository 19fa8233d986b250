package io.phasekeeper.local.scenario;

import java.time.Instant;
import java.util.List;

/**
 * What must happen within a span of time, or (under {@code never}) must not happen at all.
 *
 * @param line in the file
 * @param from at the earliest
 * @param by at the latest
 * @param anyOf one of them is enough; at least one
 */
public record Expectation(int line, Instant from, Instant by, List<Item> anyOf) {
  public Expectation {
    anyOf = List.copyOf(anyOf);
  }
}
