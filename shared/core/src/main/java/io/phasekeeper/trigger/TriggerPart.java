package io.phasekeeper.trigger;

import io.phasekeeper.message.OutgoingMessage;
import java.util.Map;

/**
 * One message of a trigger, as decided: every publish of it carries these bytes.
 *
 * @param id the trigger id, with {@code :table} behind it in a fan-out
 * @param json the message's data
 */
public record TriggerPart(String id, String topic, String json, Map<String, String> attributes) {
  public TriggerPart {
    attributes = Map.copyOf(attributes);
  }

  OutgoingMessage message() {
    return OutgoingMessage.json(json, attributes);
  }
}
