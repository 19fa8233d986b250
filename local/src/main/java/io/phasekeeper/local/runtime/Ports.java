package io.phasekeeper.local.runtime;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.warehouse.TableWriter;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.util.Optional;

/**
 * What a local suite stands on: embedded databases, or Google's emulators with the real clients.
 */
public interface Ports extends AutoCloseable {
  /** For people: {@code H2 and DuckDB in DIR}. */
  String description();

  DocumentStore documents();

  Warehouse warehouse();

  /** The tables as the simulated world writes them. */
  TableWriter tables();

  Messages messages();

  /** Files as functions see them. */
  FileStore files();

  /**
   * What the simulated world does to a file: it has this content from now on; none: it is there no
   * more.
   */
  void file(String uri, Instant written, Optional<String> content);

  /** What calls to services go through: those on this machine. */
  default CallPorts calls() {
    return LocalCalls.ofThisProcess();
  }

  /** Makes a topic if it is not there. */
  void createTopic(String topic);

  /** Makes a subscription of a topic that exists, or opens the one of that name. */
  Subscription subscribe(String name, String topic);

  /** Delivers a message once more, under its own id, to one subscription of its topic. */
  void deliverAgain(String subscription, String messageId);

  /** When the next message is due, taken ones included; none if nothing waits. */
  Optional<Instant> nextDue();

  /** The id of the newest message that was published, to any topic; "" if there is none. */
  String lastMessageId();

  /**
   * What a process that is gone had taken and not acknowledged is due now. Only for the one process
   * that delivers.
   */
  void releaseTaken();

  /** Ends everything that was opened. Twice is the same as once. */
  @Override
  void close();
}
