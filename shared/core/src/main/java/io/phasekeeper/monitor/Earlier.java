package io.phasekeeper.monitor;

import io.phasekeeper.document.Document;
import io.phasekeeper.gate.NewerMemory;
import java.time.Instant;
import java.util.Optional;

/**
 * What is stored of a date from earlier looks.
 *
 * @param verdict as stored
 * @param changedAt since when it is so; none: since it is looked at
 * @param mayBeOpen whether a finding of it may be open, whatever the verdict says
 */
record Earlier(String verdict, Optional<Instant> changedAt, boolean mayBeOpen, NewerMemory memory) {
  static final Earlier NOTHING =
      new Earlier(Observation.State.WAITING.word(), Optional.empty(), false, NewerMemory.NONE);

  static Earlier of(Document document) {
    return new Earlier(
        document.field("verdict", String.class).orElse(""),
        document.field("changed_at", Instant.class),
        document.field(GateBook.MAY_BE_OPEN, Boolean.class).orElse(false),
        new NewerMemory(
            document.field("input_had", Long.class),
            document.field("input_newer_since", Instant.class)));
  }

  /** Whether it was found wanting, or nobody could tell. */
  boolean troubled() {
    return verdict.equals(Observation.State.FAILS.word())
        || verdict.equals(Observation.State.UNKNOWN.word());
  }

  boolean is(Observation.State state) {
    return verdict.equals(state.word());
  }
}
