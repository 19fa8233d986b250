package io.phasekeeper.alert;

/** Brings alert messages to people: a chat's webhook, mail. Safe for many threads. */
public interface AlertChannel {
  /** The channel's name in the pipeline file, also in the words of its failures. */
  String name();

  /**
   * Sends one message; twice is two messages.
   *
   * @param text plain text, with line breaks
   * @throws io.phasekeeper.outcome.PortFailure if the channel did not take it: {@code INVALID} and
   *     {@code REFUSED} will not help to repeat, and the next channel's turn has come
   */
  void send(String text);
}
