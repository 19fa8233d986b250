package io.phasekeeper.local.scenario;

import java.util.OptionalInt;

/**
 * What a service, channel or job target answers.
 *
 * @param status an HTTP status; none: no answer at all
 */
public record Answer(OptionalInt status) {
  public static final Answer OK = new Answer(OptionalInt.of(200));
  public static final Answer NONE = new Answer(OptionalInt.empty());

  @Override
  public String toString() {
    return status.isPresent() ? Integer.toString(status.getAsInt()) : "none";
  }
}
