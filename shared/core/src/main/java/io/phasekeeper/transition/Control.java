package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people have asked of one phase and date: {@code
 * phasekeeper_actions/{pipeline}:control:{phase}:{date}} with {@code holds.{cycle or *}} and {@code
 * released_at}.
 */
public record Control(Optional<Document> document) {
  public static final String COLLECTION = "phasekeeper_actions";

  /** Names every cycle in a hold. */
  public static final String EVERY_CYCLE = "*";

  public static DocumentPath path(Pipeline pipeline, PhaseName phase, LocalDate date) {
    return new DocumentPath(COLLECTION, pipeline.id() + ":control:" + phase + ":" + date);
  }

  /** A standing order that nothing starts. */
  public record Hold(String who, String why, Instant since, Optional<Instant> until) {}

  /** The hold on a cycle that is in force. */
  public Optional<Hold> hold(CycleName cycle, Instant now) {
    return hold(cycle.value(), now).or(() -> hold(EVERY_CYCLE, now));
  }

  /** Since when a cycle that is not held any more is free: its release, or the end of its hold. */
  public Optional<Instant> freeSince(CycleName cycle) {
    return Stream.of(
            document.flatMap(d -> d.field("released_at", Instant.class)),
            stored(cycle.value()).flatMap(Hold::until),
            stored(EVERY_CYCLE).flatMap(Hold::until))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  private Optional<Hold> hold(String cycle, Instant now) {
    return stored(cycle).filter(hold -> hold.until().map(now::isBefore).orElse(true));
  }

  private Optional<Hold> stored(String cycle) {
    return document
        .map(d -> d.fields().get("holds"))
        .filter(Map.class::isInstance)
        .map(holds -> ((Map<?, ?>) holds).get(cycle))
        .filter(Map.class::isInstance)
        .map(fields -> hold((Map<?, ?>) fields));
  }

  private static Hold hold(Map<?, ?> fields) {
    return new Hold(
        String.valueOf(fields.get("who")),
        String.valueOf(fields.get("why")),
        fields.get("since") instanceof Instant since ? since : Instant.EPOCH,
        fields.get("until") instanceof Instant until ? Optional.of(until) : Optional.empty());
  }
}
