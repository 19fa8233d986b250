package io.phasekeeper.orchestrator;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.event.PubSubEnvelope;
import io.phasekeeper.outcome.Answers;
import io.phasekeeper.outcome.RetryLater;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Reads the CloudEvents of completion topics, and hands each to the orchestrator. */
final class CompletionEvents {
  private final PhaseOrchestrator orchestrator;
  private final Answers answers;
  private final InstantSource clock;

  CompletionEvents(PhaseOrchestrator orchestrator, Answers answers, InstantSource clock) {
    this.orchestrator = orchestrator;
    this.answers = answers;
    this.clock = clock;
  }

  void on(CloudEvent event) throws RetryLater {
    CloudEventData data = event.getData();
    OffsetDateTime time = event.getTime();
    IncomingEvent incoming =
        PubSubEnvelope.open(
            event.getId(),
            event.getSource().toString(),
            time == null ? clock.instant() : time.toInstant(),
            data == null ? new byte[0] : data.toBytes());
    answers.answer(incoming.toString(), traceparent(event), () -> orchestrator.on(incoming));
  }

  private static Optional<String> traceparent(CloudEvent event) {
    return Optional.ofNullable(event.getExtension("traceparent")).map(Object::toString);
  }
}
