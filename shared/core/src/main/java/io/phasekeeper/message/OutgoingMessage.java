package io.phasekeeper.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** A message to publish: data, and attributes for filters and for people. */
public final class OutgoingMessage {
  private final byte[] data;
  private final Map<String, String> attributes;

  public OutgoingMessage(byte[] data, Map<String, String> attributes) {
    this.data = data.clone();
    this.attributes = Map.copyOf(attributes);
  }

  public static OutgoingMessage json(String json, Map<String, String> attributes) {
    return new OutgoingMessage(json.getBytes(StandardCharsets.UTF_8), attributes);
  }

  public byte[] data() {
    return data.clone();
  }

  /** The data as UTF-8 text. */
  public String text() {
    return new String(data, StandardCharsets.UTF_8);
  }

  public Map<String, String> attributes() {
    return attributes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OutgoingMessage that
        && java.util.Arrays.equals(data, that.data)
        && attributes.equals(that.attributes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(java.util.Arrays.hashCode(data), attributes);
  }

  @Override
  public String toString() {
    return attributes + " " + text();
  }
}
