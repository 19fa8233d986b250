package io.phasekeeper.function;

import java.util.Optional;

/**
 * One function of {@code functions/functions.yaml}.
 *
 * @param name as in the file, such as {@code phase-sweep}; also its path in the local runtime
 * @param entryPoint the class that the Functions Framework builds
 * @param trigger what calls it
 * @param timer when it is called; none unless a timer calls it
 * @param memory as Cloud Functions writes it, such as {@code 512Mi}
 * @param seconds the longest a call may take
 */
public record FunctionSpec(
    String name,
    String entryPoint,
    Trigger trigger,
    Optional<Timer> timer,
    String memory,
    int seconds) {
  /** What calls a function. */
  public enum Trigger {
    /** Completions of the phases that start another. */
    COMPLETIONS,
    /** The clock. */
    TIMER,
    /** Whoever has something to ask, over HTTP. */
    HTTP
  }

  public FunctionSpec {
    if (seconds < 1) {
      throw new IllegalArgumentException(name + ": seconds must be at least 1, not " + seconds);
    }
  }

  /** Whether completions are delivered to it. */
  public boolean takesCompletions() {
    return trigger == Trigger.COMPLETIONS;
  }
}
