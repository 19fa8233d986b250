package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What was done about an output of a date, {@code phasekeeper_outputs/{pipeline}:{output}:{date}}:
 * its attempts and cool-down, which outlive every plan and every restart, and whether work on it is
 * in flight: only who wrote that here may send.
 *
 * @param document none: nothing was done yet
 */
record OutputRecord(Optional<Document> document) {
  static final String COLLECTION = "phasekeeper_outputs";

  static DocumentPath path(Pipeline pipeline, OutputDate of) {
    return new DocumentPath(COLLECTION, pipeline.id() + ":" + of.key());
  }

  /**
   * Work that was sent, or is just being sent, and whose end is not known.
   *
   * @param counts whether it is one of the attempts: not if another run was in flight already
   */
  record InFlight(String order, String plan, Instant since, boolean counts) {}

  /** Accepted dispatches since the last change of circumstances. */
  long attempts() {
    return count("attempts");
  }

  /** Those of them of which nothing was ever seen. */
  long withoutEffect() {
    return count("without_effect");
  }

  /** Dispatches in a row that were not accepted. */
  long refusals() {
    return count("refusals");
  }

  private long count(String name) {
    return document.flatMap(d -> d.field(name, Long.class)).orElse(0L);
  }

  Optional<Instant> coolUntil() {
    return time("cool_until");
  }

  Optional<Instant> retryAt() {
    return time("retry_at");
  }

  Optional<Instant> lastSentAt() {
    return time("last_sent_at");
  }

  Optional<String> lastAnswer() {
    return document.flatMap(d -> d.field("last_answer", String.class));
  }

  /** How it came about: {@code on_time}, {@code late} or {@code backfilled}. */
  Optional<String> timing() {
    return document.flatMap(d -> d.field("timing", String.class));
  }

  private Optional<Instant> time(String name) {
    return document.flatMap(d -> d.field(name, Instant.class));
  }

  Optional<InFlight> inFlight() {
    return document.flatMap(d -> d.field("in_flight", Map.class)).flatMap(OutputRecord::inFlight);
  }

  private static Optional<InFlight> inFlight(Map<?, ?> fields) {
    return fields.get("since") instanceof Instant since
        ? Optional.of(
            new InFlight(
                String.valueOf(fields.get("order")),
                String.valueOf(fields.get("plan")),
                since,
                !Boolean.FALSE.equals(fields.get("counts"))))
        : Optional.empty();
  }
}
