package io.phasekeeper.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** One delivery of one Pub/Sub message, as CloudEvents bring it; its data not yet looked at. */
public final class IncomingEvent {
  private final String topic;
  private final String messageId;
  private final Instant publishTime;
  private final byte[] data;
  private final Map<String, String> attributes;

  /**
   * @param topic the bare name, without project
   */
  public IncomingEvent(
      String topic,
      String messageId,
      Instant publishTime,
      byte[] data,
      Map<String, String> attributes) {
    this.topic = topic;
    this.messageId = messageId;
    this.publishTime = publishTime;
    this.data = data.clone();
    this.attributes = Map.copyOf(attributes);
  }

  public String topic() {
    return topic;
  }

  public String messageId() {
    return messageId;
  }

  public Instant publishTime() {
    return publishTime;
  }

  public byte[] data() {
    return data.clone();
  }

  public int size() {
    return data.length;
  }

  public Map<String, String> attributes() {
    return attributes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IncomingEvent that
        && topic.equals(that.topic)
        && messageId.equals(that.messageId)
        && publishTime.equals(that.publishTime)
        && Arrays.equals(data, that.data)
        && attributes.equals(that.attributes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, messageId);
  }

  @Override
  public String toString() {
    return topic + " message " + messageId;
  }
}
