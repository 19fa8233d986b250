package io.phasekeeper.heal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a heal plan: an output of a date that is made, by whomever, and proven by its rows.
 *
 * @param newerThan rows written before this prove nothing; none: any rows do
 * @param notBefore it is not sent earlier: it may become right by itself
 * @param note why it stands as it does, for people
 * @param sentAt when work on it was last begun by this plan
 * @param provenAt when its rows were seen
 * @param rows as proven
 */
record Step(
    OutputDate of,
    Kind kind,
    Optional<Instant> newerThan,
    Optional<Instant> notBefore,
    State state,
    String note,
    Optional<Instant> sentAt,
    Optional<Instant> provenAt,
    long rows) {

  /** What it is to do. */
  enum Kind {
    /** Rows that are not there, or not enough. */
    MAKE,
    /** Rows that are there and are to be made anew. */
    REMAKE,
    /** A source that is to be fetched again. */
    FETCH;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How far it is. */
  enum State {
    WAITING,
    SENT,
    DONE,
    FAILED,
    /** No use any more, or its plan was healed without it. */
    SKIPPED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean open() {
      return this == WAITING || this == SENT;
    }
  }

  static Step waiting(OutputDate of, Kind kind, Optional<Instant> newerThan, String note) {
    return new Step(
        of,
        kind,
        newerThan,
        Optional.empty(),
        State.WAITING,
        note,
        Optional.empty(),
        Optional.empty(),
        0);
  }

  Step notBefore(Optional<Instant> at) {
    return new Step(of, kind, newerThan, at, state, note, sentAt, provenAt, rows);
  }

  Step noted(String why) {
    return new Step(of, kind, newerThan, notBefore, state, why, sentAt, provenAt, rows);
  }

  Step become(State next, String why) {
    return new Step(of, kind, newerThan, notBefore, next, why, sentAt, provenAt, rows);
  }

  Step sent(Instant at, String why) {
    return new Step(
        of, kind, newerThan, notBefore, State.SENT, why, Optional.of(at), provenAt, rows);
  }

  Step done(Instant at, long seen, String why) {
    return new Step(of, kind, newerThan, notBefore, State.DONE, why, sentAt, Optional.of(at), seen);
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("output", of.output());
    fields.put("date", of.date().toString());
    fields.put("kind", kind.word());
    fields.put("state", state.word());
    fields.put("note", note);
    newerThan.ifPresent(at -> fields.put("newer_than", at));
    notBefore.ifPresent(at -> fields.put("not_before", at));
    sentAt.ifPresent(at -> fields.put("sent_at", at));
    provenAt.ifPresent(at -> fields.put("proven_at", at));
    fields.put("rows", rows);
    return fields;
  }

  /**
   * @throws IllegalArgumentException if another version wrote something that this one does not know
   */
  static Step read(Map<?, ?> fields) {
    return new Step(
        new OutputDate(text(fields, "output"), LocalDate.parse(text(fields, "date"))),
        Kind.valueOf(text(fields, "kind").toUpperCase(Locale.ROOT)),
        time(fields, "newer_than"),
        time(fields, "not_before"),
        State.valueOf(text(fields, "state").toUpperCase(Locale.ROOT)),
        fields.get("note") instanceof String note ? note : "",
        time(fields, "sent_at"),
        time(fields, "proven_at"),
        fields.get("rows") instanceof Long rows ? rows : 0);
  }

  private static String text(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "a step of a plan has no " + name + ": found " + fields.keySet());
  }

  private static Optional<Instant> time(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Instant at ? Optional.of(at) : Optional.empty();
  }
}
