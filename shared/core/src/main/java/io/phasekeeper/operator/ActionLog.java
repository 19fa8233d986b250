package io.phasekeeper.operator;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.transition.Control;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of everything that people did by hand: {@code
 * phasekeeper_actions/{pipeline}:log:{time}:{action}:{subject}}; shown with the date's status and
 * counted there, because the fewer there are, the better we do our job.
 */
public final class ActionLog {
  private static final Duration KEPT = Duration.ofDays(400);

  /** More actions on one date are not shown. */
  private static final int MOST = 500;

  private final DocumentStore documents;
  private final Pipeline pipeline;

  public ActionLog(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  /**
   * One action.
   *
   * @param subject what it was done to, such as {@code phase4:2026-01-11:overnight}
   * @param result one sentence; "" if whoever did it died on the way
   */
  public record Noted(
      Instant at, String action, String subject, String who, String why, String result) {}

  /** What people did about a date, oldest first. */
  public List<Noted> on(LocalDate date) {
    return documents
        .query(
            DocumentQuery.in(Control.COLLECTION, MOST)
                .where("pipeline", DocumentQuery.Operator.EQUAL, pipeline.id())
                .where("date", DocumentQuery.Operator.EQUAL, date.toString()))
        .stream()
        .map(ActionLog::noted)
        .sorted(Comparator.comparing(Noted::at))
        .toList();
  }

  private static Noted noted(Document entry) {
    return new Noted(
        entry.field("at", Instant.class).orElse(Instant.EPOCH),
        text(entry, "action"),
        text(entry, "subject"),
        text(entry, "who"),
        text(entry, "why"),
        text(entry, "result"));
  }

  private static String text(Document entry, String name) {
    return entry.field(name, String.class).orElse("");
  }

  /** An action that is about to be done. */
  public Entry begin(
      String action, String subject, Optional<LocalDate> date, Asked asked, Instant now) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("action", action);
    fields.put("subject", subject);
    date.ifPresent(d -> fields.put("date", d.toString()));
    fields.put("who", asked.who());
    fields.put("why", asked.why());
    asked.until().ifPresent(until -> fields.put("until", until));
    fields.put("result", "");
    fields.put("at", now);
    fields.put("policy_hash", pipeline.hash());
    fields.put("expires_at", now.plus(KEPT));
    String id = pipeline.id() + ":log:" + now + ":" + action + ":" + subject;
    DocumentPath path = new DocumentPath(Control.COLLECTION, id);
    for (int nth = 2; !documents.create(path, fields); nth++) {
      path = new DocumentPath(Control.COLLECTION, id + ":" + nth);
    }
    return new Entry(path);
  }

  /** Stands before the action does, so that one who dies in between has left a trace. */
  public final class Entry {
    private final DocumentPath path;

    private Entry(DocumentPath path) {
      this.path = path;
    }

    /** What came of it; one that was refused changed nothing and is not counted. */
    public ActionResult end(ActionResult result) {
      if (result.done()) {
        documents.merge(path, List.of(FieldChange.set("result", result.message())));
      } else {
        documents.delete(path);
      }
      return result;
    }
  }
}
