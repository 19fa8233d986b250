package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is stored of healing: plans, what was done about each output and date, circuits. Every write
 * that decides something is a create or a compare-and-set; who loses reads again.
 */
final class HealBook {
  /** Plans that are looked at in one tick at most. */
  static final int MOST_DUE = 100;

  private static final Duration KEPT = Duration.ofDays(90);
  private static final int TRIES = 5;

  private final DocumentStore documents;
  private final Pipeline pipeline;
  private final HealPolicy policy;

  HealBook(DocumentStore documents, Pipeline pipeline, HealPolicy policy) {
    this.documents = documents;
    this.pipeline = pipeline;
    this.policy = policy;
  }

  /** The stored plans that are due, the longest due first. */
  List<Document> due(Instant now) {
    return documents.query(
        DocumentQuery.in(HealPlan.COLLECTION, MOST_DUE)
            .where("pipeline", Operator.EQUAL, pipeline.id())
            .where("due_at", Operator.AT_MOST, now)
            .orderedBy("due_at"));
  }

  Map<OutputDate, Document> plans(Collection<OutputDate> of) {
    Map<DocumentPath, OutputDate> paths = new LinkedHashMap<>();
    of.forEach(each -> paths.put(HealPlan.path(pipeline, each), each));
    Map<OutputDate, Document> found = new HashMap<>();
    documents
        .getAll(List.copyOf(paths.keySet()))
        .forEach(
            (path, document) -> {
              OutputDate key = paths.get(path);
              if (key != null) {
                found.put(key, document);
              }
            });
    return found;
  }

  Optional<Document> plan(OutputDate of) {
    return documents.get(HealPlan.path(pipeline, of));
  }

  /** The plan that has work on an output in flight, else the plan of that output itself. */
  Optional<Document> planAbout(OutputDate of) {
    DocumentPath record = OutputRecord.path(pipeline, of);
    DocumentPath own = HealPlan.path(pipeline, of);
    Map<DocumentPath, Document> found = documents.getAll(List.of(record, own));
    return new OutputRecord(Optional.ofNullable(found.get(record)))
        .inFlight()
        .map(
            inFlight ->
                new DocumentPath(HealPlan.COLLECTION, pipeline.id() + ":" + inFlight.plan()))
        .filter(path -> !path.equals(own))
        .flatMap(documents::get)
        .or(() -> Optional.ofNullable(found.get(own)));
  }

  /**
   * Stores a new plan, in place of one that has ended.
   *
   * @param before the plan of that output and date, if there was one
   * @return whether this call stored it
   */
  boolean begin(HealPlan plan, Optional<Document> before) {
    if (before.isEmpty()) {
      return documents.create(HealPlan.path(pipeline, plan.target()), plan.fields(pipeline));
    }
    long episode = before.get().field("episode", Long.class).orElse(1L) + 1;
    return documents.compareAndSet(before.get(), plan.anew(episode).changes(pipeline));
  }

  boolean keep(Document before, HealPlan plan) {
    return documents.compareAndSet(before, plan.changes(pipeline));
  }

  /** Looks at a plan no more: it is not one of ours. */
  void setAside(Document plan, Instant until) {
    documents.merge(plan.path(), List.of(FieldChange.set("due_at", until)));
  }

  OutputRecord record(OutputDate of) {
    return new OutputRecord(documents.get(OutputRecord.path(pipeline, of)));
  }

  /** How the plan of an output has ended whose attempts are used up. */
  PlanState failed(OutputDate of) {
    return record(of).withoutEffect() >= policy.attempts() ? PlanState.FROZEN : PlanState.FAILED;
  }

