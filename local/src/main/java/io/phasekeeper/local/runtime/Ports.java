package io.phasekeeper.local.runtime;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.warehouse.Warehouse;

/**
 * What a local suite stands on: embedded databases, or Google's emulators with the real clients.
 */
public interface Ports extends AutoCloseable {
  /** Documents, as status and the command line name it. */
  String name();

  DocumentStore documents();

  Warehouse warehouse();

  Messages messages();

  /** Makes a topic if it is not there. */
  void createTopic(String topic);

  /** Makes a subscription of a topic that exists, or opens the one of that name. */
  Subscription subscribe(String name, String topic);

  /** Ends everything that was opened. Twice is the same as once. */
  @Override
  void close();
}
