package io.phasekeeper.message;

/** Publishes messages: Pub/Sub, or one of its embedded forms. Safe for many threads. */
public interface Messages {
  /**
   * Publishes and waits for the acknowledgement: when this returns, every subscription of the topic
   * will see the message at least once.
   *
   * @return the id that the service gave the message
   * @throws io.phasekeeper.outcome.PortFailure if there was no acknowledgement; the message may
   *     have been published all the same
   */
  String publish(String topic, OutgoingMessage message);
}
