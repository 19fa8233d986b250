package io.phasekeeper.local.play;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.ServiceClient;
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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The ports as the suite of a play has them: with the scenario's faults, and watched. */
public final class BrokenPorts implements Ports {
  private final Ports real;
  private final CallPorts calls;
  private final BrokenThings broken;
  private final DocumentStore documents;
  private final Warehouse warehouse;

  /**
   * @param calls reach the services of the play
   */
  public BrokenPorts(Ports real, CallPorts calls, BrokenThings broken, Watch watch) {
    this.real = real;
    this.calls = calls;
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
  public CallPorts calls() {
    ServiceClient services = calls.services();
    return new CallPorts(
        new ServiceClient() {
          @Override
          public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
            return taken(services.post(target, audience, json, limit));
          }

          @Override
          public Optional<Answer> runJob(String job, Duration limit) {
            return taken(services.runJob(job, limit));
          }
        },
        calls.variables(),
        calls.pause(),
        calls.chance());
  }

  /** A call is an effect like a write: a crash may come right after it. */
  private Optional<ServiceClient.Answer> taken(Optional<ServiceClient.Answer> answer) {
    broken.written();
    return answer;
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
