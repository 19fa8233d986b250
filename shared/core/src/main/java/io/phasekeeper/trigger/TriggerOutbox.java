package io.phasekeeper.trigger;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stores triggers and publishes them: first stored, then published, then marked. Exactly one caller
 * creates a generation; a crash after the creation leaves it pending, and whoever finds its lease
 * over publishes the same parts under the same ids.
 */
public final class TriggerOutbox {
  private final DocumentStore documents;
  private final Pipeline pipeline;

  public TriggerOutbox(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  /** What became of a publish. */
  public enum Published {
    /** All parts are acknowledged, and the trigger is marked so. */
    ALL,
    /** Shadow mode: marked as shadowed, nothing was sent. */
    SHADOWED,
    /** At least one part was not acknowledged; it stays pending and is free for the next try. */
    FAILED
  }

  /**
   * Stores a new trigger.
   *
   * @return whether this call created it; else somebody else had
   */
  public boolean create(Trigger trigger) {
    return documents.create(
        trigger.id().path(pipeline.id()), trigger.fields(pipeline.id(), pipeline.hash()));
  }

  /** Takes over the lease of a pending trigger whose lease is over. */
  public boolean takeOver(Document stored, Instant now) {
    Instant until = now.plus(Trigger.LEASE);
    return documents.compareAndSet(
        stored, List.of(FieldChange.set("lease_until", until), FieldChange.set("due_at", until)));
  }

  /**
   * Publishes the parts that are not yet acknowledged, and marks the trigger. For the holder of the
   * lease only.
   *
   * @param watchFrom how long after the publish its effect is first looked for; none: never
   */
  public Published publish(
      Trigger trigger, Effects effects, Instant now, Optional<Duration> watchFrom) {
    List<FieldChange> acknowledged = new ArrayList<>();
    boolean sent = true;
    for (TriggerPart part : trigger.parts()) {
      if (trigger.acknowledged().contains(part.id())) {
        continue;
      }
      try {
        sent &= effects.publish(part.topic(), part.message());
        acknowledged.add(FieldChange.set(FieldPath.of("acknowledged", part.id()), true));
      } catch (PortFailure e) {
        failed(trigger, acknowledged, e, now);
        return Published.FAILED;
      }
    }
    List<FieldChange> changes = new ArrayList<>(sent ? acknowledged : List.of());
    TriggerState state = sent ? TriggerState.PUBLISHED : TriggerState.SHADOWED;
    changes.add(FieldChange.set("state", state.word()));
    changes.add(FieldChange.set("published_at", now));
    Optional<Duration> watch = sent ? watchFrom : Optional.empty();
    changes.add(
        watch
            .map(after -> FieldChange.set("due_at", now.plus(after)))
            .orElse(FieldChange.remove(FieldPath.of("due_at"))));
    documents.merge(trigger.id().path(pipeline.id()), changes);
    return sent ? Published.ALL : Published.SHADOWED;
  }

  /** Keeps what was acknowledged, and frees the lease: the cause may be gone at the next try. */
  private void failed(
      Trigger trigger, List<FieldChange> acknowledged, PortFailure failure, Instant now) {
    List<FieldChange> changes = new ArrayList<>(acknowledged);
    changes.add(FieldChange.set("lease_until", now));
    changes.add(FieldChange.set("due_at", now));
    changes.add(FieldChange.set("failures", trigger.failures() + 1));
    changes.add(FieldChange.set("last_failure", String.valueOf(failure.getMessage())));
    documents.merge(trigger.id().path(pipeline.id()), changes);
  }

  /** Publishes every part of a published trigger again, with the same ids. */
  public void republish(Trigger trigger, Effects effects) {
    for (TriggerPart part : trigger.parts()) {
      effects.publish(part.topic(), part.message());
    }
  }
}
