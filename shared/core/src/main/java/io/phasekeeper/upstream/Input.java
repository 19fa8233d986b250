package io.phasekeeper.upstream;

import io.phasekeeper.pipeline.Need;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Source;
import io.phasekeeper.pipeline.TableShape;
import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One thing that an output is made from, over a window of dates.
 *
 * @param name as the pipeline file names it
 * @param maker the processor that makes it, if one of the pipeline does
 * @param table where it lies
 * @param newestIsEnough rows of any date of the window will do, as with a source that may be so old
 */
record Input(
    String name,
    boolean hard,
    Optional<Processor> maker,
    Optional<TableRef> table,
    LocalDate from,
    LocalDate to,
    boolean newestIsEnough) {

  /** What a processor needs for its output of a date; a source of two tables is two inputs. */
  static List<Input> of(Pipeline pipeline, Processor asking, LocalDate date) {
    List<Input> inputs = new ArrayList<>();
    for (Need need : asking.output().needs()) {
      LocalDate from = date.plusDays(need.from());
      LocalDate to = date.plusDays(need.to());
      switch (need.kind()) {
        case PROCESSOR -> {
          Processor maker = pipeline.processor(new ProcessorName(need.name()));
          inputs.add(
              new Input(
                  need.name(), need.hard(), Optional.of(maker), maker.table(), from, to, false));
        }
        case TABLE -> inputs.add(ofTable(pipeline, need, from, to));
        case SOURCE -> inputs.addAll(ofSource(pipeline, need, from, to));
      }
    }
    return List.copyOf(inputs);
  }

  private static Input ofTable(Pipeline pipeline, Need need, LocalDate from, LocalDate to) {
    Optional<Processor> maker = makerOf(pipeline, need.name());
    Optional<TableRef> table =
        maker
            .flatMap(Processor::table)
            .or(
                () ->
                    Optional.ofNullable(pipeline.tables().get(need.name())).map(TableShape::table));
    return new Input(need.name(), need.hard(), maker, table, from, to, false);
  }

  private static List<Input> ofSource(Pipeline pipeline, Need need, LocalDate from, LocalDate to) {
    Source source = pipeline.sources().get(need.name());
    if (source == null) {
      throw new IllegalArgumentException(
          "no source " + need.name() + " in pipeline " + pipeline.id());
    }
    Optional<Duration> maxAge = source.maxAge();
    LocalDate oldest = maxAge.map(age -> to.minusDays(age.toDays())).orElse(from);
    return source.tables().stream()
        .map(
            shape ->
                new Input(
                    need.name(),
                    need.hard(),
                    makerOf(pipeline, shape.table().name()),
                    Optional.of(shape.table()),
                    oldest,
                    to,
                    maxAge.isPresent()))
        .toList();
  }

  private static Optional<Processor> makerOf(Pipeline pipeline, String table) {
    return pipeline.processors().values().stream()
        .filter(each -> each.table().filter(ref -> ref.name().equals(table)).isPresent())
        .findFirst();
  }

  List<LocalDate> dates() {
    return from.datesUntil(to.plusDays(1)).toList();
  }
}
