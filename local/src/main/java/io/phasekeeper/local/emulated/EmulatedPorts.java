package io.phasekeeper.local.emulated;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.emulator.EmulatorProcess;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.local.runtime.Ports;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.warehouse.TableWriter;
import io.phasekeeper.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Google's Pub/Sub and Firestore emulators with the real clients; the warehouse stays the embedded
 * one. What the emulators hold is gone when they end.
 */
public final class EmulatedPorts implements Ports {
  private static final String PROJECT = "phasekeeper-local";

  private final EmulatorProcess pubsub;
  private final EmulatorProcess firestore;
  private final FirestoreDocumentStore documents;
  private final EmulatedMessages messages;
  private final Ports embedded;

  private EmulatedPorts(
      EmulatorProcess pubsub,
      EmulatorProcess firestore,
      FirestoreDocumentStore documents,
      EmulatedMessages messages,
      Ports embedded) {
    this.pubsub = pubsub;
    this.firestore = firestore;
    this.documents = documents;
    this.messages = messages;
    this.embedded = embedded;
  }

  /**
   * Starts both emulators.
   *
   * @param folder where they write their logs
   * @param embedded gives the warehouse, and ends with this
   * @param othersPublish whether programs outside this process may publish too
   * @throws IOException saying what to install, or why one did not start
   */
  public static EmulatedPorts start(
      Path folder, Ports embedded, InstantSource clock, boolean othersPublish) throws IOException {
    LeftBehind.end(folder);
    CompletableFuture<EmulatorProcess> starting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return EmulatorProcess.start(GoogleEmulator.FIRESTORE, System.getenv(), folder);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
    EmulatorProcess pubsub;
    try {
      pubsub = EmulatorProcess.start(GoogleEmulator.PUBSUB, System.getenv(), folder);
    } catch (IOException e) {
      starting.thenAccept(EmulatorProcess::close).exceptionally(other -> null).join();
      throw e;
    }
    EmulatorProcess firestore;
    try {
      firestore = starting.join();
    } catch (CompletionException e) {
      pubsub.close();
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
    LeftBehind.note(folder, List.of(pubsub.handle(), firestore.handle()));
    return new EmulatedPorts(
        pubsub,
        firestore,
        FirestoreDocumentStore.open(PROJECT, Optional.of(firestore.host())),
        new EmulatedMessages(PROJECT, pubsub.host(), clock, othersPublish),
        embedded);
  }

  @Override
  public String description() {
    return "on the Pub/Sub emulator at "
        + pubsub.host()
        + " and the Firestore emulator at "
        + firestore.host()
        + ", which keep nothing over their end; tables in DuckDB";
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public Warehouse warehouse() {
    return embedded.warehouse();
  }

  @Override
  public FileStore files() {
    return embedded.files();
  }

  @Override
  public void file(String uri, Instant written, Optional<String> content) {
    embedded.file(uri, written, content);
  }

  @Override
  public TableWriter tables() {
    return embedded.tables();
  }

  @Override
  public Messages messages() {
    return messages;
  }

  @Override
  public void createTopic(String topic) {
    messages.createTopic(topic);
  }

  @Override
  public Subscription subscribe(String name, String topic) {
    return messages.subscribe(name, topic);
  }

  @Override
  public void deliverAgain(String subscription, String messageId) {
    messages.deliverAgain(subscription, messageId);
  }

  @Override
  public Optional<Instant> nextDue() {
    return messages.nextDue();
  }

  @Override
  public String lastMessageId() {
    return messages.newest();
  }

  @Override
  public void releaseTaken() {
    // A new emulator holds nothing that anybody had taken.
  }

  @Override
  public void close() {
    embedded.close();
    pubsub.close();
    firestore.close();
    // The clients would wait for calls that nobody answers any more, and nobody needs.
    Thread clients =
        new Thread(
            () -> {
              messages.close();
              documents.close();
            },
            "closing-clients");
    clients.setDaemon(true);
    clients.start();
  }
}
