package io.phasekeeper.function;

import java.util.Optional;

/**
 * One function of {@code functions/functions.yaml}.
 *
 * @param name as in the file, such as {@code phase-sweep}; also its path in the local runtime
 * @param entryPoint the class that the Functions Framework builds
 * @param timer when it is called; none: it takes completions
 * @param memory as Cloud Functions writes it, such as {@code 512Mi}
 * @param seconds the longest a call may take
 */
public record FunctionSpec(
    String name, String entryPoint, Optional<Timer> timer, String memory, int seconds) {
  public FunctionSpec {
    if (seconds < 1) {
      throw new IllegalArgumentException(name + ": seconds must be at least 1, not " + seconds);
    }
  }

  /** Whether completions are delivered to it. */
  public boolean takesCompletions() {
    return timer.isEmpty();
  }
}
