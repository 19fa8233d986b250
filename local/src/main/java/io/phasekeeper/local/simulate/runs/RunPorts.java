package io.phasekeeper.local.simulate.runs;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.run.StoredRun;
import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The ports as the cleanup reaches them: with the faults of the day, and watched. */
final class RunPorts implements DocumentStore, Messages {
  /** The process of the cleanup dies. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What is to happen in one tick. */
  record Orders(Optional<RunItem.Death> death, Optional<Meanwhile> meanwhile, boolean conflict) {
    static final Orders NONE = new Orders(Optional.empty(), Optional.empty(), false);
  }

  /** Something else that runs between two calls. */
  record Meanwhile(int call, Runnable work) {}

  private final RunPlan plan;
  private final MemoryDocumentStore stored;
  private final RunWorld world;
  private final RunSeen seen;
  private Instant now;
  private Orders orders = Orders.NONE;
  private int calls;
  private boolean conflictIsDue;
  private boolean disturbed;
  private final Map<DocumentPath, Instant> dues = new HashMap<>();

  RunPorts(RunPlan plan, MemoryDocumentStore stored, RunWorld world, RunSeen seen) {
    this.plan = plan;
    this.stored = stored;
    this.world = world;
    this.seen = seen;
    this.now = plan.begins();
  }

  Instant now() {
    return now;
  }

  void begin(Instant at, Orders theirs) {
    now = at;
    orders = theirs;
    calls = 0;
    conflictIsDue = theirs.conflict();
    disturbed = false;
  }

  /** Whether a port did not do what it was asked since the tick began. */
  boolean disturbed() {
    return disturbed;
  }

  private void fault(String kind) {
    seen.fault(kind);
    disturbed = true;
  }

  @CanIgnoreReturnValue
  private <T> T call(Supplier<T> effect) {
    calls++;
    Optional<Meanwhile> meanwhile = orders.meanwhile().filter(m -> m.call() == calls);
    if (meanwhile.isPresent()) {
      fault("two ticks at once");
      Orders outer = orders;
      int outerCalls = calls;
      orders = Orders.NONE;
      meanwhile.get().work().run();
      orders = outer;
      calls = outerCalls;
    }
    Optional<RunItem.Death> death = orders.death().filter(d -> d.call() == calls);
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
    return call(
        () -> {
          boolean mine = stored.create(path, fields);
          if (mine) {
            decided(path);
            due(path);
          }
          return mine;
        });
  }

  @Override
  public void merge(DocumentPath path, List<FieldChange> changes) {
    call(
        () -> {
          stored.merge(path, changes);
          due(path);
          return true;
        });
  }

  @Override
  public boolean compareAndSet(Document document, List<FieldChange> changes) {
    return call(
        () -> {
          if (conflictIsDue) {
            conflictIsDue = false;
            fault("store conflict");
            return false;
          }
          boolean set = stored.compareAndSet(document, changes);
          if (set) {
            decided(document.path());
            due(document.path());
          }
          return set;
        });
  }

  /** The due times that stand in the documents of runs. */
  List<Instant> dues() {
    return List.copyOf(dues.values());
  }

  private void due(DocumentPath path) {
    if (path.collection().equals(StoredRun.COLLECTION)) {
      Optional<Instant> due = stored.get(path).flatMap(d -> d.field("due_at", Instant.class));
      due.ifPresentOrElse(at -> dues.put(path, at), () -> dues.remove(path));
    }
  }

  private void decided(DocumentPath path) {
    if (path.collection().equals(StoredRun.COLLECTION)) {
      Map<String, Object> fields = stored.get(path).orElseThrow().fields();
      if ("pending".equals(fields.get("state"))) {
        seen.decided.add(
            new RunSeen.Decided(
                String.valueOf(fields.get("run_id")),
                Boolean.TRUE.equals(fields.get("reconciles")),
                now,
                fields));
      }
    }
  }

  @Override
  public void delete(DocumentPath path) {
    call(
        () -> {
          stored.delete(path);
          return true;
        });
  }

  @Override
  public String publish(String topic, OutgoingMessage message) {
    return call(() -> "published");
  }

  // --- Tables
  // -------------------------------------------------------------------------------------

  /** The run history and the tables of the day, as far as the warehouse answers. */
  Warehouse warehouse() {
    return new Tables();
  }

  private final class Tables extends AskedWarehouse {
    @Override
    protected <T> T ask(Function<Warehouse, T> question) {
      return call(
          () -> {
            boolean down =
                plan.all(RunItem.WarehouseDown.class).stream()
                    .anyMatch(d -> d.trouble().orElseThrow().covers(now));
            if (down) {
              fault("warehouse outage");
              throw failure(PortFailure.Kind.UNAVAILABLE, "no answer: the day wants it");
            }
            return question.apply(world.history());
          });
    }

    @Override
    public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
      return ask(history -> world.rowCounts(table, from, to));
    }

    @Override
    public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
      return ask(history -> world.calendar(from, to));
    }

    @Override
    public List<Measured> measure(Measure question) {
      return ask(history -> world.measured(question));
    }

    @Override
    public List<KeyCount> keyCounts(
        TableRef table, List<String> key, LocalDate from, LocalDate to) {
      return ask(history -> world.keys(table, from, to));
    }

    @Override
    public long endRun(String table, RunEnd end) {
      return ask(
          history -> {
            if (world.streams(end.runId())) {
              fault("change of a streamed row");
              throw failure(PortFailure.Kind.STREAMING, "the row was streamed just now");
            }
            return change(end, () -> history.endRun(table, end));
          });
    }

    @Override
    public long appendRunEnd(String table, RunEnd end) {
      return ask(history -> change(end, () -> history.appendRunEnd(table, end)));
    }
  }

  private static PortFailure failure(PortFailure.Kind kind, String what) {
    return new PortFailure(PortFailure.Service.BIGQUERY, kind, what);
  }

  private long change(RunEnd end, LongSupplier change) {
    Optional<RunItem.Refusal> refusal =
        plan.all(RunItem.ChangesRefused.class).stream()
            .filter(r -> r.trouble().orElseThrow().covers(now))
            .map(RunItem.ChangesRefused::how)
            .findFirst();
    if (refusal.filter(RunItem.Refusal.BUSY::equals).isPresent()) {
      fault("refused change");
      throw failure(PortFailure.Kind.BUSY, "too much is changing: the day wants it");
    }
    long changed = change.getAsLong();
    if (changed > 0) {
      seen.written.add(new RunSeen.Written(end, now));
    }
    if (refusal.isPresent()) {
      fault("answer to a change lost");
      throw failure(PortFailure.Kind.UNAVAILABLE, "the answer is lost: the day wants it");
    }
    return changed;
  }

  @Override
  public String toString() {
    return "the ports of day " + plan.number();
  }
}
