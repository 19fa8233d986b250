package io.phasekeeper.local.simulate.heal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.Pause;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.Warehouse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The ports as the healing reaches them: with the faults of the day, and watched. */
final class HealPorts implements DocumentStore, Messages, ServiceClient {
  /** The process of the healing dies. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What is to happen in one tick. */
  record Orders(
      Optional<HealItem.Death> death,
      Optional<Meanwhile> meanwhile,
      Optional<HealItem.StoreFails> storeFails,
      boolean conflict) {
    static final Orders NONE =
        new Orders(Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /** Something else that runs between two calls. */
  record Meanwhile(int call, Runnable work) {}

  private final HealPlanned plan;
  private final MemoryDocumentStore stored;
  private final HealWorld world;
  private final HealSeen seen;
  private final HealWatch watch;
  private final HealWorkers workers;
  private final HealTables tables;
  private Instant now;
  private Orders orders = Orders.NONE;
  private int calls;
  private int storeCalls;
  private int tick;
  private boolean conflictIsDue;
  private boolean disturbed;

  HealPorts(HealPlanned plan, MemoryDocumentStore stored, HealWorld world, HealSeen seen) {
    this.plan = plan;
    this.stored = stored;
    this.world = world;
    this.seen = seen;
    this.watch = new HealWatch(seen);
    this.workers = new HealWorkers(plan, world, stored, seen);
    this.tables = new HealTables(world);
    this.now = plan.begins();
  }

  /** What our clock shows. */
  Instant clock() {
    return now.plus(plan.skew(now));
  }

  void begin(Instant at, Orders theirs) {
    now = at;
    orders = theirs;
    calls = 0;
    storeCalls = 0;
    tick++;
    conflictIsDue = theirs.conflict();
    disturbed = false;
  }

  /** Whether a port did not do what it was asked since the tick began. */
  boolean disturbed() {
    return disturbed;
  }

  HealWatch watch() {
    return watch;
  }

  private void fault(String kind) {
    seen.fault(kind);
    disturbed = true;
    seen.disturbed.add(tick);
  }

  @CanIgnoreReturnValue
  private <T> T call(Supplier<T> effect) {
    calls++;
    Optional<Meanwhile> meanwhile = orders.meanwhile().filter(m -> m.call() == calls);
    if (meanwhile.isPresent()) {
      fault("two ticks at once");
      Orders outer = orders;
      int outerCalls = calls;
      int outerTick = tick;
      orders = Orders.NONE;
      tick = -outerTick;
      seen.disturbed.add(tick);
      meanwhile.get().work().run();
      orders = outer;
      calls = outerCalls;
      tick = outerTick;
    }
    Optional<HealItem.Death> death = orders.death().filter(d -> d.call() == calls);
    if (death.isPresent()) {
      if (death.get().afterEffect()) {
        var unused = effect.get();
      }
      fault(death.get().afterEffect() ? "death after a call" : "death before a call");
      seen.deaths.add(now);
      throw new Died();
    }
    return effect.get();
  }

  // --- Documents

  @CanIgnoreReturnValue
  private <T> T store(Supplier<T> effect) {
    return call(
        () -> {
          storeCalls++;
          Optional<HealItem.StoreFails> fails =
              orders.storeFails().filter(f -> f.call() == storeCalls);
          if (fails.isEmpty()) {
            return effect.get();
          }
          if (fails.get().afterEffect()) {
            var unused = effect.get();
          }
          fault(fails.get().afterEffect() ? "answer of the store lost" : "store failure");
          throw new PortFailure(
              PortFailure.Service.FIRESTORE,
              PortFailure.Kind.UNAVAILABLE,
              "no answer of the store: the day wants it");
        });
  }

  @Override
  public Optional<Document> get(DocumentPath path) {
    return store(() -> stored.get(path));
  }

  @Override
  public Map<DocumentPath, Document> getAll(List<DocumentPath> paths) {
    return store(() -> stored.getAll(paths));
  }

  @Override
  public List<Document> query(DocumentQuery query) {
    return store(() -> stored.query(query));
  }

  @Override
  public boolean create(DocumentPath path, Map<String, Object> fields) {
    return store(
        () -> {
          boolean mine = stored.create(path, fields);
          if (mine) {
            watch.written(Optional.empty(), stored.get(path).orElseThrow(), now, tick);
          }
          return mine;
        });
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    store(
        () -> {
          Optional<Document> before = stored.get(path);
          stored.merge(path, changes);
          watch.written(before, stored.get(path).orElseThrow(), now, tick);
          return true;
        });
  }

  @Override
  public boolean compareAndSet(Document document, List<FieldChange> changes) {
    return store(
        () -> {
          if (conflictIsDue) {
            conflictIsDue = false;
            fault("store conflict");
            return false;
          }
          Optional<Document> before = stored.get(document.path());
          boolean set = stored.compareAndSet(document, changes);
          if (set) {
            watch.written(before, stored.get(document.path()).orElseThrow(), now, tick);
          }
          return set;
        });
  }

  @Override
  public void delete(DocumentPath path) {
    store(
        () -> {
          stored.delete(path);
          return true;
        });
  }

  // --- Calls

  @Override
  public String publish(String topic, OutgoingMessage message) {
    return call(() -> workers.published(topic, message, now, tick));
  }

  @Override
  public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
    return call(() -> workers.posted(audience.getHost(), json, now, tick));
  }

  @Override
  public Optional<Answer> runJob(String job, Duration limit) {
    return call(() -> workers.run(job, now, tick));
  }

  CallPorts calls() {
    return new CallPorts(this, HealPorts::variable, Pause.NONE, () -> 0);
  }

  private static Optional<String> variable(String name) {
    return switch (name) {
      case "SIM_ANALYTICS_URL" -> Optional.of("https://analytics");
      case "SIM_PRECOMPUTE_URL" -> Optional.of("https://precompute");
      case "PHASEKEEPER_RUN_REGION" -> Optional.of("nowhere1");
      default -> Optional.empty();
    };
  }

  // --- Tables

  /** The tables of the day, as far as the warehouse answers. */
  Warehouse warehouse() {
    return tables.behind(this::asked);
  }

  private void asked() {
    call(
        () -> {
          boolean down =
              plan.all(HealItem.WarehouseDown.class).stream()
                  .anyMatch(d -> d.trouble().orElseThrow().covers(now));
          if (down) {
            fault("warehouse outage");
            throw new PortFailure(
                PortFailure.Service.BIGQUERY,
                PortFailure.Kind.UNAVAILABLE,
                "no answer: the day wants it");
          }
          return true;
        });
  }

  @Override
  public String toString() {
    return "the ports of day " + plan.number() + " at " + world.now();
  }
}
