package io.phasekeeper.local.desk;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.message.OutgoingMessage;

/** Publishes an event and says what became of it. */
public interface Sending {
  /**
   * Publishes, and waits until the function that takes the topic has answered.
   *
   * @return what became of it, in one or more lines
   * @throws CannotLook if it could not be published, or nobody answered in time
   */
  Answer send(String topic, OutgoingMessage message) throws CannotLook;

  /**
   * Calls a timer function now, whatever its cron says, or asks one that answers questions.
   *
   * @param path what it is asked; "" for a timer
   * @return what it answered
   * @throws CannotLook if it did not answer
   * @throws IllegalArgumentException if there is no such function
   */
  Answer call(String function, String path) throws CannotLook;

  /**
   * What became of an event.
   *
   * @param good whether it was understood and acknowledged
   */
  record Answer(boolean good, String text) {}
}
