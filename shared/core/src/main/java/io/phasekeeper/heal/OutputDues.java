package io.phasekeeper.heal;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Due;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;

/** When an output is due, and whether making it is of any use, purely. */
final class OutputDues {
  private final Pipeline pipeline;

  OutputDues(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * Whether rows are to be expected of a date at all: it has work, and its phase makes rows so
   * early in a season. What the calendar does not know is not expected; that it does not know is a
   * finding of its own.
   */
  boolean expected(Processor processor, LocalDate date, DayWork work) {
    boolean bootstrap =
        pipeline.calendar().filter(c -> c.isBootstrap(processor.phase(), date)).isPresent();
    return !bootstrap && (!processor.rowsPerEntity() || work.due());
  }

  /**
   * When the first rows of a date are due: the earliest of its cycles. None for an output that
   * declares none, or whose due time hangs on a start that nobody knows.
   */
  Optional<Instant> due(Processor processor, LocalDate date, DayWork work) {
    return processor.output().due().values().stream()
        .flatMap(due -> due.on(date, pipeline.zone(), work.firstStart()).stream())
        .min(Comparator.naturalOrder());
  }

  /** When its absence is critical. */
  Optional<Instant> alertAt(Processor processor, LocalDate date, DayWork work) {
    Optional<Due> alert = processor.output().alertAt();
    return alert.flatMap(due -> due.on(date, pipeline.zone(), work.firstStart()));
  }

  /** The cycle that work begun now for a date belongs to. */
  CycleName cycle(LocalDate date, Instant now) {
    return pipeline.cycles().of(now, date, pipeline.zone());
  }

  /** Why making it now has no use any more; none while it has. */
  Optional<String> useless(Processor processor, LocalDate date, DayWork work, Instant now) {
    CycleName cycle = cycle(date, now);
    Optional<Instant> start = work.firstStart();
    return processor.output().uselessAfterFirstStart().contains(cycle)
            && start.filter(at -> !now.isBefore(at)).isPresent()
        ? Optional.of("the first entity of " + date + " began at " + start.get())
        : Optional.empty();
  }
}
