package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The circuit of a target of calls, {@code phasekeeper_breakers/{pipeline}:{target}}: open after so
 * many failures in a row, tried again by one caller after a pause, closed by a call that is taken.
 *
 * @param document none: it never failed
 */
public record Breaker(Optional<Document> document) {
  public static final String COLLECTION = "phasekeeper_breakers";

  static DocumentPath path(Pipeline pipeline, String target) {
    return new DocumentPath(COLLECTION, pipeline.id() + ":" + target.replace('/', '∕'));
  }

  /** Failures in a row. */
  public long failures() {
    return document.flatMap(d -> d.field("failures", Long.class)).orElse(0L);
  }

  public boolean open() {
    return document.flatMap(d -> d.field("state", String.class)).filter("open"::equals).isPresent();
  }

  /** Whether the last call failed. */
  boolean troubled() {
    return open() || failures() > 0;
  }

  /** When one call is let through again. */
  public Optional<Instant> probeAt() {
    return document.flatMap(d -> d.field("probe_at", Instant.class));
  }

  /** When a call was last taken after others had failed. */
  Optional<Instant> closedAt() {
    return document.flatMap(d -> d.field("closed_at", Instant.class));
  }

  public Optional<String> lastFailure() {
    return document.flatMap(d -> d.field("last_failure", String.class));
  }

  /** How long to wait before the next try, if this one fails too. */
  Duration pause(HealPolicy policy) {
    Duration pause =
        document
            .flatMap(d -> d.field("pause_seconds", Long.class))
            .map(Duration::ofSeconds)
            .orElse(policy.breakerPause());
    return pause.compareTo(policy.breakerLongest()) > 0 ? policy.breakerLongest() : pause;
  }

  /** Whether calls have to wait; a circuit whose time has come lets one through. */
  boolean refuses(Instant now) {
    return open() && probeAt().filter(now::isBefore).isPresent();
  }
}
