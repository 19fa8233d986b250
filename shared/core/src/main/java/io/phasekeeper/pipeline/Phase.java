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
 * @param service the service that runs its processors, a key of the pipeline's services
 */
public record Phase(
    PhaseName name,
    String title,
    List<String> aliases,
    Optional<String> completions,
    List<ProcessorName> processors,
    Optional<Transition> start,
    Optional<String> service) {
  public Phase {
    aliases = List.copyOf(aliases);
    processors = List.copyOf(processors);
  }

  /** A phase that no service runs. */
  public Phase(
      PhaseName name,
      String title,
      List<String> aliases,
      Optional<String> completions,
      List<ProcessorName> processors,
      Optional<Transition> start) {
    this(name, title, aliases, completions, processors, start, Optional.empty());
  }

  /** The Firestore collection of its ledgers (CONTRACT §3). */
  public String ledgerCollection() {
    return name.value() + "_completion";
  }
}
