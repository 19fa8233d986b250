package io.phasekeeper.operator;

import java.time.Instant;
import java.util.Optional;

/**
 * Who asks, why, and until when it holds.
 *
 * @param why never blank: whoever reads it later was not there
 */
public record Asked(String who, String why, Optional<Instant> until) {
  public Asked {
    if (who.isBlank() || why.isBlank()) {
      throw new IllegalArgumentException("an action needs who asks and why");
    }
  }
}
