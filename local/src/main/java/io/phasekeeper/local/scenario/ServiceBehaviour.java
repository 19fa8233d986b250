package io.phasekeeper.local.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * How a service, a topic or a job takes calls.
 *
 * @param answers what it answers
 * @param after how long that takes
 * @param body what the answer says; none: what such a service says with that status
 * @param works whether the work that it is called for begins; none: if the answer says so
 */
public record ServiceBehaviour(
    Answer answers, Duration after, Optional<String> body, Optional<Boolean> works) {
  /** Takes every call, at once. */
  public static final ServiceBehaviour USUAL =
      new ServiceBehaviour(Answer.OK, Duration.ZERO, Optional.empty(), Optional.empty());
}
