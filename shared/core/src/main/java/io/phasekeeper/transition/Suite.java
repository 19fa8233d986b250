package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.settings.Mode;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether people have stopped the whole suite: {@code phasekeeper_actions/{pipeline}:suite} with
 * {@code stopped}, {@code who}, {@code why}, {@code since}, {@code until}, {@code resumed_at}.
 */
public record Suite(Optional<Document> document) {
  public static DocumentPath path(Pipeline pipeline) {
    return new DocumentPath(Control.COLLECTION, pipeline.id() + ":suite");
  }

  /** Whether both were read from the same state of the document. */
  boolean readFrom(Suite other) {
    return document.map(Document::revision).equals(other.document.map(Document::revision));
  }

  public boolean stopped(Instant now) {
    return document.flatMap(d -> d.field("stopped", Boolean.class)).orElse(false)
        && document.flatMap(d -> d.field("until", Instant.class)).map(now::isBefore).orElse(true);
  }

  /** The mode that holds now, given the one that was deployed. */
  public Mode mode(Mode deployed, Instant now) {
    return stopped(now) ? Mode.STOPPED : deployed;
  }

  /** When deciding last began again, by {@code resume} or because the stop expired. */
  public Optional<Instant> resumedAt() {
    return document.flatMap(
        d -> d.field("resumed_at", Instant.class).or(() -> d.field("until", Instant.class)));
  }
}
