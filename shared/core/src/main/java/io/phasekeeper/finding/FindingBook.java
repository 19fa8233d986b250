package io.phasekeeper.finding;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The stored findings, {@code phasekeeper_findings/{pipeline}:{kind}:{about}:{date}:{cycle}}: they
 * open, repeat and resolve; each opening and resolving is returned once, for the log and for
 * alerts.
 *
 * <p>Findings are kept per scope: whoever judges a scope says all that is the case in it now; what
 * was open there and is not said again resolves. Twice is the same as once.
 */
public final class FindingBook {
  public static final String COLLECTION = "phasekeeper_findings";

  /** Resolved findings are kept this long, then expire. */
  static final Duration KEPT = Duration.ofDays(90);

  private static final int TRIES = 5;
  private static final int MOST_OPEN_PER_SCOPE = 200;
  private static final int MOST_RESOLVED = 500;

  private final DocumentStore documents;
  private final Pipeline pipeline;

  public FindingBook(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  /** A finding that just opened or resolved. */
  public record Change(FindingDraft finding, boolean opened) {
    /** What happened to which finding, as logs and answers say it. */
    public String line() {
      return (opened ? "opened " : "resolved ") + finding.key();
    }
  }

  /** Makes the open findings of a scope those that are the case now. */
  public List<Change> keep(String scope, List<FindingDraft> now, Instant at) {
    List<Change> changes = new ArrayList<>();
    Set<DocumentPath> current = new HashSet<>();
    for (FindingDraft draft : now) {
      if (current.add(path(draft))) {
        open(scope, draft, at).ifPresent(changes::add);
      }
    }
    for (Document open : openIn(scope)) {
      if (!current.contains(open.path())) {
        changes.addAll(resolve(open, at));
      }
    }
    return changes;
  }

  /**
   * Opens a finding, or counts it again if it is open already.
   *
   * @return the opening, if it was one
   */
  public Optional<Change> open(String scope, FindingDraft draft, Instant at) {
    DocumentPath path = path(draft);
    if (documents.create(path, opened(scope, draft, at, at, 1))) {
      return Optional.of(new Change(draft, true));
    }
    Optional<Document> stored = documents.get(path);
    if (stored.isEmpty()) {
      return open(scope, draft, at);
    }
    Document document = stored.get();
    if (isOpen(document)) {
      repeat(document, draft, at);
      return Optional.empty();
    }
    long episode = document.field("episode", Long.class).orElse(1L) + 1;
    boolean reopened =
        documents.compareAndSet(document, sets(opened(scope, draft, at, at, episode)));
    return reopened ? Optional.of(new Change(draft, true)) : Optional.empty();
  }

  /**
   * Opens a finding of something that happened at {@code cause}, unless it has resolved since: an
   * old fact that is judged again is no news. One that was open in another scope is of this one
   * from now on: what was only noticed there has happened now.
   */
  public Optional<Change> openSince(String scope, FindingDraft draft, Instant cause, Instant at) {
    Optional<Document> stored = documents.get(path(draft));
    boolean resolvedSince =
        stored
            .filter(document -> !isOpen(document))
            .flatMap(document -> document.field("resolved_at", Instant.class))
            .filter(resolved -> !cause.isAfter(resolved))
            .isPresent();
    if (resolvedSince) {
      return Optional.empty();
    }
    if (stored.filter(document -> isOpen(document) && !isOf(scope, document)).isPresent()
        && !documents.compareAndSet(
            stored.get(), List.of(FieldChange.set("scope", scope(scope))))) {
      return openSince(scope, draft, cause, at);
    }
    return open(scope, draft, at);
  }

  /**
   * Notes something that was wrong and has just been mended: opened and resolved in one write, so
   * that no death or lost race in between leaves it open for ever.
   */
  public List<Change> note(String scope, FindingDraft draft, Instant at) {
    DocumentPath path = path(draft);
    if (documents.create(path, noted(scope, draft, at, 1))) {
      return List.of(new Change(draft, true), new Change(draft, false));
    }
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Optional<Document> stored = documents.get(path);
      if (stored.isEmpty()) {
        return note(scope, draft, at);
      }
      Document before = stored.get();
      long episodes = before.field("episode", Long.class).orElse(1L);
      boolean news = !isOpen(before);
      Map<String, Object> fields = noted(scope, draft, at, news ? episodes + 1 : episodes);
      if (!news) {
        before.field("opened_at", Instant.class).ifPresent(since -> fields.put("opened_at", since));
      }
      List<FieldChange> changes = new ArrayList<>();
      fields.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
      if (documents.compareAndSet(before, changes)) {
        return news
            ? List.of(new Change(draft, true), new Change(draft, false))
            : List.of(new Change(draft, false));
      }
    }
    return List.of(); // so much contention that others have noted it
  }

  private Map<String, Object> noted(String scope, FindingDraft draft, Instant at, long episode) {
    Map<String, Object> fields = opened(scope, draft, at, at, episode);
    fields.putAll(resolved(at));
    return fields;
  }

