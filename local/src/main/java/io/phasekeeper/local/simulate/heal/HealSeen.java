package io.phasekeeper.local.simulate.heal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All that was seen at the ports of one day of healing. */
final class HealSeen {
  /** What became of something that was sent. */
  enum Became {
    /** It was taken: one of the attempts. */
    TAKEN,
    /** It was taken, and failed inside the call. */
    ENDED,
    /** Somebody is at it already. */
    JOINED,
    /** It was not taken, and nobody's fault. */
    DECLINED,
    /** It was not taken: a failure of its target. */
    FAILED
  }

  /**
   * Something that was sent.
   *
   * @param tick in which
   * @param claimed whether the store said so before
   */
  record Sent(
      Made of, String target, String order, Instant at, int tick, boolean claimed, Became became) {
    /** Whether it is one of the attempts. */
    boolean attempt() {
      return became == Became.TAKEN || became == Became.ENDED;
    }
  }

  /** A finding opened, or resolved. */
  record Told(String kind, String about, Optional<LocalDate> date, Instant at, boolean opened) {}

  /** A step was called done. */
  record Proven(Made of, Instant at) {}

  /** A plan was begun. */
  record Begun(Made of, Instant at, int tick) {}

  /** A plan was ended without its rows, because nothing more could be done. */
  record GivenUp(Made of, Instant at) {}

  /** It was stored that something is about to be sent. */
  record Claimed(Made of, Instant at, int tick) {}

  final List<Sent> sent = new ArrayList<>();
  final List<Told> told = new ArrayList<>();
  final List<Proven> proven = new ArrayList<>();
  final List<GivenUp> givenUp = new ArrayList<>();
  final List<Begun> begun = new ArrayList<>();
  final List<Claimed> claimed = new ArrayList<>();
  final List<Instant> deaths = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final Map<String, Integer> faults = new TreeMap<>();

  /** Ticks in which a port did not do what it was asked, or two ran at once. */
  final Set<Integer> disturbed = new HashSet<>();

  Instant firstTick = Instant.MAX;
  int ticks;

  void fault(String kind) {
    faults.merge(kind, 1, Integer::sum);
  }
}
