package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A heal plan, {@code phasekeeper_heals/{pipeline}:{output}:{date}}: one output of one date that is
 * to be there, and the steps that lead to it, inputs first. There is one per output and date,
 * whoever asks: that is its id.
 *
 * @param why one sentence: what was noticed, or what the person said
 * @param who asked for it; {@code phasekeeper} where nobody did
 * @param steps in the order in which they can be taken; the target is among them
 * @param episode 1 the first time, one more each time it is begun anew
 */
public record HealPlan(
    OutputDate target,
    Cause cause,
    String why,
    String who,
    PlanState state,
    List<Step> steps,
    Instant openedAt,
    Optional<Instant> closedAt,
    Optional<Instant> dueAt,
    Optional<String> waitsFor,
    long episode) {
  public static final String COLLECTION = "phasekeeper_heals";

  /** Who heals where nobody asked. */
  static final String NOBODY = "phasekeeper";

  private static final Duration KEPT = Duration.ofDays(90);

  public HealPlan {
    steps = List.copyOf(steps);
  }

  static HealPlan opened(
      OutputDate target, Cause cause, String why, String who, List<Step> steps, Instant now) {
    return new HealPlan(
        target,
        cause,
        why,
        who,
        PlanState.OPEN,
        steps,
        now,
        Optional.empty(),
        Optional.of(now),
        Optional.empty(),
        1);
  }

  static DocumentPath path(Pipeline pipeline, OutputDate target) {
    return new DocumentPath(COLLECTION, pipeline.id() + ":" + target.key());
  }

  HealPlan with(List<Step> next) {
    return new HealPlan(
        target, cause, why, who, state, next, openedAt, closedAt, dueAt, waitsFor, episode);
  }

  /**
   * @param at when to look again
   * @param whom what it waits for: the target of calls whose circuit is open
   */
  HealPlan due(Instant at, Optional<String> whom) {
    return new HealPlan(
        target, cause, why, who, state, steps, openedAt, closedAt, Optional.of(at), whom, episode);
  }

  HealPlan reopened(Instant at) {
    return new HealPlan(
        target,
        cause,
        why,
        who,
        PlanState.OPEN,
        steps,
        openedAt,
        Optional.empty(),
        Optional.of(at),
        Optional.empty(),
        episode);
  }

  HealPlan anew(long times) {
    return new HealPlan(
        target, cause, why, who, state, steps, openedAt, closedAt, dueAt, waitsFor, times);
  }

  /**
   * @param again when it is looked at again all the same
   */
  HealPlan closed(PlanState end, Instant at, Optional<Instant> again) {
    return new HealPlan(
        target,
        cause,
        why,
        who,
        end,
        steps,
        openedAt,
        Optional.of(at),
        again,
        Optional.empty(),
        episode);
  }

  /** Whether a stored plan still goes on by itself. */
  static boolean isOpen(Document stored) {
    return stored.field("state", String.class).filter(PlanState.OPEN.word()::equals).isPresent();
  }

  /** The step of the target itself: the last that has its name and date. */
  Optional<Step> goal() {
    return steps.stream().filter(step -> step.of().equals(target)).reduce((one, last) -> last);
  }

  Map<String, Object> fields(Pipeline pipeline) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("output", target.output());
    fields.put("date", target.date().toString());
    fields.put("cause", cause.word());
    fields.put("why", why);
    fields.put("who", who);
    fields.put("state", state.word());
    fields.put("steps", steps.stream().map(Step::fields).toList());
    fields.put("opened_at", openedAt);
    fields.put("episode", episode);
    closedAt.ifPresent(at -> fields.put("closed_at", at));
    dueAt.ifPresent(at -> fields.put("due_at", at));
    waitsFor.ifPresent(whom -> fields.put("waits_for", whom));
    if (state != PlanState.OPEN) {
      closedAt.ifPresent(at -> fields.put("expires_at", at.plus(KEPT)));
    }
    fields.put("policy_hash", pipeline.hash());
    return fields;
  }

  /** The changes that make a stored plan this one. */
  List<FieldChange> changes(Pipeline pipeline) {
    Map<String, Object> fields = fields(pipeline);
    List<FieldChange> changes = new ArrayList<>();
    fields.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
    for (String name : List.of("closed_at", "due_at", "waits_for", "expires_at")) {
      if (!fields.containsKey(name)) {
        changes.add(FieldChange.remove(FieldPath.of(name)));
      }
    }
    return changes;
  }

  /**
   * @throws IllegalArgumentException if it lacks what every plan has, or says what this version
   *     does not know
   */
  static HealPlan read(Document document) {
    List<Step> steps = new ArrayList<>();
    for (Object step : document.field("steps", List.class).orElse(List.of())) {
      if (step instanceof Map<?, ?> fields) {
        steps.add(Step.read(fields));
      }
    }
    return new HealPlan(
        new OutputDate(text(document, "output"), LocalDate.parse(text(document, "date"))),
        Cause.valueOf(text(document, "cause").toUpperCase(Locale.ROOT)),
        document.field("why", String.class).orElse(""),
        document.field("who", String.class).orElse(NOBODY),
        PlanState.valueOf(text(document, "state").toUpperCase(Locale.ROOT)),
        steps,
        document.field("opened_at", Instant.class).orElse(Instant.EPOCH),
        document.field("closed_at", Instant.class),
        document.field("due_at", Instant.class),
        document.field("waits_for", String.class),
        document.field("episode", Long.class).orElse(1L));
  }

  private static String text(Document document, String name) {
    return document
        .field(name, String.class)
        .orElseThrow(
            () -> new IllegalArgumentException(document.path() + " has no " + name + " in words"));
  }
}
