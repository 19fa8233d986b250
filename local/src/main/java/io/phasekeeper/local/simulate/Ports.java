package io.phasekeeper.local.simulate;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.Transitions;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerOutbox;
import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The ports as our instances reach them: with the faults of the day, and watched. */
final class Ports implements DocumentStore, Messages {
  /** Few invocations make more port calls: only a full phase's last message, or a full tick. */
  private static final int LATE_CALL = 25;

  private final DayPlan plan;
  private final Pipeline pipeline;
  private final DayClock clock;
  private final MemoryDocumentStore stored;
  private final Warehouse tables;
  private final Observed seen;
  private final Consumer<OutgoingMessage> onPublish;
  private final List<Item.PublishFails> publishFails;
  private final List<Item.WarehouseDown> warehouseDown;
  private final Map<DocumentPath, Stall> stalled = new LinkedHashMap<>();
  private final WriteWatch watch;
  private Invocation now = Invocation.byPerson();

  Ports(
      DayPlan plan,
      Pipeline pipeline,
      DayClock clock,
      MemoryDocumentStore stored,
      Warehouse tables,
      Observed seen,
      Consumer<OutgoingMessage> onPublish) {
    this.onPublish = onPublish;
    this.plan = plan;
    this.pipeline = pipeline;
    this.clock = clock;
    this.stored = stored;
    this.tables = tables;
    this.seen = seen;
    this.watch = new WriteWatch(stored, clock, seen);
    this.publishFails = plan.all(Item.PublishFails.class);
    this.warehouseDown = plan.all(Item.WarehouseDown.class);
  }

  void begin(Invocation invocation) {
    now = invocation;
    seen.invocations++;
  }

  Invocation invocation() {
    return now;
  }

  /** What was written, and what of it a judgement may look at. */
  WriteWatch watch() {
    return watch;
  }

  private <T> T call(Supplier<T> effect) {
    now.calls++;
    for (Item.OtherWritesMeanwhile other : now.meanwhile) {
      if (other.call() == now.calls) {
        seen.fault("other writer meanwhile");
        seen.meanwhile.add(other);
        stored.merge(other.ledger(), List.of(FieldChange.set(other.field(), other.value())));
        watch.changes();
      }
    }
    if (now.death.isPresent() && now.death.get().call() == now.calls) {
      if (now.death.get().afterEffect()) {
        var unused = effect.get();
        seen.fault("death after a call");
      } else {
        seen.fault("death before a call");
      }
      throw died();
    }
    return effect.get();
  }

  private InstanceDied died() {
    if (now.calls > LATE_CALL) {
      seen.fault("death after 25 calls");
    }
    seen.deaths.add(clock.truth());
    now.disturbed = true;
    return new InstanceDied();
  }

  // --- Documents
  // ----------------------------------------------------------------------------------

  @Override
  public Optional<Document> get(DocumentPath path) {
    return call(() -> stored.get(path));
  }

