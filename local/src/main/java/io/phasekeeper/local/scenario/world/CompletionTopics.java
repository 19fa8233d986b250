package io.phasekeeper.local.scenario.world;

import io.phasekeeper.local.scenario.Words;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells on which topic a processor publishes: its phase's, whatever name it reports under. */
final class CompletionTopics {
  private final Pipeline pipeline;

  CompletionTopics(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * The topic of a completion: of the phase of the processor with that name; of a name that nobody
   * configured, the topic of the phase that the message names, else of the processor whose name is
   * likest.
   */
  String of(Map<String, @Nullable Object> message) {
    String name = text(message, "processor_name");
    String phaseWord = text(message, "phase");
    return pipeline.processors().values().stream()
        .filter(processor -> goesBy(processor, name, text(message, "output_table")))
        .findFirst()
        .flatMap(processor -> pipeline.phase(processor.phase()).completions())
        .or(() -> ofPhase(phaseWord))
        .or(() -> likest(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no topic is known for a completion of \"" + name + "\"; name it as topic"));
  }

  private static boolean goesBy(Processor processor, String name, String outputTable) {
    return processor.name().value().equals(name)
        || processor.className().equals(name)
        || processor.aliases().contains(name)
        || processor.name().value().equals(snake(name))
        || processor.aliases().contains(snake(name))
        || processor
            .table()
            .filter(t -> !outputTable.isEmpty() && t.bareName().equals(outputTable))
            .isPresent();
  }

  private static String snake(String className) {
    String bare = className.replaceFirst("^Async", "").replaceFirst("Processor$", "");
    return bare.replaceAll("([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])", "$1$3_$2$4")
        .toLowerCase(Locale.ROOT);
  }

  private Optional<String> ofPhase(String word) {
    return pipeline.phases().values().stream()
        .filter(phase -> phase.name().value().equals(word) || phase.aliases().contains(word))
        .findFirst()
        .flatMap(Phase::completions);
  }

  private Optional<String> likest(String name) {
    return pipeline.processors().values().stream()
        .filter(processor -> pipeline.phase(processor.phase()).completions().isPresent())
        .min(
            Comparator.comparingInt(
                processor ->
                    Math.min(
                        Words.distance(name, processor.className()),
                        Words.distance(name, processor.name().value()))))
        .flatMap(processor -> pipeline.phase(processor.phase()).completions());
  }

  private static String text(Map<String, @Nullable Object> message, String key) {
    return message.get(key) instanceof String text ? text : "";
  }
}