  /**
   * Says that work is being sent, before it is: counted as an attempt from here on.
   *
   * @return whether this call may send
   */
  boolean claim(
      OutputDate of,
      OutputRecord seen,
      String order,
      OutputDate plan,
      boolean counts,
      Instant now) {
    Map<String, Object> inFlight = new LinkedHashMap<>();
    inFlight.put("order", order);
    inFlight.put("plan", plan.key());
    inFlight.put("since", now);
    inFlight.put("counts", counts);
    Map<String, Object> fields = known(of);
    fields.put("in_flight", inFlight);
    fields.put("attempts", seen.attempts() + (counts ? 1 : 0));
    fields.put("last_sent_at", now);
    fields.put("expires_at", now.plus(KEPT));
    return write(of, seen, fields, List.of("retry_at"));
  }

  /** Work was not taken: it is no attempt, and is tried again later. */
  void refused(OutputDate of, String order, boolean fault, String said, Instant retryAt) {
    change(
        of,
        order,
        record -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("attempts", Math.max(0, record.attempts() - 1));
          fields.put("refusals", record.refusals() + (fault ? 1 : 0));
          fields.put("retry_at", retryAt);
          fields.put("last_answer", said);
          return fields;
        });
  }

  /** The work that was in flight has ended without proof. */
  void ended(OutputDate of, OutputRecord.InFlight inFlight, boolean effect, String why) {
    change(
        of,
        inFlight.order(),
        record -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          if (inFlight.counts()) {
            fields.put("cool_until", inFlight.since().plus(policy.coolDown()));
            fields.put("without_effect", record.withoutEffect() + (effect ? 0 : 1));
          } else {
            // Said to be under way already, and it was not: no attempt, but no reason to ask at
            // once.
            fields.put("retry_at", inFlight.since().plus(policy.coolDown()));
            fields.put("refusals", record.refusals() + 1);
          }
          fields.put("last_answer", why);
          return fields;
        });
  }

  /** Work that is under way already was asked for: it is waited for, and is no attempt of ours. */
  void joined(OutputDate of, String order) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      OutputRecord record = record(of);
      Optional<OutputRecord.InFlight> inFlight =
          record.inFlight().filter(each -> each.order().equals(order));
      if (inFlight.isEmpty()
          || documents.compareAndSet(
              record.document().orElseThrow(),
              List.of(
                  FieldChange.set(FieldPath.of("in_flight", "counts"), false),
                  FieldChange.set("attempts", Math.max(0, record.attempts() - 1))))) {
        return;
      }
    }
  }

  /** Its rows are there: what was tried before says nothing any more. */
  void proven(OutputDate of, OutputRecord record) {
    boolean tried = record.attempts() > 0 || record.refusals() > 0 || record.inFlight().isPresent();
    if (tried) {
      var unused = forget(of, record); // who loses has newer news
    }
  }

  /** Something has changed: it may be tried again at once. */
  boolean forget(OutputDate of, OutputRecord record) {
    Map<String, Object> fields = known(of);
    fields.put("attempts", 0L);
    fields.put("without_effect", 0L);
    fields.put("refusals", 0L);
    return write(of, record, fields, List.of("in_flight", "cool_until", "retry_at"));
  }

  /** Ends a cool-down before its time. */
  boolean warm(OutputDate of, OutputRecord record) {
    return write(of, record, known(of), List.of("cool_until"));
  }

  /** Remembers how an output came about: on time, late or backfilled (REQUIREMENTS D8). */
  void timing(OutputDate of, String timing, Instant due, Instant now) {
    documents.merge(
        OutputRecord.path(pipeline, of),
        List.of(
            FieldChange.set("pipeline", pipeline.id()),
            FieldChange.set("output", of.output()),
            FieldChange.set("date", of.date().toString()),
            FieldChange.set("timing", timing),
            FieldChange.set("due", due),
            FieldChange.set("timed_at", now),
            FieldChange.set("expires_at", now.plus(KEPT))));
  }

  Breaker breaker(String target) {
    return new Breaker(documents.get(Breaker.path(pipeline, target)));
  }

  /**
   * Takes the one call that an open circuit lets through.
   *
   * @return whether this call may be made
   */
  boolean probe(Breaker breaker, Instant now) {
    return breaker
        .document()
        .map(
            document ->
                set(
                    document,
                    List.of(FieldChange.set("probe_at", now.plus(breaker.pause(policy))))))
        .orElse(true);
  }

  /**
   * A call failed.
   *
   * @return whether the circuit is open now
   */
  boolean failed(String target, String said, Instant now) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Breaker breaker = breaker(target);
      long failures = breaker.failures() + 1;
      boolean open = breaker.open() || failures >= policy.breakerFailures();
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("pipeline", pipeline.id());
      fields.put("target", target);
      fields.put("failures", failures);
      fields.put("state", open ? "open" : "closed");
      fields.put("last_failure", said);
      fields.put("failed_at", now);
      if (open) {
        Duration pause = breaker.pause(policy);
        if (!breaker.open()) {
          fields.put("opened_at", now);
        }
        fields.put("probe_at", now.plus(pause));
        fields.put(
            "pause_seconds",
            breaker.open() ? pause.multipliedBy(2).toSeconds() : pause.toSeconds());
      }
      if (write(Breaker.path(pipeline, target), breaker.document(), fields, List.of())) {
        return open;
      }
    }
    return false;
  }

  /**
   * A call was taken: the circuit closes, and whoever waited for it goes on at once.
   *
   * @return whether it had failed before
   */
  boolean succeeded(String target, Instant now) {
    Breaker breaker = breaker(target);
    if (!breaker.troubled()) {
      return false;
    }
    boolean wasOpen = breaker.open();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("failures", 0L);
    fields.put("state", "closed");
    fields.put("closed_at", now);
    boolean mine =
        write(
            Breaker.path(pipeline, target),
            breaker.document(),
            fields,
            List.of("probe_at", "pause_seconds"));
    if (mine && wasOpen) {
      documents
          .query(
              DocumentQuery.in(HealPlan.COLLECTION, MOST_DUE)
                  .where("pipeline", Operator.EQUAL, pipeline.id())
                  .where("waits_for", Operator.EQUAL, target))
          .forEach(plan -> documents.merge(plan.path(), List.of(FieldChange.set("due_at", now))));
    }
    return mine;
  }

  /** Closes a circuit by hand. */
  boolean reset(String target, Instant now) {
    return succeeded(target, now);
  }

  /** What a change makes of a record. */
  private interface Change {
    Map<String, Object> of(OutputRecord record);
  }

  /** Ends what is in flight under an order, if it still is. */
  private void change(OutputDate of, String order, Change change) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      OutputRecord record = record(of);
      if (record.inFlight().filter(each -> each.order().equals(order)).isEmpty()
          || write(of, record, change.of(record), List.of("in_flight"))) {
        return;
      }
    }
  }

  private Map<String, Object> known(OutputDate of) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("output", of.output());
    fields.put("date", of.date().toString());
    return fields;
  }

  private boolean write(
      OutputDate of, OutputRecord seen, Map<String, Object> fields, List<String> removed) {
    return write(OutputRecord.path(pipeline, of), seen.document(), fields, removed);
  }

  private boolean write(
      DocumentPath path,
      Optional<Document> seen,
      Map<String, Object> fields,
      List<String> removed) {
    if (seen.isEmpty()) {
      return documents.create(path, fields);
    }
    List<FieldChange> changes = new ArrayList<>();
    fields.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
    removed.forEach(name -> changes.add(FieldChange.remove(FieldPath.of(name))));
    return set(seen.get(), changes);
  }

  /** A race that is lost to somebody who changed nothing is run again, once. */
  private boolean set(Document seen, List<FieldChange> changes) {
    return documents.compareAndSet(seen, changes)
        || documents
            .get(seen.path())
            .filter(now -> now.fields().equals(seen.fields()))
            .filter(now -> documents.compareAndSet(now, changes))
            .isPresent();
  }
}
