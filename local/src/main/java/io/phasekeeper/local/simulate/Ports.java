package io.phasekeeper.local.simulate;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The ports as our instances reach them: with the faults of the day, and watched. */
final class Ports implements DocumentStore, Messages {
  private static final String NOT_BEGUN = ":" + FindingKind.PHASE_NOT_BEGUN.word() + ":";

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
  private final Map<DocumentPath, Instant> dues = new HashMap<>();
  private Invocation now = Invocation.byPerson();

  /** Whether something was written since it was last asked that a judgement may look at. */
  private boolean changed;

  /** Ledgers in which the message that is being worked on left something undecided. */
  private final Set<DocumentPath> undecided = new HashSet<>();

  /** Open findings that a phase was not begun: the tick after its first completion closes them. */
  private final Set<DocumentPath> notBegun = new HashSet<>();

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

  boolean takeChanged() {
    boolean was = changed || !undecided.isEmpty();
    changed = false;
    undecided.clear();
    return was;
  }

  /** Whether a message may be news to the watch over phases that nobody began. */
  boolean anyNotBegun() {
    return !notBegun.isEmpty();
  }

  /** The earliest due time that stands in any document. */
  Optional<Instant> earliestDue() {
    Instant earliest = null;
    for (Instant due : dues.values()) {
      if (earliest == null || due.isBefore(earliest)) {
        earliest = due;
      }
    }
    return Optional.ofNullable(earliest);
  }

  private <T> T call(Supplier<T> effect) {
    now.calls++;
    for (Item.OtherWritesMeanwhile other : now.meanwhile) {
      if (other.call() == now.calls) {
        seen.fault("other writer meanwhile");
        seen.meanwhile.add(other);
        stored.merge(other.ledger(), List.of(FieldChange.set(other.field(), other.value())));
        changed = true;
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
            noteBeginning(path);
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
              .publish(trigger, new Effects(this, Mode.ON), clock.instant(), watch(trigger));
      loser.disturbed |= published != TriggerOutbox.Published.ALL;
      now = loser;
    }
  }

  /** As our own publisher does, so that the sweep looks for the start half way. */
  private Optional<Duration> watch(Trigger trigger) {
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
        marked(trigger.path(), trigger.id());
      }
      written(trigger.path(), false);
    }
    return mine;
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    call(
        () -> {
          Optional<Document> before = stored.get(path);
          stored.merge(path, changes);
          if (isLedger(path) && now.kind == Invocation.Kind.MESSAGE) {
            byMessage(path, changes, before);
          } else {
            written(path, changes, repeats(path, changes));
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
            changed = true;
            return false;
          }
          boolean repeats = repeats(document.path(), changes);
          boolean set = stored.compareAndSet(document, changes);
          if (set) {
            written(document.path(), changes, repeats);
            noteBeginning(document.path());
          }
          return set;
        });
  }

  @Override
  public void delete(DocumentPath path) {
    call(
        () -> {
          stored.delete(path);
          changed = true;
          return true;
        });
  }

  private boolean repeats(DocumentPath path, List<FieldChange> changes) {
    return now.kind == Invocation.Kind.SWEEP && Notes.only(path, changes);
  }

  /**
   * A message merges its report, which is undecided until its own judgement of that ledger is
   * noted: then the next tick would find the same, and need not come. What it brings twice is no
   * news. Whatever else it writes, such as an own key that it mends, the tick has to look at.
   */
  private void byMessage(
      DocumentPath ledger, List<FieldChange> changes, Optional<Document> before) {
    written(ledger, changes, true);
    if (Notes.decided(changes)) {
      undecided.remove(ledger);
    } else if (!before.map(Document::fields).equals(stored.get(ledger).map(Document::fields))) {
      undecided.add(ledger);
    }
  }

  private static boolean isLedger(DocumentPath path) {
    return path.collection().endsWith("_completion");
  }

  private void noteBeginning(DocumentPath path) {
    if (path.collection().equals(FindingBook.COLLECTION) && path.id().contains(NOT_BEGUN)) {
      boolean open =
          stored.get(path).filter(d -> "open".equals(d.fields().get("state"))).isPresent();
      boolean unused = open ? notBegun.add(path) : notBegun.remove(path);
    }
  }

  private void written(DocumentPath path, List<FieldChange> changes, boolean repeats) {
    for (FieldChange change : changes) {
      String name = change.path().names().get(0);
      boolean trigger = path.collection().equals(TriggerId.COLLECTION);
      boolean published =
          trigger && name.equals("state") && change.value().filter("published"::equals).isPresent();
      if (published) {
        marked(path, stored.get(path).flatMap(d -> d.field("trigger_id", String.class)).orElse(""));
      } else if (name.equals("_triggered")
          && change.value().filter(Boolean.TRUE::equals).isPresent()) {
        marked(
            path, stored.get(path).flatMap(d -> d.field("_trigger_id", String.class)).orElse(""));
      }
    }
    written(path, repeats);
  }

  private void marked(DocumentPath path, String id) {
    seen.marked.add(new Observed.Marked(path, id, seen.sent.size(), clock.truth()));
  }

  private void written(DocumentPath path, boolean repeats) {
    boolean trigger = path.collection().equals(TriggerId.COLLECTION);
    if (!trigger && !isLedger(path)) {
      return;
    }
    changed |= !repeats;
    Optional<Instant> due =
        stored.get(path).flatMap(d -> d.field(trigger ? "due_at" : "_due_at", Instant.class));
    if (due.isPresent()) {
      dues.put(path, due.get());
    } else {
      dues.remove(path);
    }
  }

  // --- Messages
  // -----------------------------------------------------------------------------------

  @Override
  public String publish(String topic, OutgoingMessage message) {
    return call(
        () -> {
          Instant at = clock.truth();
          Optional<Item.PublishFails> fails =
              publishFails.stream()
                  .filter(f -> !at.isBefore(f.from()) && at.isBefore(f.until()))
                  .findFirst();
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
    return warehouseDown.stream().anyMatch(d -> !at.isBefore(d.from()) && at.isBefore(d.until()));
  }

  @Override
  public String toString() {
    return "the ports of day " + plan.number();
  }
}
