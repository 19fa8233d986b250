package io.phasekeeper.function;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The beat that a timer leaves at every tick: {@code phasekeeper_beats/{pipeline}:{timer}} with
 * {@code first_at} and {@code last_at}.
 *
 * @param firstAt the timer's first tick ever
 * @param missed how long it did not tick before this one, if over three periods
 */
public record Beat(Instant firstAt, Optional<Duration> missed) {
  public static final String COLLECTION = "phasekeeper_beats";

  /** A timer that misses so many periods is late. */
  static final int LATE_PERIODS = 3;

  /** Where a timer leaves its beats. */
  public static DocumentPath path(Pipeline pipeline, String timer) {
    return new DocumentPath(COLLECTION, pipeline.id() + ":" + timer);
  }

  public static Beat leave(
      DocumentStore documents, Pipeline pipeline, String timer, Duration period, Instant now) {
    Optional<Document> before = documents.get(path(pipeline, timer));
    return leave(documents, pipeline, timer, period, before, now);
  }

  /**
   * Leaves a beat where the one before was read already, with other things in one round trip.
   *
   * @param before what stands at {@link #path}
   */
  public static Beat leave(
      DocumentStore documents,
      Pipeline pipeline,
      String timer,
      Duration period,
      Optional<Document> before,
      Instant now) {
    DocumentPath path = path(pipeline, timer);
    Map<String, Object> first = new LinkedHashMap<>();
    first.put("pipeline", pipeline.id());
    first.put("timer", timer);
    first.put("first_at", now);
    first.put("last_at", now);
    if (before.isEmpty()) {
      documents.create(path, first);
      return new Beat(now, Optional.empty());
    }
    documents.merge(path, List.of(FieldChange.set("last_at", now)));
    Instant last = before.get().field("last_at", Instant.class).orElse(now);
    Duration silence = Duration.between(last, now);
    boolean late = silence.compareTo(period.multipliedBy(LATE_PERIODS)) > 0;
    return new Beat(
        before.get().field("first_at", Instant.class).orElse(now),
        late ? Optional.of(silence) : Optional.empty());
  }
}