  private static Map<String, Object> resolved(Instant at) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("state", "resolved");
    fields.put("resolved_at", at);
    fields.put("expires_at", at.plus(KEPT));
    return fields;
  }

  /** Resolves the finding of that key, if it is open. */
  public List<Change> resolve(FindingDraft draft, Instant at) {
    return documents.get(path(draft)).map(open -> resolve(open, at)).orElse(List.of());
  }

  /** Resolves the finding of that key if what resolves it came after it was opened. */
  public List<Change> resolveBy(FindingDraft draft, Instant cause, Instant at) {
    return documents
        .get(path(draft))
        .filter(
            open ->
                open.field("opened_at", Instant.class).map(o -> !cause.isBefore(o)).orElse(true))
        .map(open -> resolve(open, at))
        .orElse(List.of());
  }

  /**
   * Resolves an open finding that was read. A lost race is run again: the ledger may be quiet from
   * now on, and nobody would come back to it.
   */
  public List<Change> resolve(Document open, Instant at) {
    List<FieldChange> changes =
        resolved(at).entrySet().stream()
            .map(field -> FieldChange.set(field.getKey(), field.getValue()))
            .toList();
    Document current = open;
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      boolean other =
          !Objects.equals(current.fields().get("episode"), open.fields().get("episode"));
      if (!isOpen(current) || other) {
        return List.of();
      }
      if (documents.compareAndSet(current, changes)) {
        return List.of(new Change(draft(current), false));
      }
      Optional<Document> now = documents.get(open.path());
      if (now.isEmpty()) {
        return List.of();
      }
      current = now.get();
    }
    return List.of(); // so much contention that others are at it
  }

  /** The open findings of a scope, at most 200. */
  public List<Document> openIn(String scope) {
    return documents.query(
        DocumentQuery.in(COLLECTION, MOST_OPEN_PER_SCOPE)
            .where("scope", DocumentQuery.Operator.EQUAL, scope(scope))
            .where("state", DocumentQuery.Operator.EQUAL, "open"));
  }

  /** The open findings of a kind in this pipeline. */
  public List<Document> openOf(FindingKind kind) {
    return documents.query(
        DocumentQuery.in(COLLECTION, MOST_OPEN_PER_SCOPE)
            .where("pipeline", DocumentQuery.Operator.EQUAL, pipeline.id())
            .where("kind", DocumentQuery.Operator.EQUAL, kind.word())
            .where("state", DocumentQuery.Operator.EQUAL, "open"));
  }

  /** What was resolved in this pipeline since a time, the first 500. */
  public List<Document> resolvedSince(Instant since) {
    return documents.query(
        DocumentQuery.in(COLLECTION, MOST_RESOLVED)
            .where("pipeline", DocumentQuery.Operator.EQUAL, pipeline.id())
            .where("state", DocumentQuery.Operator.EQUAL, "resolved")
            .where("resolved_at", DocumentQuery.Operator.AT_LEAST, since)
            .orderedBy("resolved_at"));
  }

  private void repeat(Document open, FindingDraft draft, Instant at) {
    List<FieldChange> changes = new ArrayList<>();
    if (!draft.what().equals(open.fields().get("what"))) {
      changes.add(FieldChange.set("what", draft.what()));
      changes.add(FieldChange.set("evidence", draft.evidence()));
    }
    changes.add(FieldChange.set("last_seen_at", at));
    changes.add(FieldChange.set("repeats", open.field("repeats", Long.class).orElse(0L) + 1));
    documents.merge(open.path(), changes);
  }

  private Map<String, Object> opened(
      String scope, FindingDraft draft, Instant openedAt, Instant seenAt, long episode) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("kind", draft.kind().word());
    fields.put("about", draft.about());
    draft.date().ifPresent(date -> fields.put("date", date.toString()));
    draft.cycle().ifPresent(cycle -> fields.put("cycle", cycle));
    fields.put("scope", scope(scope));
    fields.put("severity", draft.kind().severity().word());
    fields.put("state", "open");
    fields.put("what", draft.what());
    fields.put("evidence", draft.evidence());
    fields.put("remedy", draft.remedy());
    fields.put("opened_at", openedAt);
    fields.put("last_seen_at", seenAt);
    fields.put("repeats", 0L);
    fields.put("episode", episode);
    fields.put("policy_hash", pipeline.hash());
    return fields;
  }

  private static List<FieldChange> sets(Map<String, Object> fields) {
    List<FieldChange> changes = new ArrayList<>();
    fields.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
    changes.add(FieldChange.remove(FieldPath.of("resolved_at")));
    changes.add(FieldChange.remove(FieldPath.of("expires_at")));
    return changes;
  }

  /** Whether a stored finding is open. */
  public static boolean isOpen(Document document) {
    return "open".equals(document.fields().get("state"));
  }

  /** Whether a stored finding is of a scope. */
  public static boolean isOf(String scope, Document document) {
    return (document.fields().get("pipeline") + ":" + scope).equals(document.fields().get("scope"));
  }

  private String scope(String scope) {
    return pipeline.id() + ":" + scope;
  }

  /** Where the finding of that key is stored. */
  public DocumentPath path(FindingDraft draft) {
    String id = pipeline.id() + ":" + draft.key().replace('/', '∕');
    return new DocumentPath(COLLECTION, id);
  }

  /** A stored finding as a draft again. */
  @SuppressWarnings("unchecked")
  public static FindingDraft draft(Document stored) {
    String word = stored.field("kind", String.class).orElseThrow();
    return new FindingDraft(
        FindingKind.valueOf(word.replace('-', '_').toUpperCase(java.util.Locale.ROOT)),
        stored.field("about", String.class).orElse(""),
        stored.field("date", String.class).map(java.time.LocalDate::parse),
        stored.field("cycle", String.class),
        stored.field("what", String.class).orElse(""),
        stored.field("evidence", Map.class).map(m -> (Map<String, Object>) m).orElse(Map.of()),
        stored.field("remedy", String.class).orElse(""));
  }
}
