package io.phasekeeper.effect;

import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.settings.Mode;

/**
 * Stands before every publish and call, and every write into what others read: in {@code shadow}
 * nothing goes through, while all is decided and recorded as if it did.
 */
public final class Effects {
  private final Messages messages;
  private final Mode mode;

  public Effects(Messages messages, Mode mode) {
    this.messages = messages;
    this.mode = mode;
  }

  public Mode mode() {
    return mode;
  }

  /**
   * Publishes, or does nothing in shadow.
   *
   * @return whether it was published, and acknowledged
   * @throws io.phasekeeper.outcome.PortFailure if it was not acknowledged
   * @throws IllegalStateException when stopped: then nothing is decided that could be published
   */
  public boolean publish(String topic, OutgoingMessage message) {
    return switch (mode) {
      case ON -> {
        messages.publish(topic, message);
        yield true;
      }
      case SHADOW -> false;
      case STOPPED -> throw new IllegalStateException("stopped: nothing may be published");
    };
  }

  /**
   * Whether services may be called, and jobs run; in shadow nothing is.
   *
   * @throws IllegalStateException when stopped: then nothing is decided that could be called
   */
  public boolean mayCall() {
    return switch (mode) {
      case ON -> true;
      case SHADOW -> false;
      case STOPPED -> throw new IllegalStateException("stopped: nothing may be called");
    };
  }

  /** Whether fields that other people's code reads may be written. */
  public boolean writesForOthers() {
    return switch (mode) {
      case ON, STOPPED -> true;
      case SHADOW -> false;
    };
  }
}
