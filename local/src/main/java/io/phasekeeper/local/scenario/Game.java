package io.phasekeeper.local.scenario;

import java.time.LocalTime;
import java.util.Optional;

/**
 * One entry of the calendar, as a scenario says it.
 *
 * @param id none: an unremarkable one is made up
 * @param home none: made up
 * @param away none: made up
 * @param starts local time in the pipeline's zone
 * @param status {@code scheduled} goes on to {@code live} and {@code final} with the clock, {@code
 *     live} to {@code final}; {@code final}, {@code postponed} and {@code cancelled} stay
 */
public record Game(
    Optional<String> id,
    Optional<String> home,
    Optional<String> away,
    LocalTime starts,
    String status) {
  /** When a game begins of which nothing is said. */
  public static final LocalTime USUAL_START = LocalTime.of(19, 0);

  public static final String SCHEDULED = "scheduled";
  public static final String LIVE = "live";
  public static final String FINAL = "final";

  public static Game unremarkable() {
    return new Game(Optional.empty(), Optional.empty(), Optional.empty(), USUAL_START, SCHEDULED);
  }
}
