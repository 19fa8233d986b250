package io.phasekeeper.local.simulate;

import java.util.List;
import java.util.Optional;

/** One call of an instance of ours, and what is to happen in it. */
final class Invocation {
  enum Kind {
    MESSAGE,
    SWEEP,
    PERSON
  }

  /** Dies at the given port call. */
  record Death(int call, boolean afterEffect) {}

  final Kind kind;
  final Optional<Death> death;
  final boolean stalls;
  final List<Item.OtherWritesMeanwhile> meanwhile;
  boolean stallPublishes;
  boolean conflictIsDue;
  int calls;

  /** Questions that the warehouse did not answer. */
  int refused;

  /** Whether a port did not do what it was asked, or something else interfered. */
  boolean disturbed;

  Invocation(
      Kind kind,
      Optional<Death> death,
      boolean stalls,
      boolean conflictIsDue,
      List<Item.OtherWritesMeanwhile> meanwhile) {
    this.kind = kind;
    this.death = death;
    this.stalls = stalls;
    this.conflictIsDue = conflictIsDue;
    this.meanwhile = meanwhile;
  }

  static Invocation byPerson() {
    return new Invocation(Kind.PERSON, Optional.empty(), false, false, List.of());
  }
}
