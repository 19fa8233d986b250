package io.phasekeeper.run;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells which runs beat now, whether or not the run history has a row of them. */
public final class LiveRuns {
  private final BeatReader beats;
  private final RunNames names;

  public LiveRuns(DocumentStore documents, Pipeline pipeline) {
    this.names = new RunNames(pipeline);
    this.beats = new BeatReader(documents, pipeline, names);
  }

  /**
   * A run that beats.
   *
   * @param startedAt as its beats tell it
   * @param last when it last beat
   */
  public record Live(
      String runId,
      ProcessorName processor,
      LocalDate date,
      Optional<Instant> startedAt,
      Instant last) {}

  /**
   * The runs that beat within the last quarter of an hour and have not said that they ended. One
   * that does not say its date, or is of nobody that is configured, is left out.
   */
  public List<Live> now(Instant now) {
    List<Live> live = new ArrayList<>();
    for (RunBeat beat : beats.fresh(now)) {
      Optional<ProcessorName> processor = names.processor(beat.processorName());
      boolean alive = LastWord.of(beat).isEmpty() && beat.believed(now).isPresent();
      if (alive && processor.isPresent() && beat.dataDate().isPresent()) {
        live.add(
            new Live(
                beat.runId().orElse(beat.processorName() + " without an id"),
                processor.get(),
                beat.dataDate().get(),
                beat.startedAt(),
                beat.last()));
      }
    }
    return live;
  }
}
