package io.phasekeeper.monitor;

import com.google.gson.Gson;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The latest result of every watch and date, {@code phasekeeper_gates/{pipeline}:{gate}:{date}},
 * with the time of its next look; and its history, one row per new result, in the pipeline's table.
 * A row that could not be appended waits in its document.
 */
public final class GateBook {
  public static final String COLLECTION = "phasekeeper_gates";

  /** Results are kept so long after their date. */
  static final Duration KEPT = Duration.ofDays(90);

  /** More waiting rows than this are a table that is gone for days; the oldest are dropped. */
  static final int MOST_WAITING = 100;

  static final int MOST_DUE = 300;
  private static final int READ_AT_ONCE = 200;
  private static final Gson GSON = new Gson();

  private final DocumentStore documents;
  private final Pipeline pipeline;

  /** Documents that this instance knows to exist. */
  private final Set<DocumentPath> known = ConcurrentHashMap.newKeySet();

  GateBook(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  private DocumentPath path(Watch watch, LocalDate date) {
    return new DocumentPath(
        COLLECTION, pipeline.id() + ":" + watch.name().replace('/', '∕') + ":" + date);
  }

  /** Makes sure that every watch and date has its document; a new one is due at once. */
  void plan(List<Watch> watches, LocalDate today, Instant now) {
    Map<DocumentPath, Map<String, Object>> wanted = new LinkedHashMap<>();
    for (Watch watch : watches) {
      for (LocalDate date : watch.dates(today)) {
        DocumentPath path = path(watch, date);
        if (!known.contains(path)) {
          wanted.put(path, planned(watch, date, now));
        }
      }
    }
    if (known.size() > 20_000) {
      known.clear();
    }
    List<DocumentPath> paths = List.copyOf(wanted.keySet());
    for (int from = 0; from < paths.size(); from += READ_AT_ONCE) {
      List<DocumentPath> some = paths.subList(from, Math.min(paths.size(), from + READ_AT_ONCE));
      Map<DocumentPath, Document> there = documents.getAll(some);
      for (DocumentPath path : some) {
        if (there.containsKey(path) || created(path, wanted.getOrDefault(path, Map.of()))) {
          known.add(path);
        }
      }
    }
  }

  /** Whoever created it: it is there. */
  private boolean created(DocumentPath path, Map<String, Object> fields) {
    return documents.create(path, fields) || documents.get(path).isPresent();
  }

  private Map<String, Object> planned(Watch watch, LocalDate date, Instant now) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("gate", watch.name());
    fields.put("kind", watch.kind());
    fields.put("about", watch.about());
    fields.put("date", date.toString());
    fields.put("verdict", Observation.State.WAITING.word());
    fields.put("explanation", "not looked at yet");
    fields.put("due_at", now);
    fields.put("policy_hash", pipeline.hash());
    fields.put("expires_at", date.atStartOfDay(pipeline.zone()).toInstant().plus(KEPT));
    return fields;
  }

  /** What is to be looked at, the longest due first. */
  List<Document> due(Instant now) {
    return documents.query(
        DocumentQuery.in(COLLECTION, MOST_DUE)
            .where("pipeline", Operator.EQUAL, pipeline.id())
            .where("due_at", Operator.AT_MOST, now)
            .orderedBy("due_at"));
  }

  /**
   * Keeps what a look came to. If another tick was faster, its result stands.
   *
   * @param next when to look again; none: not at all
   */
  void keep(Document before, Watch watch, Observation seen, Instant now, Optional<Instant> next) {
    boolean judged =
        seen.state() != Observation.State.WAITING && seen.state() != Observation.State.LEFT_OUT;
    boolean changed = !seen.state().word().equals(before.fields().get("verdict"));
    boolean news = judged && (changed || !sameNumbers(before, seen));
    List<FieldChange> changes = new ArrayList<>();
    set(changes, "verdict", Optional.of(seen.state().word()));
    set(changes, "observed", seen.observed());
    set(changes, "wanted", seen.wanted());
    set(changes, "explanation", Optional.of(seen.explanation()));
    set(changes, "evidence", Optional.of(seen.evidence()));
    set(changes, "checked_at", Optional.of(now));
    if (changed) {
      set(changes, "changed_at", Optional.of(now));
    }
    set(changes, "due_at", next);
    if (seen.onceNewer().isPresent()) {
      set(changes, "once_newer", seen.onceNewer());
    }
    set(changes, "policy_hash", Optional.of(pipeline.hash()));
    if (news && pipeline.gateResults().isPresent()) {
      List<Object> waiting = new ArrayList<>(waiting(before));
      waiting.add(row(before, watch, seen, now));
      int drop = Math.max(0, waiting.size() - MOST_WAITING);
      set(changes, "unkept", Optional.of(List.copyOf(waiting.subList(drop, waiting.size()))));
      set(changes, "history_waits", Optional.of(true));
    }
    if (!documents.compareAndSet(before, changes)) {
      known.remove(before.path()); // somebody else was here; it is read again when it is due
    }
  }