  @Override
  public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
    return call(() -> stored.getAll(paths));
  }

  @Override
  public List<Document> query(DocumentQuery query) {
    return call(() -> stored.query(query));
  }

  @Override
  public boolean create(DocumentPath path, Map<String, Object> fields) {
    if (!path.collection().equals(TriggerId.COLLECTION)) {
      return call(
          () -> {
            boolean mine = stored.create(path, fields);
            watch.noteBeginning(path);
            return mine;
          });
    }
    if (now.stalls && !stalled.containsKey(path)) {
      stalled.put(
          path,
          new Stall(
              new Observed.Created(path, fields, clock.truth(), clock.instant(), now.kind),
              now.stallPublishes));
      seen.fault("stalled create");
      throw died();
    }
    Stall earlier = stalled.remove(path);
    if (earlier != null) {
      goesThrough(earlier);
    }
    return call(
        () ->
            created(new Observed.Created(path, fields, clock.truth(), clock.instant(), now.kind)));
  }

  /** A create that was decided earlier, and what its instance does then. */
  private record Stall(Observed.Created trigger, boolean publishes) {}

  private void goesThrough(Stall stall) {
    // One that only takes over what another orchestrator started has nothing to publish.
    boolean sends = stall.trigger().fields().get("parts") instanceof List<?> l && !l.isEmpty();
    if (created(stall.trigger()) && sends && stall.publishes()) {
      Invocation loser = now;
      now = new Invocation(Invocation.Kind.MESSAGE, Optional.empty(), false, false, List.of());
      Trigger trigger = Trigger.of(stored.get(stall.trigger().path()).orElseThrow());
      var published =
          new TriggerOutbox(this, pipeline)
              .publish(trigger, new Effects(this, Mode.ON), clock.instant(), watched(trigger));
      loser.disturbed |= published != TriggerOutbox.Published.ALL;
      now = loser;
    }
  }

  /** As our own publisher does, so that the sweep looks for the start half way. */
  private Optional<Duration> watched(Trigger trigger) {
    return pipeline
        .phase(trigger.id().phase())
        .start()
        .filter(Transition::watchStart)
        .map(transition -> Transitions.WATCH_HALF_WAY);
  }

  private boolean created(Observed.Created trigger) {
    boolean mine = stored.create(trigger.path(), trigger.fields());
    if (mine) {
      seen.created.add(trigger);
      if ("published".equals(trigger.fields().get("state"))) {
        watch.marked(trigger.path(), trigger.id());
      }
      watch.written(trigger.path(), false);
    }
    return mine;
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    call(
        () -> {
          Optional<Document> before = stored.get(path);
          stored.merge(path, changes);
          if (WriteWatch.isLedger(path) && now.kind == Invocation.Kind.MESSAGE) {
            watch.byMessage(path, changes, before);
          } else {
            watch.written(path, changes, repeats(path, changes));
          }
          return true;
        });
  }

  @Override
  public boolean compareAndSet(Document document, List<FieldChange> changes) {
    return call(
        () -> {
          if (now.conflictIsDue) {
            now.conflictIsDue = false;
            now.disturbed = true;
            seen.fault("store conflict");
            watch.changes();
            return false;
          }
          boolean repeats = repeats(document.path(), changes);
          boolean set = stored.compareAndSet(document, changes);
          if (set) {
            watch.written(document.path(), changes, repeats);
            watch.noteBeginning(document.path());
          }
          return set;
        });
  }

  @Override
  public void delete(DocumentPath path) {
    call(
        () -> {
          stored.delete(path);
          watch.changes();
          return true;
        });
  }

  private boolean repeats(DocumentPath path, List<FieldChange> changes) {
    return now.kind == Invocation.Kind.SWEEP && Notes.only(path, changes);
  }

  // --- Messages
  // -----------------------------------------------------------------------------------

  @Override
  public String publish(String topic, OutgoingMessage message) {
    return call(
        () -> {
          Instant at = clock.truth();
          Optional<Item.PublishFails> fails =
              publishFails.stream().filter(f -> f.covers(at)).findFirst();
          String id = message.attributes().getOrDefault("trigger_id", "");
          if (fails.isEmpty() || fails.get().published()) {
            onPublish.accept(message);
          }
          if (fails.isEmpty()) {
            seen.sent.add(new Observed.Sent(topic, id, message, at, true));
            return Integer.toString(seen.sent.size());
          }
          if (fails.get().published()) {
            seen.sent.add(new Observed.Sent(topic, id, message, at, false));
          }
          seen.fault(fails.get().published() ? "answer to a publish lost" : "publish failure");
          now.disturbed = true;
          throw new PortFailure(
              PortFailure.Service.PUBSUB,
              PortFailure.Kind.UNAVAILABLE,
              "the publish was not acknowledged: the day wants it");
        });
  }

  // --- Tables
  // -------------------------------------------------------------------------------------

  /** The tables of the day, as far as the warehouse answers. */
  Warehouse warehouse() {
    return new AskedWarehouse() {
      @Override
      protected <T> T ask(Function<Warehouse, T> question) {
        return call(
            () -> {
              if (down(clock.truth())) {
                seen.fault("warehouse outage");
                seen.refused++;
                now.refused++;
                now.disturbed = true;
                throw new PortFailure(
                    PortFailure.Service.BIGQUERY,
                    PortFailure.Kind.UNAVAILABLE,
                    "no answer: the day wants it");
              }
              return question.apply(tables);
            });
      }
    };
  }

  private boolean down(Instant at) {
    return warehouseDown.stream().anyMatch(d -> d.covers(at));
  }

  @Override
  public String toString() {
    return "the ports of day " + plan.number();
  }
}
