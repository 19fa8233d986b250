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
   * likest. None if that phase has no topic: then nobody hears of it.
   */
  Optional<String> of(Map<String, @Nullable Object> message) {
    String name = text(message, "processor_name");
    Optional<Phase> own =
        pipeline.phases().values().stream()
            .filter(phase -> knows(phase, name, text(message, "output_table")))
            .findFirst();
    return own.or(() -> named(text(message, "phase")))
        .or(() -> likest(name))
        .flatMap(Phase::completions);
  }

  private boolean knows(Phase phase, String name, String outputTable) {
    return new ProcessorIdentity(pipeline, phase.name())
        .of(name, Optional.of(outputTable).filter(table -> !table.isEmpty()))
        .isPresent();
  }

  private Optional<Phase> named(String word) {
    return pipeline.phases().values().stream()
        .filter(phase -> phase.name().value().equals(word) || phase.aliases().contains(word))
        .findFirst();
  }

  private Optional<Phase> likest(String name) {
    return pipeline.processors().values().stream()
        .filter(processor -> pipeline.phase(processor.phase()).completions().isPresent())
        .min(
            Comparator.comparingInt(
                processor ->
                    Math.min(
                        Words.distance(name, processor.className()),
                        Words.distance(name, processor.name().value()))))
        .map(processor -> pipeline.phase(processor.phase()));
  }

  private static String text(Map<String, @Nullable Object> message, String key) {
    return message.get(key) instanceof String text ? text : "";
  }
}
