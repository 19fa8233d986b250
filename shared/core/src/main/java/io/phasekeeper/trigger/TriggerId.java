package io.phasekeeper.trigger;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import java.time.LocalDate;

/**
 * Names one start of one phase: {@code phase4:2026-01-11:overnight:1}. Derived from what it starts,
 * so that everybody who decides the same thing derives the same id.
 *
 * @param generation from 1; each retrigger has the next
 */
public record TriggerId(PhaseName phase, LocalDate date, CycleName cycle, long generation) {
  public static final String COLLECTION = "phasekeeper_triggers";

  public TriggerId {
    if (generation < 1) {
      throw new IllegalArgumentException("generations count from 1, not " + generation);
    }
  }

  public TriggerId next() {
    return new TriggerId(phase, date, cycle, generation + 1);
  }

  /** {@code phasekeeper_triggers/{pipeline}:{trigger id}}. */
  public DocumentPath path(String pipelineId) {
    return new DocumentPath(COLLECTION, pipelineId + ":" + this);
  }

  @Override
  public String toString() {
    return phase + ":" + date + ":" + cycle + ":" + generation;
  }
}
