package io.phasekeeper.local.play;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.local.replay.BrokenThings;
import io.phasekeeper.local.replay.OurDocuments;
import io.phasekeeper.local.replay.OurWarehouse;
import io.phasekeeper.local.replay.Watch;
import io.phasekeeper.local.runtime.Ports;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.warehouse.TableWriter;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.util.Optional;

/** The ports as the suite of a play has them: with the scenario's faults, and watched. */
public final class BrokenPorts implements Ports {
  private final Ports real;
  private final BrokenThings broken;
  private final DocumentStore documents;
  private final Warehouse warehouse;

  public BrokenPorts(Ports real, BrokenThings broken, Watch watch) {
    this.real = real;
    this.broken = broken;
    this.documents = new OurDocuments(real.documents(), broken, watch);
    this.warehouse = new OurWarehouse(real.warehouse(), broken, watch);
  }

  @Override
  public String description() {
    return real.description();
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public Warehouse warehouse() {
    return warehouse;
  }

  @Override
  public FileStore files() {
    return real.files();
  }

  @Override
  public void file(String uri, Instant written, Optional<String> content) {
    real.file(uri, written, content);
  }

  @Override
  public TableWriter tables() {
    return real.tables();
  }

  @Override
  public Messages messages() {
    return (topic, message) -> {
      broken.beforePublish();
      String id = real.messages().publish(topic, message);
      broken.written();
      return id;
    };
  }

  @Override
  public void createTopic(String topic) {
    real.createTopic(topic);
  }

  @Override
  public Subscription subscribe(String name, String topic) {
    return real.subscribe(name, topic);
  }

  @Override
  public void deliverAgain(String subscription, String messageId) {
    real.deliverAgain(subscription, messageId);
  }

  @Override
  public Optional<Instant> nextDue() {
    return real.nextDue();
  }

  @Override
  public String lastMessageId() {
    return real.lastMessageId();
  }

  @Override
  public void releaseTaken() {
    real.releaseTaken();
  }

  @Override
  public void close() {
    real.close();
  }
}
