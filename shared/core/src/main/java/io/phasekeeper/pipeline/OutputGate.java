package io.phasekeeper.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A gate that an output declares, watched all the time.
 *
 * @param output the name of the processor or source
 * @param phase of the processor; none for a source
 * @param due from when on rows that are not there count as wanting: the latest of these
 * @param every how often it is asked while all is well
 */
public record OutputGate(
    GateRule rule, String output, Optional<PhaseName> phase, List<Due> due, Duration every) {
  public OutputGate {
    due = List.copyOf(due);
  }
}
