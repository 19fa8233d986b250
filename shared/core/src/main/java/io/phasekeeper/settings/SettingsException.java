package io.phasekeeper.settings;

import java.util.List;

/** Settings are missing or wrong: a function refuses to start, with every problem listed. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final List<String> problems;

  public SettingsException(List<String> problems) {
    super("cannot start: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
