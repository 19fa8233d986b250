package io.phasekeeper.heal;

import io.phasekeeper.pipeline.ExportFile;
import io.phasekeeper.pipeline.Need;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Source;
import io.phasekeeper.pipeline.TableShape;
import io.phasekeeper.warehouse.TableRef;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which outputs are made from which, over which dates; the pipeline file has no cycle of them. */
final class OutputGraph {
  private final Pipeline pipeline;
  private final Map<String, Processor> processors = new TreeMap<>();
  private final Map<String, List<ExportFile>> files = new TreeMap<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private final OutputGates gates;

  OutputGraph(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.gates = new OutputGates(pipeline);
    pipeline
        .processors()
        .values()
        .forEach(processor -> processors.put(processor.name().value(), processor));
    processors.forEach(
        (name, processor) -> {
          List<ExportFile> made = filesOf(pipeline, processor);
          if (!made.isEmpty()) {
            files.put(name, made);
          }
        });
  }

  /** The files that a processor makes and that are all that is seen of its work. */
  static List<ExportFile> filesOf(Pipeline pipeline, Processor processor) {
    return processor.table().isPresent()
        ? List.of()
        : pipeline.files().values().stream()
            .filter(file -> file.madeBy().filter(processor.name()::equals).isPresent())
            .toList();
  }

  /** The gates that prove its outputs. */
  OutputGates gates() {
    return gates;
  }

  /** The newest dates first; of one date, inputs before what is made from them. */
  Comparator<OutputDate> newestAndInputsFirst() {
    return Comparator.comparing(OutputDate::date)
        .reversed()
        .thenComparing(of -> depth(of.output()))
        .thenComparing(OutputDate::output);
  }

  Optional<Processor> processor(String output) {
    return Optional.ofNullable(processors.get(output));
  }

  Optional<Source> source(String output) {
    return processors.containsKey(output)
        ? Optional.empty()
        : Optional.ofNullable(pipeline.sources().get(output));
  }

  /** Where an output lies; none if it has no table. */
  List<TableRef> tables(String output) {
    return processor(output)
        .map(processor -> processor.table().stream().toList())
        .or(
            () ->
                source(output)
                    .map(source -> source.tables().stream().map(TableShape::table).toList()))
        .orElseGet(
            () ->
                Optional.ofNullable(pipeline.tables().get(output))
                    .map(shape -> List.of(shape.table()))
                    .orElse(List.of()));
  }

  /** The files that an output lies in; none if it has a table, which tells more. */
  List<ExportFile> files(String output) {
    return files.getOrDefault(output, List.of());
  }

  /** The output that lies in a file, and in no table. */
  Optional<String> inFile(String uri) {
    return files.entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(file -> file.uri().equals(uri)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The output that lies in a table: a processor's first, else a source's. */
  Optional<String> in(String table) {
    for (Processor processor : processors.values()) {
      if (processor.table().filter(ref -> ref.name().equals(table)).isPresent()) {
        return Optional.of(processor.name().value());
      }
    }
    return pipeline.sources().values().stream()
        .filter(
            source ->
                source.tables().stream().anyMatch(shape -> shape.table().name().equals(table)))
        .map(Source::name)
        .findFirst();
  }

  /** What an output of a date is made from; nothing for a source. */
  List<InputWindow> inputs(OutputDate of) {
    return processor(of.output())
        .map(
            processor ->
                processor.output().needs().stream().map(need -> window(need, of.date())).toList())
        .orElse(List.of());
  }

  /** What is needed, by its name among the outputs; a table that is nobody's by its own. */
  private String output(Need need) {
    return switch (need.kind()) {
      case PROCESSOR, SOURCE -> need.name();
      case TABLE -> in(need.name()).orElse(need.name());
    };
  }

  private InputWindow window(Need need, LocalDate date) {
    String output = output(need);
    LocalDate to = date.plusDays(need.to());
    Optional<LocalDate> oldest =
        source(output).flatMap(Source::maxAge).map(age -> to.minusDays(age.toDays()));
    return new InputWindow(
        output,
        need.hard(),
        oldest.orElse(date.plusDays(need.from())),
        to,
        oldest.isPresent(),
        tables(output));
  }

  /** The outputs that are made from this one, of the dates {@code first} to {@code last}. */
  List<OutputDate> dependents(OutputDate of, LocalDate first, LocalDate last) {
    List<OutputDate> dependents = new ArrayList<>();
    for (Processor processor : processors.values()) {
      TreeSet<LocalDate> dates = new TreeSet<>();
      for (Need need : processor.output().needs()) {
        if (output(need).equals(of.output())) {
          of.date()
              .minusDays(need.to())
              .datesUntil(of.date().minusDays(need.from()).plusDays(1))
              .filter(date -> !date.isBefore(first) && !date.isAfter(last))
              .forEach(dates::add);
        }
      }
      dates.forEach(date -> dependents.add(new OutputDate(processor.name().value(), date)));
    }
    return dependents;
  }

  /**
   * How many steps it is from what is made from nothing: an input is less deep, unless the chain
   * comes back to the output itself over earlier dates.
   */
  int depth(String output) {
    return depth(output, new HashSet<>());
  }

  private int depth(String output, Set<String> above) {
    Integer known = depths.get(output);
    if (known != null || !above.add(output)) {
      return known == null ? 0 : known;
    }
    int depth = 0;
    for (InputWindow input : inputs(new OutputDate(output, LocalDate.EPOCH))) {
      if (!above.contains(input.output())) {
        depth = Math.max(depth, depth(input.output(), above) + 1);
      }
    }
    above.remove(output);
    depths.put(output, depth);
    return depth;
  }

  /** Every processor that has a table, by name. */
  List<Processor> outputs() {
    return processors.values().stream().filter(each -> each.table().isPresent()).toList();
  }

  /** Every processor whose work can be seen, in a table or in files, by name. */
  List<Processor> seen() {
    return processors.values().stream()
        .filter(each -> each.table().isPresent() || files.containsKey(each.name().value()))
        .toList();
  }

  Processor processor(ProcessorName name) {
    return pipeline.processor(name);
  }
}
