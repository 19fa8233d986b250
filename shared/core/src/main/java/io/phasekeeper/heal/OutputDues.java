package io.phasekeeper.heal;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Due;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When an output is due, and whether making it is of any use, purely. */
final class OutputDues {
  private static final DueTime NOON_AFTER = DueTime.parse("12:00 D+1");

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
    return !bootstrap && (!onWorkOnly(processor) || work.due());
  }

  /** Whether it is made on dates with work alone; files are made of what there is then. */
  boolean onWorkOnly(Processor processor) {
    return processor.rowsPerEntity() || !OutputGraph.filesOf(pipeline, processor).isEmpty();
  }

  /** Whether it is ever due. */
  boolean declares(Processor processor) {
    return !dues(processor).isEmpty();
  }

  /** What it declares; of one that makes files alone, when these are to hold their date. */
  private Collection<Due> dues(Processor processor) {
    return processor.output().due().isEmpty()
        ? OutputGraph.filesOf(pipeline, processor).stream()
            .flatMap(file -> file.holdsDateBy().stream())
            .map(Due::at)
            .toList()
        : processor.output().due().values();
  }

  /**
   * When the rows of a date are due in the cycle that work begun now belongs to; where that has no
   * due time, the earliest of the others. What was missed in one cycle is not made early in the
   * next: its completion would start the clock of what waits for it. None for an output that
   * declares none, or whose due time hangs on a start that nobody knows.
   */
  Optional<Instant> due(Processor processor, LocalDate date, DayWork work, Instant now) {
    Optional<Due> ofCycle = Optional.ofNullable(processor.output().due().get(cycle(date, now)));
    return (ofCycle.isPresent() ? ofCycle.stream() : dues(processor).stream())
        .flatMap(due -> due.on(date, pipeline.zone(), work.firstStart()).stream())
        .min(Comparator.naturalOrder());
  }

  /** Whether the rows of a date are due by now; of one that declares nothing, at noon after it. */
  boolean isDue(Processor processor, LocalDate date, DayWork work, Instant now) {
    Instant due =
        due(processor, date, work, now).orElseGet(() -> NOON_AFTER.on(date, pipeline.zone()));
    return !due.isAfter(now);
  }

  /** Every moment at which something of a date falls due. */
  List<Instant> moments(Processor processor, LocalDate date, DayWork work) {
    return Stream.concat(dues(processor).stream(), processor.output().alertAt().stream())
        .flatMap(due -> due.on(date, pipeline.zone(), work.firstStart()).stream())
        .toList();
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
