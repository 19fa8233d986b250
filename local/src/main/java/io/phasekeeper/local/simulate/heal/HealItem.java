package io.phasekeeper.local.simulate.heal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that happens on a drawn day of healing; each is independent of the others, so that any
 * may be left out.
 */
sealed interface HealItem {
  /** The word under which it is counted; none for what is no fault. */
  default Optional<String> fault() {
    return Optional.empty();
  }

  /** When it stands in our way; none: it does not. */
  default Optional<Stretch> trouble() {
    return Optional.empty();
  }

  /** Some time, without its end. */
  record Stretch(Instant from, Instant until) {
    boolean covers(Instant at) {
      return !at.isBefore(from) && at.isBefore(until);
    }
  }

  /** The run that makes an output every day makes nothing, or half of it. */
  record NotMade(Made of, boolean half) implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of(half ? "output half made" : "output not made");
    }
  }

  /** How a run of somebody else ends. */
  enum End {
    ROWS,
    FAILED,
    NEVER
  }

  /** Somebody else runs the processor of an output. */
  record TheirRun(Made of, Instant start, Duration takes, End end) implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("somebody else's run");
    }
  }

  /** A source has no rows of a date until then. */
  record NoSourceRows(Made of, Instant until) implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("source without rows");
    }
  }

  /** The calendar says something else of a game, or knows one more. */
  record GameChange(Instant at, LocalDate date, String id, String status, Instant starts)
      implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("schedule change");
    }
  }

  /** What somebody who is asked for work answers. */
  enum Answer {
    ERROR_INSIDE,
    PAGE,
    FORBIDDEN,
    NOT_FOUND,
    BUSY,
    TOO_MANY,
    BROKEN,
    AWAY,
    INCOMPLETE,
    NO_PLAYERS,
    SILENT,
    SILENT_BUT_WORKS,
    UNREACHED
  }

  /** Whoever is asked for work answers so, and does nothing unless it says so. */
  record Answers(String target, Instant from, Instant until, Answer how) implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("answer: " + word(how));
    }
  }

  /** What comes of work that was accepted. */
  enum Effect {
    NOTHING,
    HALF,
    NO_RUN_ROW,
    DIES,
    FAILS,
    /** A run says that it succeeded, and there are no rows. */
    HOLLOW
  }

  /** Work that is accepted comes to this. */
  record Effects(String target, Instant from, Instant until, Effect how) implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("accepted work: " + word(how));
    }
  }

  static String word(Enum<?> how) {
    return how.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The warehouse does not answer. */
  record WarehouseDown(Instant from, Instant until) implements HealItem {
    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until));
    }
  }

  /** Some call to the store in each tick is not answered. */
  record StoreFails(Instant from, Instant until, int call, boolean afterEffect)
      implements HealItem {
    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until));
    }
  }

  /** Each tick's first compare-and-set loses its race. */
  record Conflicts(Instant from, Instant until) implements HealItem {
    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until));
    }
  }

  /** The healing does not tick. */
  record Silence(Instant from, Instant until) implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("silent healing");
    }

    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until));
    }
  }

  /** Our clock is wrong by so much. */
  record ClockStep(Instant from, Instant until, Duration by) implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("clock step");
    }

    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until.plus(by.abs())));
    }
  }

  /** Each tick is that of a new instance. */
  record Restarts(Instant from, Instant until) implements HealItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("restarts");
    }
  }

  /** The first tick at or after a moment dies at a call to a port, from 1. */
  record Death(Instant from, int call, boolean afterEffect) implements HealItem {}

  /** At a call to a port of the first tick at or after a moment, a whole second tick runs. */
  record TwoAtOnce(Instant from, int call) implements HealItem {}
}
