package io.phasekeeper.local.desk;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.message.OutgoingMessage;

/**
 * Where no test event can be sent.
 *
 * @param why what the person is told
 */
public record NoSending(String why) implements Sending {
  @Override
  public Answer send(String topic, OutgoingMessage message) throws CannotLook {
    throw new CannotLook(why);
  }

  @Override
  public Answer call(String function, String path) throws CannotLook {
    throw new CannotLook(why);
  }
}
