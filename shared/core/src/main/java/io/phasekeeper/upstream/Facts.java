package io.phasekeeper.upstream;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.UpstreamRows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was read about the inputs of an output, at one time.
 *
 * @param rows by input, the same object as in {@code inputs}, and date
 * @param runs by the processor that makes an input, and date
 * @param work the calendar's word on each date
 * @param liveness of each run that has not ended
 */
record Facts(
    Pipeline pipeline,
    List<Input> inputs,
    IdentityHashMap<Input, Map<LocalDate, Long>> rows,
    Map<ProcessorName, Map<LocalDate, List<MakerRun>>> runs,
    Map<LocalDate, DayWork> work,
    Map<MakerRun, Liveness> liveness) {

  /**
   * @param asked the inputs that have a table, in the order of the question's windows
   */
  static IdentityHashMap<Input, Map<LocalDate, Long>> rows(List<Input> asked, UpstreamRows found) {
    IdentityHashMap<Input, Map<LocalDate, Long>> rows = new IdentityHashMap<>();
    asked.forEach(input -> rows.put(input, new HashMap<>()));
    for (UpstreamRows.Count count : found.counts()) {
      Map<LocalDate, Long> ofInput = rows.get(asked.get(count.window()));
      if (ofInput != null) {
        ofInput.put(count.date(), count.rows());
      }
    }
    return rows;
  }

  /** The rows of an input on a date; none if it has no table. */
  Optional<Long> rowsOf(Input input, LocalDate date) {
    return Optional.ofNullable(rows.get(input)).map(byDate -> byDate.getOrDefault(date, 0L));
  }

  /** The runs of each processor for each date, the newest first, but for those that did nothing. */
  static Map<ProcessorName, Map<LocalDate, List<MakerRun>>> byMaker(
      Pipeline pipeline, List<Input> inputs, List<MakerRun> runs) {
    Map<ProcessorName, Map<LocalDate, List<MakerRun>>> byMaker = new HashMap<>();
    for (Input input : inputs) {
      input
          .maker()
          .ifPresent(
              maker ->
                  byMaker.computeIfAbsent(maker.name(), any -> ofMaker(pipeline, maker, runs)));
    }
    return byMaker;
  }

  private static Map<LocalDate, List<MakerRun>> ofMaker(
      Pipeline pipeline, Processor maker, List<MakerRun> runs) {
    ProcessorIdentity identity = new ProcessorIdentity(pipeline, maker.phase());
    Map<LocalDate, List<MakerRun>> byDate = new HashMap<>();
    runs.stream()
        .filter(run -> !run.skipped() && run.isOf(identity, maker))
        .sorted(MakerRun.BY_BEGIN.reversed())
        .forEach(
            run ->
                run.dataDate()
                    .ifPresent(
                        date -> byDate.computeIfAbsent(date, any -> new ArrayList<>()).add(run)));
    return byDate;
  }

  /** The runs of a processor for a date, the newest first. */
  List<MakerRun> runsOf(Processor maker, LocalDate date) {
    return runs.getOrDefault(maker.name(), Map.of()).getOrDefault(date, List.of());
  }

  /** Why nothing is due of an input on a date; none if something is, or nobody knows. */
  Optional<String> nothingDue(Input input, LocalDate date) {
    boolean withEntities = input.maker().map(Processor::rowsPerEntity).orElse(true);
    DayWork day = work.getOrDefault(date, DayWork.noCalendar());
    if (withEntities && day.free()) {
      return Optional.of("nothing is due: the calendar has nothing to work on");
    }
    boolean bootstrap =
        input
            .maker()
            .filter(
                maker ->
                    pipeline
                        .calendar()
                        .filter(calendar -> calendar.isBootstrap(maker.phase(), date))
                        .isPresent())
            .isPresent();
    return bootstrap
        ? Optional.of("nothing is due: the season has only just begun")
        : Optional.empty();
  }

  /** What makes it uncertain whether something is due; "" if nothing does. */
  String doubt(LocalDate date) {
    DayWork day = work.getOrDefault(date, DayWork.noCalendar());
    return day.state() == DayWork.State.UNKNOWN
        ? " (whether anything was due is not known: " + day.explanation() + ")"
        : "";
  }

  /** The newest date of an input's window that has rows. */
  Optional<LocalDate> newestWithRows(Input input) {
    return input.dates().stream()
        .filter(date -> rowsOf(input, date).orElse(0L) > 0)
        .max(Comparator.naturalOrder());
  }
}
