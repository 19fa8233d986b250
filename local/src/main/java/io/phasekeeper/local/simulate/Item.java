package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that happens on a drawn day. A day is a list of them, each independent of the others,
 * so that any may be left out: that is how the shortest list that still fails is found.
 */
sealed interface Item {

  /** The word under which it is counted; none for what is no fault. */
  default Optional<String> fault() {
    return Optional.empty();
  }

  /** Until when it may disturb what is due; none: it does not last. */
  default Optional<Instant> endsAt() {
    return Optional.empty();
  }

  /** What begins, and ends by itself. */
  sealed interface Lasting extends Item {
    Instant from();

    Instant until();

    default boolean covers(Instant at) {
      return !at.isBefore(from()) && at.isBefore(until());
    }

    @Override
    default Optional<Instant> endsAt() {
      return Optional.of(until());
    }
  }

  /**
   * A processor's completion.
   *
   * @param message its number, which other items name it by
   * @param processor whose it is; none for a name that nobody configured
   * @param cycle whose document the date rule names
   * @param correlation shared by all runs of one chain
   * @param sentAt a little after {@code timestamp}
   */
  record Report(
      int message,
      PhaseName phase,
      CycleName cycle,
      String nameAsSent,
      Optional<ProcessorName> processor,
      ReportStatus status,
      Optional<Long> count,
      String execution,
      String correlation,
      Instant timestamp,
      Duration duration,
      Instant sentAt)
      implements Item {
    String key() {
      return execution + "@" + timestamp;
    }

    /** Success that says of itself that it made rows, or says nothing of rows. */
    boolean done() {
      return processor.isPresent()
          && status == ReportStatus.SUCCESS
          && count.map(rows -> rows > 0).orElse(true);
    }

    /** The same, as a run of another chain. */
    Report in(String chain) {
      return new Report(
          message,
          phase,
          cycle,
          nameAsSent,
          processor,
          status,
          count,
          execution,
          chain,
          timestamp,
          duration,
          sentAt);
    }

    Instant began() {
      return timestamp.minus(duration);
    }

    boolean claim() {
      return processor.isPresent() && status.claimsRows() && !done();
    }

    @Override
    public Optional<String> fault() {
      return processor.isEmpty()
          ? Optional.of("unknown name")
          : status == ReportStatus.SUCCESS ? Optional.empty() : Optional.of("not a success");
    }
  }

  /** A message's first delivery takes longer; others overtake it. */
  record Delayed(int message, Duration by) implements Item {
    @Override
    public Optional<String> fault() {
      return Optional.of("delayed");
    }
  }

  /** A message is delivered once more, whether or not it was acknowledged. */
  record Duplicated(int message, Duration after) implements Item {
    @Override
    public Optional<String> fault() {
      return Optional.of("duplicate");
    }
  }

  /** A message's first deliveries do not arrive; it comes again after 10 s, doubling to 600 s. */
  record Lost(int message, int attempts) implements Item {
    @Override
    public Optional<String> fault() {
      return Optional.of("lost delivery");
    }
  }

  /**
   * The instance dies while it works on a message.
   *
   * @param attempt of those that arrive, from 1
   * @param call the port call at which it dies, from 1; never, if it makes fewer
   */
  record Crash(int message, int attempt, int call, boolean afterEffect) implements Item {}

  /** The same for the first tick of the sweep at or after a moment. */
  record SweepCrash(Instant from, int call, boolean afterEffect) implements Item {}

  /**
   * The instance stalls just before it creates a trigger, and its message is delivered again; its
   * create still goes through, just before the next one of the same trigger.
   *
   * @param publishes whether it then goes on to publish; else it dies
   */
  record Stalled(int message, boolean publishes) implements Item {}

  /** Each invocation's first compare-and-set loses its race. */
  record Conflicts(Instant from, Instant until) implements Lasting {}

  /**
   * Publishes are not acknowledged.
   *
   * @param published whether the messages go out all the same: then only the answer is lost
   */
  record PublishFails(Instant from, Instant until, boolean published) implements Lasting {}

  /** The warehouse does not answer. */
  record WarehouseDown(Instant from, Instant until) implements Lasting {}

  /** Our clock is wrong by so much. */
  record ClockStep(Instant from, Instant until, Duration by) implements Lasting {
    @Override
    public Optional<String> fault() {
      return Optional.of("clock step");
    }

    @Override
    public Optional<Instant> endsAt() {
      return Optional.of(until.plus(by.abs()));
    }
  }

  /** The sweep does not run. */
  record SweepSilent(Instant from, Instant until) implements Lasting {
    @Override
    public Optional<String> fault() {
      return Optional.of("silent sweep");
    }
  }

  /** A table has only so many rows for a while. */
  record FewRows(String table, Instant from, Instant until, long rows) implements Lasting {
    @Override
    public Optional<String> fault() {
      return Optional.of("few rows");
    }
  }

  /** A run ended in success, as the run history says; its completion may be missing. */
  record RunEnded(ProcessorName processor, CycleName cycle, Instant start, Instant end)
      implements Item {}

  /** Another writer merges a field of its own into a ledger. */
  record OtherWrites(Instant at, DocumentPath ledger, String field, String value) implements Item {
    @Override
    public Optional<String> fault() {
      return Optional.of("other writer");
    }
  }

  /** The same, between two port calls of ours. */
  record OtherWritesMeanwhile(
      int message, int call, DocumentPath ledger, String field, String value) implements Item {}

  /** Another writer merges an entry for a processor that sends us nothing. */
  record OtherCompletes(
      Instant at, PhaseName phase, CycleName cycle, DocumentPath ledger, ProcessorName processor)
      implements Item {
    /** The entry that it merges. */
    Map<String, Object> fields() {
      return Map.of("completed_at", at, "status", "completed", "record_count", 7L);
    }

    @Override
    public Optional<String> fault() {
      return Optional.of("other writer");
    }
  }

  /** Somebody copies flags of a trigger that never was into a ledger. */
  record StaleFlags(Instant at, DocumentPath ledger, String triggerId) implements Item {
    @Override
    public Optional<String> fault() {
      return Optional.of("stale flags");
    }
  }

  /** Another orchestrator says that it has started the phase. */
  record OtherStarts(Instant at, PhaseName starts, CycleName cycle, DocumentPath ledger)
      implements Item {
    @Override
    public Optional<String> fault() {
      return Optional.of("other orchestrator");
    }
  }

  /** A person holds a phase, and releases it. */
  record Held(Instant from, Instant until, PhaseName phase, CycleName cycle) implements Lasting {
    @Override
    public Optional<String> fault() {
      return Optional.of("operator hold");
    }
  }

  /** A person skips a phase, if it is not decided yet. */
  record Skipped(Instant at, PhaseName phase, CycleName cycle) implements Item {
    @Override
    public Optional<String> fault() {
      return Optional.of("operator skip");
    }
  }

  /** A phase does not start on its trigger: no heartbeat comes. */
  record NeverStarts(PhaseName phase, CycleName cycle) implements Item {
    @Override
    public Optional<String> fault() {
      return Optional.of("deaf phase");
    }
  }
}
