package io.phasekeeper.heal;

import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.upstream.MakerRun;
import io.phasekeeper.warehouse.UpstreamQuestion;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The run history of those who make outputs, told apart by output. */
final class RunsOfOutputs {
  private final Pipeline pipeline;
  private final OutputGraph graph;
  private final Map<String, List<MakerRun>> runs = new HashMap<>();

  RunsOfOutputs(Pipeline pipeline, OutputGraph graph) {
    this.pipeline = pipeline;
    this.graph = graph;
  }

  /** The question for the runs of some outputs; none if nobody makes them, or keeps a history. */
  Optional<UpstreamQuestion.Runs> question(
      Collection<String> outputs, LocalDate first, LocalDate last) {
    Set<String> names = new LinkedHashSet<>();
    for (String output : outputs) {
      graph
          .processor(output)
          .ifPresent(
              processor -> {
                names.add(output);
                names.add(processor.className());
                names.add("Async" + processor.className());
                names.addAll(processor.aliases());
              });
    }
    return pipeline
        .runHistory()
        .filter(table -> !names.isEmpty())
        .map(table -> new UpstreamQuestion.Runs(table, List.copyOf(names), first, last));
  }

  /** Gives each of the outputs its runs, the newest first. */
  void sort(Collection<String> outputs, Collection<MakerRun> found) {
    Map<String, List<MakerRun>> byName = new LinkedHashMap<>();
    found.forEach(
        run -> byName.computeIfAbsent(run.processorName(), any -> new ArrayList<>()).add(run));
    for (String output : outputs) {
      graph
          .processor(output)
          .ifPresent(
              processor -> {
                ProcessorIdentity identity = new ProcessorIdentity(pipeline, processor.phase());
                List<MakerRun> of = new ArrayList<>();
                byName.forEach(
                    (name, named) -> {
                      if (name.isEmpty()) { // each tells by its id
                        named.stream()
                            .filter(run -> run.isOf(identity, processor))
                            .forEach(of::add);
                      } else if (named.get(0).isOf(identity, processor)) {
                        of.addAll(named);
                      }
                    });
                of.sort(MakerRun.BY_BEGIN.reversed());
                runs.put(output, List.copyOf(of));
              });
    }
  }

  /** Those for one date, the newest first. */
  List<MakerRun> of(OutputDate of) {
    return all(of.output()).stream()
        .filter(run -> run.dataDate().filter(of.date()::equals).isPresent())
        .toList();
  }

  /** Those of all the dates that were asked for. */
  List<MakerRun> all(String output) {
    return runs.getOrDefault(output, List.of());
  }
}
