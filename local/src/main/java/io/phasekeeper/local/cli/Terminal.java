package io.phasekeeper.local.cli;

import java.util.Locale;
import java.util.Map;

/** What the user's terminal is: colour is for terminals only, and never where NO_COLOR is set. */
record Terminal(boolean colour) {
  /**
   * @param launcher what the launcher script found, {@code true} or {@code false}; "" without it,
   *     and no colour then
   */
  @SuppressWarnings(
      "SystemConsoleNull") // Only without the launcher; a newer JDK then always says yes.
  static Terminal of(Map<String, String> environment, String launcher) {
    boolean refused =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").toLowerCase(Locale.ROOT).equals("dumb");
    return new Terminal(Boolean.parseBoolean(launcher) && !refused);
  }

  static Terminal ofThisProcess() {
    return of(System.getenv(), System.getProperty("phasekeeper.terminal", ""));
  }
}
