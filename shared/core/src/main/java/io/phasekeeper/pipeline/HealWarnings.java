package io.phasekeeper.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a good pipeline file leaves to people: inputs that others cannot do without, and that nobody
 * makes again when they are missing, because they have no action.
 */
public final class HealWarnings {
  private HealWarnings() {}

  /** One sentence for each, in the order of the file: sources, then processors. */
  public static List<String> of(Pipeline pipeline) {
    Map<String, TreeSet<String>> neededBy = new LinkedHashMap<>();
    pipeline.processors().values().stream()
        .forEach(
            processor ->
                processor.output().needs().stream()
                    .filter(Need::hard)
                    .forEach(
                        need ->
                            neededBy
                                .computeIfAbsent(maker(pipeline, need), any -> new TreeSet<>())
                                .add(processor.name().value())));
    List<String> warnings = new ArrayList<>();
    pipeline.sources().values().stream()
        .filter(source -> source.heal().isEmpty())
        .forEach(
            source ->
                Optional.ofNullable(neededBy.get(source.name()))
                    .ifPresent(
                        by ->
                            warnings.add(
                                "sources."
                                    + source.name()
                                    + " has no heal: when it is missing or old, nobody fetches it"
                                    + " again for "
                                    + String.join(", ", by))));
    pipeline.processors().values().stream()
        .filter(processor -> !callable(pipeline, processor))
        .forEach(
            processor ->
                Optional.ofNullable(neededBy.get(processor.name().value()))
                    .ifPresent(
                        by ->
                            warnings.add(
                                "phases."
                                    + processor.phase()
                                    + ".processors."
                                    + processor.name()
                                    + " has no heal, and its phase no service with a path: when it"
                                    + " is missing, nobody makes it again for "
                                    + String.join(", ", by))));
    return List.copyOf(warnings);
  }

  /** A table is made by the processor that writes it. */
  private static String maker(Pipeline pipeline, Need need) {
    return switch (need.kind()) {
      case PROCESSOR, SOURCE -> need.name();
      case TABLE ->
          pipeline.processors().values().stream()
              .filter(p -> p.table().filter(t -> t.name().equals(need.name())).isPresent())
              .map(p -> p.name().value())
              .findFirst()
              .orElse(need.name());
    };
  }

  private static boolean callable(Pipeline pipeline, Processor processor) {
    return processor.output().heal().isPresent()
        || pipeline
            .phase(processor.phase())
            .service()
            .map(pipeline.services()::get)
            .filter(service -> service.path().isPresent())
            .isPresent();
  }
}
