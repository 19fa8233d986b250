package io.phasekeeper.local.scenario;

import java.util.List;

/** A scenario file cannot be played: every problem with its file and line. */
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final List<String> problems;

  public ScenarioException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each starts with {@code file:line: }, in the order of the file as far as it was read. */
  public List<String> problems() {
    return problems;
  }
}
