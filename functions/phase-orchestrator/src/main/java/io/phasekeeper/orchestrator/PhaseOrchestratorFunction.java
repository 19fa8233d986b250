package io.phasekeeper.orchestrator;

import com.google.cloud.functions.CloudEventsFunction;
import io.cloudevents.CloudEvent;
import io.phasekeeper.outcome.RetryLater;

/** Entry point: a processor's completion may start the next phase. */
public final class PhaseOrchestratorFunction implements CloudEventsFunction {
  private final CompletionEvents completions;

  /** Called once per instance, by the Functions Framework. */
  public PhaseOrchestratorFunction() {
    this(Wiring.completions(System.getenv()));
  }

  PhaseOrchestratorFunction(CompletionEvents completions) {
    this.completions = completions;
  }

  @Override
  public void accept(CloudEvent event) throws RetryLater {
    completions.on(event);
  }
}
