package io.phasekeeper.message;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Takes messages from one topic, for what relays them to functions and for tests: a Pub/Sub pull
 * subscription, or an embedded queue. Delivery is at least once: what is not acknowledged by its
 * deadline comes again, also after the process was killed.
 */
public interface Subscription {
  /**
   * At most {@code max} messages that are due now; empty if there are none. Each is leased to the
   * caller until the subscription's acknowledgement deadline.
   */
  List<Delivery> pull(int max);

  /** Done: it does not come again, as far as the service can promise. Twice is the same as once. */
  void acknowledge(Delivery delivery);

  /** Not done: it comes again after at least {@code after}. */
  void giveBack(Delivery delivery, Duration after);

  /**
   * One delivery of one message.
   *
   * @param receipt names this delivery to the service
   * @param attempt 1 at first; 1 always where the service does not count
   */
  record Delivery(
      String receipt,
      String topic,
      String messageId,
      Instant publishTime,
      OutgoingMessage message,
      int attempt) {}

  /** The attributes of a delivery that is dead-lettered. */
  static Map<String, String> deadLetterAttributes(Delivery delivery, String reason) {
    return Map.of(
        "dead_letter_reason", reason,
        "dead_letter_topic", delivery.topic(),
        "dead_letter_message_id", delivery.messageId(),
        "dead_letter_attempts", Integer.toString(delivery.attempt()));
  }

  /** A delivery as a dead letter: its data, its own attributes, and why it came here. */
  static OutgoingMessage deadLetter(Delivery delivery, String reason) {
    Map<String, String> attributes = new java.util.TreeMap<>(delivery.message().attributes());
    attributes.putAll(deadLetterAttributes(delivery, reason));
    return new OutgoingMessage(delivery.message().data(), attributes);
  }
}
