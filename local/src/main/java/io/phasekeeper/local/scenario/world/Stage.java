package io.phasekeeper.local.scenario.world;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Fault;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.warehouse.TableWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a world acts on: the stores, topics and instances of whoever plays the scenario. What the
 * world does here never fails with our own faults.
 */
public interface Stage {
  DocumentStore documents();

  TableWriter tables();

  /**
   * A file has this content from now on; none: it is there no more.
   *
   * @param written when it was
   */
  default void file(String uri, Instant written, Optional<String> content) {}

  /** Publishes a message of the world's own programs. */
  void publish(String topic, OutgoingMessage message);

  /** Delivers the last message that reached us once more, under its own id. */
  void deliverAgain(boolean otherSubscription);

  /** Does what somebody asks for on the command line. */
  void operate(Change.Operator action);

  /** Begins a backfill, as the command would. */
  default void backfill(Change.Backfill backfill) {}

  /** Starts every instance of ours anew. */
  void restart();

  /** Breaks these things, and mends all others. */
  void faults(Set<Fault> faults);

  /** Ticks one of our timers, whether or not it is due. */
  void tick(String function);

  /**
   * Something that only functions see which are not built yet: channels, scheduler jobs and their
   * logs, dead letters, backlogs.
   */
  default void elsewhere(Change change) {}
}
