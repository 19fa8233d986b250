package io.phasekeeper.monitor;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.gate.GateDocument;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The latest result of every watch and date, a {@link GateDocument} with the time of its next look;
 * and its history, one row per new result, in the pipeline's table. A row that could not be
 * appended waits in its document.
 */
public final class GateBook {
  private static final String COLLECTION = GateDocument.COLLECTION;

  /** Of a document that nobody has looked at; a result sets its own. */
  private static final Duration KEPT = Duration.ofDays(90);

  /** Whether a finding of the date may be open, though the verdict may not say so. */
  static final String MAY_BE_OPEN = "may_be_open";

  static final int MOST_DUE = 300;
  private static final int READ_AT_ONCE = 200;

  private final DocumentStore documents;
  private final Pipeline pipeline;

  /** Documents that this instance knows to exist. */
  private final Set<DocumentPath> known = ConcurrentHashMap.newKeySet();

  GateBook(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  private DocumentPath path(Watch watch, LocalDate date) {
    return GateDocument.path(pipeline, watch.name(), date, Optional.empty());
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
   * @param mayBeOpen whether findings of it may be open now
   * @param next when to look again; none: not at all
   */
  void keep(
      Document before,
      Watch watch,
      Observation seen,
      boolean mayBeOpen,
      Instant now,
      Optional<Instant> next) {
    boolean judged =
        seen.state() != Observation.State.WAITING && seen.state() != Observation.State.LEFT_OUT;
    boolean changed = !seen.state().word().equals(before.fields().get("verdict"));
    GateDocument.Said said =
        new GateDocument.Said(
            watch.name(),
            watch.kind(),
            watch.about(),
            LocalDate.parse(before.field("date", String.class).orElseThrow()),
            Optional.empty(),
            seen.state().word(),
            Optional.empty(),
            seen.observed(),
            seen.wanted(),
            seen.explanation(),
            seen.evidence());
    List<FieldChange> changes = new ArrayList<>(GateDocument.changes(pipeline, said, now));
    if (changed) {
      changes.add(FieldChange.set("changed_at", now));
    }
    changes.add(
        next.<FieldChange>map(at -> FieldChange.set("due_at", at))
            .orElseGet(() -> FieldChange.remove(FieldPath.of("due_at"))));
    seen.memory()
        .ifPresent(
            memory -> {
              changes.add(orRemoved("input_had", memory.inputHad()));
              changes.add(orRemoved("input_newer_since", memory.since()));
            });
    if (mayBeOpen != before.field(MAY_BE_OPEN, Boolean.class).orElse(false)) {
      changes.add(FieldChange.set(MAY_BE_OPEN, mayBeOpen));
    }
    if (judged && (changed || !sameNumbers(before, seen))) {
      changes.addAll(GateDocument.history(pipeline, said, now));
    }
    if (!documents.compareAndSet(before, changes)) {
      known.remove(before.path()); // somebody else was here; it is read again when it is due
    }
  }

  private static FieldChange orRemoved(String field, Optional<?> value) {
    return value
        .<FieldChange>map(given -> FieldChange.set(field, given))
        .orElseGet(() -> FieldChange.remove(FieldPath.of(field)));
  }

  /**
   * Says, before a finding opens, that one may be open: whoever dies in between leaves it to the
   * next look to close it.
   *
   * @return the document as it is now; none if another tick was faster: the findings are its own
   */
  Optional<Document> mark(Document before) {
    if (before.field(MAY_BE_OPEN, Boolean.class).orElse(false)) {
      return Optional.of(before);
    }
    return documents.compareAndSet(before, List.of(FieldChange.set(MAY_BE_OPEN, true)))
        ? documents.get(before.path())
        : Optional.empty();
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
    Map<Document, Optional<String>> last = new LinkedHashMap<>();
    for (Document document : pending) {
      last.put(document, news(document, rows));
    }
    if (!rows.isEmpty()) {
      warehouse.append(pipeline.gateResults().get(), rows);
    }
    last.forEach(
        (document, numbers) -> {
          List<FieldChange> changes = new ArrayList<>();
          changes.add(FieldChange.remove(FieldPath.of("unkept")));
          changes.add(FieldChange.set("history_waits", false));
          numbers.ifPresent(kept -> changes.add(FieldChange.set("kept", kept)));
          if (!documents.compareAndSet(document, changes)) {
            known.remove(document.path()); // it got one more meanwhile; its rows are written again
          }
        });
    return rows.size();
  }

  /** Adds what waits in a document and is news, in order of time; returns the newest's numbers. */
  private Optional<String> news(Document document, List<Map<String, Object>> rows) {
    Map<?, ?> unkept = document.field("unkept", Map.class).orElse(Map.of());
    Optional<String> kept = document.field("kept", String.class);
    List<Map.Entry<?, ?>> waiting = new ArrayList<>(unkept.entrySet());
    waiting.sort(Comparator.comparing(each -> checkedAt(each.getValue())));
    for (Map.Entry<?, ?> each : waiting) {
      String numbers = String.valueOf(each.getKey());
      if (each.getValue() instanceof Map<?, ?> row && !kept.filter(numbers::equals).isPresent()) {
        rows.add(GateDocument.stored(pipeline, row));
        kept = Optional.of(numbers);
      }
    }
    return kept;
  }

  private static Instant checkedAt(Object row) {
    return row instanceof Map<?, ?> map && map.get("checked_at") instanceof Instant at
        ? at
        : Instant.EPOCH;
  }

  /** The latest results about a date, for people; at most so many. */
  public static List<Document> of(DocumentStore documents, Pipeline pipeline, LocalDate date) {
    return documents.query(
        DocumentQuery.in(COLLECTION, MOST_DUE)
            .where("pipeline", Operator.EQUAL, pipeline.id())
            .where("date", Operator.EQUAL, date.toString()));
  }
}
