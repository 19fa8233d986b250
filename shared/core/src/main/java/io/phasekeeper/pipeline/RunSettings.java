package io.phasekeeper.pipeline;

import java.util.Map;
import java.util.Optional;

/**
 * What the pipeline file says of runs.
 *
 * @param standard of every processor that has no policy of its own
 * @param own policies by processor
 * @param reconciledStatus what the run history says of a run that ended without a word and whose
 *     rows are complete: a status that the next phase's own check accepts
 */
public record RunSettings(
    RunPolicy standard, Map<ProcessorName, RunPolicy> own, String reconciledStatus) {
  /** What holds where the file says nothing. */
  public static final RunSettings STANDARD =
      new RunSettings(RunPolicy.STANDARD, Map.of(), "success");

  public RunSettings {
    own = Map.copyOf(own);
  }

  /**
   * The policy for runs of a processor.
   *
   * @param processor none: a name that nobody configured
   */
  public RunPolicy policy(Optional<ProcessorName> processor) {
    return processor.map(name -> own.getOrDefault(name, standard)).orElse(standard);
  }
}