  /** A document whose watch is gone: the pipeline file knows it no more. */
  void forget(Document before) {
    known.remove(before.path());
    documents.merge(before.path(), List.of(FieldChange.remove(FieldPath.of("due_at"))));
  }

  private static boolean sameNumbers(Document before, Observation seen) {
    return before.field("observed", Long.class).equals(seen.observed())
        && before.field("wanted", Long.class).equals(seen.wanted());
  }

  private static void set(List<FieldChange> changes, String field, Optional<?> value) {
    changes.add(
        value
            .<FieldChange>map(v -> FieldChange.set(field, v))
            .orElseGet(() -> FieldChange.remove(FieldPath.of(field))));
  }

  private static List<?> waiting(Document document) {
    return document.field("unkept", List.class).map(list -> (List<?>) list).orElse(List.of());
  }

  private Map<String, Object> row(Document before, Watch watch, Observation seen, Instant now) {
    Map<String, Object> row = new LinkedHashMap<>();
    String date = before.field("date", String.class).orElse("");
    row.put("result_id", pipeline.id() + ":" + watch.name() + ":" + date + ":" + now);
    row.put("gate", watch.name());
    row.put("kind", watch.kind());
    row.put("about", watch.about());
    row.put("date", date);
    row.put("verdict", seen.state().word());
    seen.observed().ifPresent(n -> row.put("observed", n));
    seen.wanted().ifPresent(n -> row.put("wanted", n));
    row.put("explanation", seen.explanation());
    row.put("evidence", GSON.toJson(new java.util.TreeMap<>(seen.evidence())));
    row.put("policy_hash", pipeline.hash());
    row.put("checked_at", now);
    return row;
  }

  /**
   * Appends the rows that wait, in one statement.
   *
   * @throws io.phasekeeper.outcome.PortFailure if they could not be; they wait on
   */
  int flush(Warehouse warehouse) {
    if (pipeline.gateResults().isEmpty()) {
      return 0;
    }
    List<Document> pending =
        documents.query(
            DocumentQuery.in(COLLECTION, MOST_DUE)
                .where("pipeline", Operator.EQUAL, pipeline.id())
                .where("history_waits", Operator.EQUAL, true));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Document document : pending) {
      for (Object each : waiting(document)) {
        if (each instanceof Map<?, ?> waits) {
          rows.add(stored(waits));
        }
      }
    }
    if (!rows.isEmpty()) {
      warehouse.append(pipeline.gateResults().get(), rows);
    }
    for (Document document : pending) {
      boolean done =
          documents.compareAndSet(
              document,
              List.of(
                  FieldChange.remove(FieldPath.of("unkept")),
                  FieldChange.set("history_waits", false)));
      if (!done) {
        known.remove(document.path()); // it got one more meanwhile; its rows are written again
      }
    }
    return rows.size();
  }

  private Map<String, Object> stored(Map<?, ?> waits) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("pipeline", pipeline.id());
    waits.forEach(
        (name, value) -> {
          if (name.equals("date")) {
            row.put("data_date", LocalDate.parse(String.valueOf(value)));
          } else if (value instanceof Long number) {
            row.put(String.valueOf(name), number.doubleValue());
          } else if (value != null) {
            row.put(String.valueOf(name), value);
          }
        });
    return row;
  }

  /** The latest results about a date, for people; at most so many. */
  public static List<Document> of(DocumentStore documents, Pipeline pipeline, LocalDate date) {
    return documents.query(
        DocumentQuery.in(COLLECTION, MOST_DUE)
            .where("pipeline", Operator.EQUAL, pipeline.id())
            .where("date", Operator.EQUAL, date.toString()));
  }
}
