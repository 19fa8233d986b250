package io.phasekeeper.upstream;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.UpstreamRows;
import java.time.LocalDate;
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
 * @param work the calendar's word on each date
 * @param liveness of each run that has not ended
 */
record Facts(
    Pipeline pipeline,
    List<Input> inputs,
    Map<Input, Map<LocalDate, Long>> rows,
    List<MakerRun> runs,
    Map<LocalDate, DayWork> work,
    Map<MakerRun, Liveness> liveness) {

  /**
   * @param asked the inputs that have a table, in the order of the question's windows
   */
  static Map<Input, Map<LocalDate, Long>> rows(List<Input> asked, UpstreamRows found) {
    Map<Input, Map<LocalDate, Long>> rows = new IdentityHashMap<>();
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

  /** The runs of a processor for a date, the newest first, but for those that did nothing. */
  List<MakerRun> runsOf(Processor maker, LocalDate date) {
    return runs.stream()
        .filter(run -> run.dataDate().filter(date::equals).isPresent())
        .filter(run -> isOf(pipeline, maker, run))
        .filter(run -> !run.skipped())
        .sorted(MakerRun.BY_BEGIN.reversed())
        .toList();
  }

  /** By its name; where nobody wrote one, by the class with which its id begins. */
  private static boolean isOf(Pipeline pipeline, Processor maker, MakerRun run) {
    Optional<ProcessorName> named =
        run.processorName().isEmpty()
            ? Optional.empty()
            : new ProcessorIdentity(pipeline, maker.phase())
                .of(run.processorName(), Optional.empty());
    return run.processorName().isEmpty()
        ? run.id().startsWith(maker.className() + "_")
        : named.filter(maker.name()::equals).isPresent();
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
