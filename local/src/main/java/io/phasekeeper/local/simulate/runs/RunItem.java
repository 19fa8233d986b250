package io.phasekeeper.local.simulate.runs;

import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One thing that happens on a drawn day of runs; each is independent of the others, so that any may
 * be left out.
 */
sealed interface RunItem {
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

  /**
   * A run, as the run history and its beats show it.
   *
   * @param nameAsWritten its class, in the run history and in its beats
   * @param date none: its column is NULL
   * @param beats none: it never beats
   * @param end none: it never says that it ended
   */
  record Run(
      String id,
      ProcessorName processor,
      String nameAsWritten,
      Optional<LocalDate> date,
      Instant start,
      Optional<Beats> beats,
      Optional<End> end)
      implements RunItem {
    @Override
    public Optional<String> fault() {
      if (end.isEmpty() && beats.flatMap(Beats::says).isPresent()) {
        return Optional.of("end row that never comes");
      }
      if (end.isEmpty()) {
        return Optional.of(beats.isEmpty() ? "run that hangs" : "run that dies");
      }
      return beats.flatMap(Beats::stallsAt).isPresent()
          ? Optional.of("run without progress")
          : Optional.empty();
    }

    boolean endedBy(Instant at) {
      return end.filter(e -> !e.at().isAfter(at)).isPresent();
    }

    boolean succeededBy(Instant at) {
      return endedBy(at) && end.orElseThrow().status().equals("success");
    }

    /** Whether it truly lives, and would be heard. */
    boolean beatsAt(Instant at) {
      return !at.isBefore(start)
          && !endedBy(at)
          && beats.filter(b -> !at.isAfter(b.until())).isPresent();
    }
  }

  /**
   * The beats of a run, one a minute from its start.
   *
   * @param until the last is at or before it
   * @param ahead what its clock shows more than ours; less than zero: it is behind
   * @param stallsAt since when its progress stays the same; none: it goes on
   * @param alone whether its document is named by the processor alone
   * @param says what the last of them says became of the run; none: it dies in the middle
   */
  record Beats(
      Instant until,
      Duration ahead,
      Optional<Instant> stallsAt,
      boolean alone,
      Optional<String> says) {
    /** Whether no beat comes after one at that moment. */
    boolean lastAt(Instant beat) {
      return beat.plusSeconds(60).isAfter(until);
    }
  }

  /** How a run says that it ended. */
  record End(Instant at, String status) {}

  /** The table of a processor has no row for the date until then. */
  record RowsMissing(ProcessorName processor, Instant until) implements RunItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("missing rows");
    }
  }

  /** Until then the rows of a processor for the date are those of an earlier run. */
  record RowsOfBefore(ProcessorName processor, Instant until) implements RunItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("rows of an earlier run");
    }
  }

  /** No beat of anybody arrives. */
  record BeatsDark(Instant from, Instant until) implements RunItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("beats that all stop");
    }
  }

  /** Rows can be changed only 90 minutes after they were written. */
  record RowsStream() implements RunItem {
    static final Duration FOR = Duration.ofMinutes(90);
  }

  /** How a change of the run history is answered. */
  enum Refusal {
    /** Too much is changing: it is not made. */
    BUSY,
    /** It is made, but its answer is lost. */
    ANSWER_LOST
  }

  /** Changes of the run history are refused, or their answers lost. */
  record ChangesRefused(Instant from, Instant until, Refusal how) implements RunItem {
    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until));
    }
  }

  /** The warehouse does not answer. */
  record WarehouseDown(Instant from, Instant until) implements RunItem {
    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until));
    }
  }

  /** Each tick's first compare-and-set loses its race. */
  record Conflicts(Instant from, Instant until) implements RunItem {
    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until));
    }
  }

  /** The cleanup does not tick. */
  record Silence(Instant from, Instant until) implements RunItem {
    @Override
    public Optional<String> fault() {
      return Optional.of("silent cleanup");
    }

    @Override
    public Optional<Stretch> trouble() {
      return Optional.of(new Stretch(from, until));
    }
  }

  /** The first tick at or after a moment dies at a call to a port, from 1. */
  record Death(Instant from, int call, boolean afterEffect) implements RunItem {}

  /** At a call to a port of the first tick at or after a moment, a whole second tick runs. */
  record TwoAtOnce(Instant from, int call) implements RunItem {}
}
