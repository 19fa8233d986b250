package io.phasekeeper.backfill;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.heal.OutputDate;
import io.phasekeeper.pipeline.PhaseName;
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
 * A backfill, {@code phasekeeper_backfills/{pipeline}:{number}}: what is to be made of a range of
 * dates, and how far it is.
 *
 * @param number tells it from all others of the pipeline
 * @param again whether rows that are there are made anew
 * @param who asked for it, and {@code why}
 * @param busy how long something of it was under way, so far
 * @param lookedAt when it was last looked at
 * @param dueAt when it is looked at again
 * @param hold where it stands still, and why
 */
public record BackfillPlan(
    long number,
    LocalDate to,
    Optional<PhaseName> phase,
    int maxInFlight,
    boolean again,
    String who,
    String why,
    State state,
    Units units,
    Instant openedAt,
    Optional<Instant> closedAt,
    Duration busy,
    Instant lookedAt,
    Instant dueAt,
    Optional<Hold> hold) {
  public static final String COLLECTION = "phasekeeper_backfills";

  private static final Duration KEPT = Duration.ofDays(400);

  /** What became of it. */
  public enum State {
    OPEN,
    /** A person paused it: what is under way is waited for, nothing is begun. */
    PAUSED,
    /** Nothing is left to be made. */
    DONE,
    CANCELLED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean live() {
      return this == OPEN || this == PAUSED;
    }
  }

  /**
   * Where it stands still until something changes; it goes on by itself then.
   *
   * @param why one sentence
   * @param since when it came to stand there
   */
  public record Hold(LocalDate date, PhaseName phase, String why, Instant since) {}

  static BackfillPlan opened(
      BackfillOrder order, long number, Units units, String who, String why, Instant now) {
    return new BackfillPlan(
        number,
        order.to(),
        order.phase(),
        order.maxInFlight(),
        order.again(),
        who,
        why,
        State.OPEN,
        units,
        now,
        Optional.empty(),
        Duration.ZERO,
        now,
        now,
        Optional.empty());
  }

  public LocalDate from() {
    return units.from();
  }

  /** As people name it. */
  public String title() {
    return "backfill "
        + number
        + " of "
        + from()
        + " to "
        + to
        + phase.map(each -> ", " + each).orElse("");
  }

  /** Whether an output was asked for, and does not only follow from others that were. */
  boolean asked(OutputDate of, PhaseName phaseOf) {
    return !of.date().isAfter(to) && phase.map(phaseOf::equals).orElse(true);
  }

  public BackfillProgress progress(Instant now) {
    return BackfillProgress.of(units, busy, now);
  }

  static DocumentPath path(Pipeline pipeline, long number) {
    return new DocumentPath(COLLECTION, pipeline.id() + ":" + number);
  }

  /** Where its findings are kept. */
  String scope() {
    return "backfill:" + number;
  }

  /** Where it is kept that it could not be stored. */
  String storing() {
    return scope() + ":storing";
  }

  BackfillPlan with(Units next) {
    return new BackfillPlan(
        number,
        to,
        phase,
        maxInFlight,
        again,
        who,
        why,
        state,
        next,
        openedAt,
        closedAt,
        busy,
        lookedAt,
        dueAt,
        hold);
  }

  BackfillPlan looked(Instant now, Instant next, Optional<Hold> held) {
    Duration more = Duration.between(lookedAt, now);
    boolean worked = units.count(Unit.BEGUN) > 0 && !more.isNegative();
    Optional<Hold> kept =
        held.map(
            each ->
                hold.filter(old -> old.date().equals(each.date()))
                    .filter(old -> old.phase().equals(each.phase()))
                    .map(old -> new Hold(each.date(), each.phase(), each.why(), old.since()))
                    .orElse(each));
    return new BackfillPlan(
        number,
        to,
        phase,
        maxInFlight,
        again,
        who,
        why,
        state,
        units,
        openedAt,
        closedAt,
        worked ? busy.plus(more) : busy,
        now,
        next,
        kept);
  }

  BackfillPlan become(State next, Instant now) {
    return new BackfillPlan(
        number,
        to,
        phase,
        maxInFlight,
        again,
        who,
        why,
        next,
        units,
        openedAt,
        next.live() ? Optional.empty() : Optional.of(now),
        busy,
        lookedAt,
        now,
        next.live() ? hold : Optional.empty());
  }

  Map<String, Object> fields(Pipeline pipeline) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("number", number);
    fields.put("from", from().toString());
    fields.put("to", to.toString());
    phase.ifPresent(each -> fields.put("phase", each.value()));
    fields.put("max_in_flight", (long) maxInFlight);
    fields.put("again", again);
    fields.put("who", who);
    fields.put("why", why);
    fields.put("state", state.word());
    fields.put("outputs", List.copyOf(units.byOutput().keySet()));
    fields.put("units", units.byOutput());
    fields.put("opened_at", openedAt);
    closedAt.ifPresent(at -> fields.put("closed_at", at));
    fields.put("busy_seconds", busy.toSeconds());
    fields.put("looked_at", lookedAt);
    fields.put("due_at", dueAt);
    hold.ifPresent(
        each ->
            fields.put(
                "hold",
                Map.of(
                    "date", each.date().toString(),
                    "phase", each.phase().value(),
                    "why", each.why(),
                    "since", each.since())));
    closedAt.ifPresent(at -> fields.put("expires_at", at.plus(KEPT)));
    fields.put("policy_hash", pipeline.hash());
    return fields;
  }

  /** What a stored backfill has made, and proven by rows; nothing for other documents. */
  public static List<OutputDate> made(Document document) {
    if (document.field("units", Map.class).isEmpty()) {
      return List.of();
    }
    Units units = read(document).units();
    List<OutputDate> made = new ArrayList<>();
    units
        .byOutput()
        .forEach(
            (output, letters) -> {
              for (int day = 0; day < letters.length(); day++) {
                if (letters.charAt(day) == Unit.MADE.letter()) {
                  made.add(new OutputDate(output, units.from().plusDays(day)));
                }
              }
            });
    return made;
  }

  /** The changes that make a stored backfill this one. */
  List<FieldChange> changes(Pipeline pipeline) {
    Map<String, Object> fields = fields(pipeline);
    List<FieldChange> changes = new ArrayList<>();
    fields.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
    for (String name : List.of("closed_at", "hold", "expires_at")) {
      if (!fields.containsKey(name)) {
        changes.add(FieldChange.remove(FieldPath.of(name)));
      }
    }
    return changes;
  }

  /**
   * @throws IllegalArgumentException if it lacks what every backfill has, or says what this version
   *     does not know
   */
  static BackfillPlan read(Document document) {
    Map<String, String> letters = new LinkedHashMap<>();
    Map<?, ?> units = needed(document, "units", Map.class);
    for (Object output : needed(document, "outputs", List.class)) {
      letters.put(String.valueOf(output), String.valueOf(units.get(output)));
    }
    return new BackfillPlan(
        needed(document, "number", Long.class),
        LocalDate.parse(needed(document, "to", String.class)),
        document.field("phase", String.class).map(PhaseName::new),
        document
            .field("max_in_flight", Long.class)
            .map(Long::intValue)
            .orElse(BackfillOrder.USUALLY_IN_FLIGHT),
        document.field("again", Boolean.class).orElse(false),
        document.field("who", String.class).orElse(""),
        document.field("why", String.class).orElse(""),
        State.valueOf(needed(document, "state", String.class).toUpperCase(Locale.ROOT)),
        Units.stored(LocalDate.parse(needed(document, "from", String.class)), letters),
        needed(document, "opened_at", Instant.class),
        document.field("closed_at", Instant.class),
        Duration.ofSeconds(document.field("busy_seconds", Long.class).orElse(0L)),
        document.field("looked_at", Instant.class).orElse(Instant.EPOCH),
        document.field("due_at", Instant.class).orElse(Instant.EPOCH),
        document.field("hold", Map.class).flatMap(BackfillPlan::hold));
  }

  private static Optional<Hold> hold(Map<?, ?> fields) {
    return fields.get("since") instanceof Instant since
        ? Optional.of(
            new Hold(
                LocalDate.parse(String.valueOf(fields.get("date"))),
                new PhaseName(String.valueOf(fields.get("phase"))),
                String.valueOf(fields.get("why")),
                since))
        : Optional.empty();
  }

  private static <T> T needed(Document document, String name, Class<T> type) {
    return document
        .field(name, type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    document.path()
                        + " has no "
                        + name
                        + " of type "
                        + type.getSimpleName()
                        + ": another version wrote it, most likely"));
  }
}
