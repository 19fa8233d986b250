package io.phasekeeper.run;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.transition.Night;
import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A night's runs and beats, told in their own words; the cleanup ticks every five minutes. */
final class RunNight {
  static final String HISTORY = "nba_reference.processor_run_history";
  static final String SUMMARY = "PlayerGameSummaryProcessor";
  static final LocalDate DATE = Night.DATE;

  final Night night;
  private RunCleanup cleanup;

  RunNight() {
    this(Map.of());
  }

  RunNight(Map<String, ?> settings) {
    this.night = new Night(settings);
    this.cleanup = new RunCleanup(night);
  }

  /** Every instance starts anew. */
  @CanIgnoreReturnValue
  RunNight restart() {
    cleanup = new RunCleanup(night);
    return this;
  }

  Instant now() {
    return night.clock.instant();
  }

  @CanIgnoreReturnValue
  RunNight passes(Duration time) {
    night.clock.add(time);
    return this;
  }

  @CanIgnoreReturnValue
  RunReport sweeps() {
    return cleanup.sweep();
  }

  /** Ticks every five minutes for so long; returns the last tick's report. */
  @CanIgnoreReturnValue
  RunReport sweepsFor(Duration time) {
    Optional<RunReport> last = Optional.empty();
    for (long i = 0; i < time.toMinutes() / 5; i++) {
      night.clock.add(Duration.ofMinutes(5));
      last = Optional.of(sweeps());
    }
    return last.orElseThrow();
  }

  /** As {@link #sweepsFor}, while a run beats every minute. */
  @CanIgnoreReturnValue
  RunReport sweepsWhileBeating(Duration time, String processor, String id, boolean moves) {
    Optional<RunReport> last = Optional.empty();
    for (long minute = 1; minute <= time.toMinutes(); minute++) {
      night.clock.add(Duration.ofMinutes(1));
      beats(processor, id, moves ? minute : 7);
      if (minute % 5 == 0) {
        last = Optional.of(sweeps());
      }
    }
    return last.orElseThrow();
  }

  Map<String, Object> row(String processor, String id, String status) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("processor_name", processor);
    row.put("run_id", id);
    row.put("status", status);
    row.put("data_date", DATE);
    row.put("started_at", now());
    row.put("phase", "phase_3_analytics");
    return row;
  }

  void begins(String processor, String id) {
    writes(row(processor, id, "running"));
  }

  void ends(String processor, String id, String status) {
    Map<String, Object> row = row(processor, id, status);
    row.put("started_at", now().minusSeconds(600));
    row.put("processed_at", now());
    writes(row);
  }

  void writes(Map<String, Object> row) {
    night.tables.append(HISTORY, List.of(row));
  }

  void beats(String processor, String id, long progress) {
    beats(processor + "_" + DATE + "_" + id, processor, id, progress, now());
  }

  void beats(String documentId, String processor, String id, long progress, Instant at) {
    night.stored.merge(
        new DocumentPath("processor_heartbeats", documentId),
        List.of(
            FieldChange.set("processor_name", processor),
            FieldChange.set("run_id", id),
            FieldChange.set("data_date", DATE.toString()),
            FieldChange.set("last_heartbeat", at),
            FieldChange.set("status", "running"),
            FieldChange.set("progress", progress),
            FieldChange.set("total", 500L)));
  }

  /** From now on the run history refuses to be changed, or does not. */
  void refusesChanges(boolean busy) {
    night.with(
        new AskedWarehouse() {
          @Override
          protected <T> T ask(Function<Warehouse, T> question) {
            return question.apply(night.tables);
          }

          @Override
          public long endRun(String table, RunEnd end) {
            if (busy) {
              throw new PortFailure(
                  PortFailure.Service.BIGQUERY, PortFailure.Kind.BUSY, "too much is changing");
            }
            return night.tables.endRun(table, end);
          }
        });
  }

  /** From now on findings cannot be stored, or can. */
  void losesFindings(boolean loses) {
    DocumentStore losing =
        (DocumentStore)
            Proxy.newProxyInstance(
                RunNight.class.getClassLoader(),
                new Class<?>[] {DocumentStore.class},
                (proxy, method, arguments) -> {
                  if (loses
                      && arguments[0] instanceof DocumentPath path
                      && path.collection().equals(FindingBook.COLLECTION)) {
                    throw new PortFailure(
                        PortFailure.Service.FIRESTORE, PortFailure.Kind.UNAVAILABLE, "no answer");
                  }
                  try {
                    return method.invoke(night.stored, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    night.with(losing, night.sent);
    var unused = restart();
  }

  Run run(String id) {
    return Run.of(rowsOf(id));
  }

  /** Every row of a run. */
  List<RunRow> rowsOf(String id) {
    return night.tables.rowsOfRuns(HISTORY, DATE.minusDays(60), DATE.plusDays(60), List.of(id));
  }

  /** The columns of the row that ended a run. */
  Map<String, Object> end(String id) {
    return night.tables.rows(HISTORY, DATE).stream()
        .filter(row -> id.equals(row.get("run_id")) && row.get("processed_at") != null)
        .findFirst()
        .orElseThrow();
  }

  Map<String, Object> stored(String id) {
    return night
        .stored
        .get(StoredRun.path(night.pipeline(), id))
        .map(Document::fields)
        .orElse(Map.of());
  }

  List<Document> everyStored() {
    return night.stored.query(DocumentQuery.in(StoredRun.COLLECTION, 1_000));
  }
}
