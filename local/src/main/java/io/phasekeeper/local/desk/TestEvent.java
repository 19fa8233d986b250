package io.phasekeeper.local.desk;

import io.phasekeeper.message.OutgoingMessage;

/**
 * A real event for a function, as a file of {@code test-events/} holds it.
 *
 * <p>Either a message for a topic, {@code {"topic": …, "data": …, "attributes": {…}}}: {@code data}
 * is JSON to send as it is, or a text to send as it is; {@code data_base64} in its place holds
 * bytes. Or a call of a timer, {@code {"function": "phase-sweep"}}, or of a function that answers
 * questions, {@code {"function": "status", "path": "/health"}}.
 */
public sealed interface TestEvent {
  /**
   * A message to publish.
   *
   * @param topic the bare name
   */
  record Publish(String topic, OutgoingMessage message) implements TestEvent {}

  /**
   * A timer to call now, whatever its cron says, or a function to ask.
   *
   * @param path what it is asked, such as {@code /health}; "" for a timer
   */
  record Call(String function, String path) implements TestEvent {
    public Call(String function) {
      this(function, "");
    }
  }

  /**
   * Reads a file's text.
   *
   * @param file how errors name it
   * @throws IllegalArgumentException if it is not a test event
   */
  static TestEvent parse(String file, String text) {
    return TestEventFile.parse(file, text);
  }
}
