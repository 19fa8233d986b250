package io.phasekeeper.local.scenario.world;

import io.phasekeeper.local.scenario.Words;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorIdentity;
import java.util.Comparator;
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
    return pipeline.phases().values().stream()
        .filter(phase -> knows(phase, name, text(message, "output_table")))
        .findFirst()
        .flatMap(Phase::completions)
        .or(() -> ofPhase(phaseWord))
        .or(() -> likest(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no topic is known for a completion of \"" + name + "\"; name it as topic"));
  }

  private boolean knows(Phase phase, String name, String outputTable) {
    return new ProcessorIdentity(pipeline, phase.name())
        .of(name, Optional.of(outputTable).filter(table -> !table.isEmpty()))
        .isPresent();
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
