package io.phasekeeper.sweep;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.ledger.LedgerReader;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.Transitions;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerOutbox;
import io.phasekeeper.trigger.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Watches that a triggered phase is seen to start (A6): by a completion, a heartbeat or a run row
 * of any of its processors after the trigger. Half way to 15 minutes the trigger is published once
 * more, with the same ids; at 15 minutes it is a finding, until something is seen.
 */
final class DownstreamWatch {
  static final Duration UNSEEN_AFTER = Duration.ofMinutes(15);

  /** An unseen start is looked for so long; then the day is over, and other findings speak. */
  static final Duration GIVE_UP_AFTER = Duration.ofHours(24);

  static final Duration LOOK_AGAIN = Duration.ofSeconds(55);
  static final Duration LOOK_SELDOM = Duration.ofSeconds(295);
  private static final int MOST_BEATS = 500;
  private static final int MOST_RUNS = 2_000;

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final FindingBook findings;
  private final TriggerOutbox outbox;
  private final LedgerReader ledgers;
  private final Map<PhaseName, ProcessorIdentity> identities;

  DownstreamWatch(Platform platform, FindingBook findings) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.findings = findings;
    this.outbox = new TriggerOutbox(documents, pipeline);
    this.ledgers = new LedgerReader(pipeline);
    this.identities = ProcessorIdentity.ofEach(pipeline);
  }

  /** Looks after one trigger whose due time has come; pending ones are not its business. */
  List<FindingBook.Change> look(Document due, Instant now) {
    Optional<Document> current = documents.get(due.path());
    if (current.isEmpty()) {
      return List.of();
    }
    Trigger trigger = Trigger.of(current.get());
    if (trigger.state() != TriggerState.PUBLISHED || trigger.seenAt().isPresent()) {
      return List.of();
    }
    Instant published = trigger.publishedAt().orElse(trigger.createdAt());
    FindingDraft draft = draft(trigger, published);
    boolean seen;
    try {
      seen = started(trigger, published);
    } catch (PortFailure e) {
      again(current.get(), now.plus(LOOK_AGAIN));
      return findings
          .open(
              "services",
              Unseen.of(new Unseen.Question(e, pipeline.runHistory().orElse("heartbeats"))),
              now)
          .stream()
          .toList();
    }
    if (seen) {
      documents.compareAndSet(
          current.get(),
          List.of(FieldChange.set("seen_at", now), FieldChange.remove(FieldPath.of("due_at"))));
      return findings.resolve(draft, now);
    }
    return unseen(current.get(), trigger, published, draft, now);
  }

  private List<FindingBook.Change> unseen(
      Document stored, Trigger trigger, Instant published, FindingDraft draft, Instant now) {
    if (!now.isBefore(published.plus(GIVE_UP_AFTER))) {
      documents.compareAndSet(stored, List.of(FieldChange.remove(FieldPath.of("due_at"))));
      return List.of();
    }
    if (now.isBefore(published.plus(UNSEEN_AFTER))) {
      republishOnce(stored, trigger, published, now);
      return List.of();
    }
    boolean longAgo = !now.isBefore(published.plus(Duration.ofHours(1)));
    again(stored, now.plus(longAgo ? LOOK_SELDOM : LOOK_AGAIN));
    return findings.open("downstream", draft, now).stream().toList();
  }

  /** Noted before it is done: rather no second republish than a third message. */
  private void republishOnce(Document stored, Trigger trigger, Instant published, Instant now) {
    boolean first =
        trigger.republishedAt().isEmpty()
            && !now.isBefore(published.plus(Transitions.WATCH_HALF_WAY));
    if (!first) {
      again(stored, published.plus(UNSEEN_AFTER));
      return;
    }
    boolean mine =
        documents.compareAndSet(
            stored,
            List.of(
                FieldChange.set("republished_at", now),
                FieldChange.set("due_at", published.plus(UNSEEN_AFTER))));
    if (mine) {
      outbox.republish(trigger, new Effects(platform.messages(), platform.settings().mode()));
    }
  }

  private void again(Document stored, Instant at) {
    documents.compareAndSet(stored, List.of(FieldChange.set("due_at", at)));
  }

  private boolean started(Trigger trigger, Instant published) {
    Phase phase = pipeline.phase(trigger.id().phase());
    return completed(phase, trigger, published)
        || beats(phase, trigger, published)
        || ran(phase, trigger, published);
  }

  private boolean completed(Phase phase, Trigger trigger, Instant published) {
    Set<CycleName> cycles = new LinkedHashSet<>();
    cycles.add(pipeline.cycles().main());
    pipeline.transitionAfter(phase.name()).ifPresent(t -> cycles.addAll(t.policies().keySet()));
    for (CycleName cycle : cycles) {
      var path = LedgerDocument.path(phase, trigger.id().date(), cycle, pipeline.cycles());
      LedgerDocument ledger = ledgers.read(phase, trigger.id().date(), cycle, documents.get(path));
      if (ledger.facts().stream()
          .anyMatch(f -> f.completedAt().filter(at -> !at.isBefore(published)).isPresent())) {
        return true;
      }
    }
    return false;
  }

  private boolean beats(Phase phase, Trigger trigger, Instant published) {
    if (pipeline.heartbeats().isEmpty()) {
      return false;
    }
    return documents
        .query(
            DocumentQuery.in(pipeline.heartbeats().get(), MOST_BEATS)
                .where("last_heartbeat", Operator.AT_LEAST, published)
                .orderedBy("last_heartbeat"))
        .stream()
        .anyMatch(
            beat ->
                beat.field("data_date", String.class)
                        .filter(trigger.id().date().toString()::equals)
                        .isPresent()
                    && beat.field("processor_name", String.class)
                        .filter(name -> belongs(phase, name))
                        .isPresent());
  }

  private boolean ran(Phase phase, Trigger trigger, Instant published) {
    return pipeline.runHistory().isPresent()
        && platform
            .warehouse()
            .runs(pipeline.runHistory().get(), trigger.id().date(), trigger.id().date(), MOST_RUNS)
            .stream()
            .anyMatch(
                run ->
                    run.startedAt().filter(at -> !at.isBefore(published)).isPresent()
                        && belongs(phase, run.processorName()));
  }

  private boolean belongs(Phase phase, String name) {
    return Objects.requireNonNull(identities.get(phase.name()))
        .of(name, Optional.empty())
        .isPresent();
  }

  private static FindingDraft draft(Trigger trigger, Instant published) {
    return FindingDraft.of(
            FindingKind.NO_DOWNSTREAM_START,
            trigger.id().phase().value(),
            trigger.id().phase()
                + " was triggered for "
                + trigger.id().date()
                + " at "
                + published
                + ", and nothing of it was seen since",
            "look at the subscriptions of its trigger topic and at its service's errors")
        .on(trigger.id().date(), trigger.id().cycle().value())
        .with("trigger_id", trigger.id().toString());
  }
}
