package io.phasekeeper.local.bench;

import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import java.util.ArrayList;
import java.util.List;

/** Messages that note when each publish was acknowledged. */
final class TimedMessages implements Messages {
  private final Messages messages;
  private final List<Sent> sent = new ArrayList<>();

  TimedMessages(Messages messages) {
    this.messages = messages;
  }

  /**
   * @param acknowledged of {@link System#nanoTime}
   */
  record Sent(OutgoingMessage message, long acknowledged) {}

  @Override
  public String publish(String topic, OutgoingMessage message) {
    String id = messages.publish(topic, message);
    Sent now = new Sent(message, System.nanoTime());
    synchronized (this) {
      sent.add(now);
    }
    return id;
  }

  /** What was sent since it was last asked. */
  synchronized List<Sent> taken() {
    List<Sent> all = List.copyOf(sent);
    sent.clear();
    return all;
  }
}
