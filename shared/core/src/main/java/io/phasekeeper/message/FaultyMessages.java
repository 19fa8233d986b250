package io.phasekeeper.message;

/**
 * Messages that fail when told to: what {@code before} throws leaves the message unpublished, what
 * {@code after} throws leaves the caller in doubt about a message that was published.
 */
public final class FaultyMessages implements Messages {
  private final Messages real;
  private final Runnable before;
  private final Runnable after;

  public FaultyMessages(Messages real, Runnable before, Runnable after) {
    this.real = real;
    this.before = before;
    this.after = after;
  }

  @Override
  public String publish(String topic, OutgoingMessage message) {
    before.run();
    String id = real.publish(topic, message);
    after.run();
    return id;
  }
}
