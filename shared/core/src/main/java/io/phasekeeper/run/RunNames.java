package io.phasekeeper.run;

import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells which configured processor a run is of, and under which names it may beat. */
public final class RunNames {
  /** More names than any pipeline has. */
  private static final int MOST_NAMES = 5_000;

  private final Pipeline pipeline;
  private final Map<String, Optional<ProcessorName>> known = new ConcurrentHashMap<>();

  public RunNames(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** The processor of any phase that has this name; none: nobody configured it. */
  public Optional<ProcessorName> processor(String processorName) {
    if (known.size() > MOST_NAMES) {
      known.clear();
    }
    return known.computeIfAbsent(processorName, this::find);
  }

  private Optional<ProcessorName> find(String processorName) {
    return pipeline.phases().keySet().stream()
        .flatMap(
            phase ->
                new ProcessorIdentity(pipeline, phase).of(processorName, Optional.empty()).stream())
        .findFirst();
  }

  /**
   * Every name under which the run's processor may beat: as written, and as configured; where
   * nobody wrote one, those of the class with which its id begins.
   */
  public Set<String> of(Run run) {
    Set<String> names = new LinkedHashSet<>();
    names.add(run.processorName());
    processor(run.processorName())
        .map(pipeline::processor)
        .ifPresent(processor -> names.addAll(all(processor)));
    if (run.processorName().isEmpty()) {
      pipeline.processors().values().stream()
          .filter(processor -> run.id().startsWith(processor.className() + "_"))
          .forEach(processor -> names.addAll(all(processor)));
    }
    names.remove("");
    return names;
  }

  private static Set<String> all(Processor processor) {
    Set<String> names = new LinkedHashSet<>();
    names.add(processor.className());
    names.add(processor.name().value());
    names.addAll(processor.aliases());
    return names;
  }
}
