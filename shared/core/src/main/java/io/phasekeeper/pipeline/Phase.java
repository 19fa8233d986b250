package io.phasekeeper.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * One phase of the pipeline.
 *
 * @param aliases other names of it in messages and rows, such as {@code phase_3_analytics}
 * @param completions the topic on which its processors say that they are done
 * @param processors in the file's order
 * @param start how it starts; none for the first phase
 */
public record Phase(
    PhaseName name,
    String title,
    List<String> aliases,
    Optional<String> completions,
    List<ProcessorName> processors,
    Optional<Transition> start) {
  public Phase {
    aliases = List.copyOf(aliases);
    processors = List.copyOf(processors);
  }

  /** The Firestore collection of its ledgers (CONTRACT §3). */
  public String ledgerCollection() {
    return name.value() + "_completion";
  }
}
