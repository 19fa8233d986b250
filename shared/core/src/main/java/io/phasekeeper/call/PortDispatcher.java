package io.phasekeeper.call;

import io.phasekeeper.effect.Effects;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Service;
import io.phasekeeper.pipeline.Service.Meaning;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends calls through the platform's ports, behind the gate of effects. What is refused for the
 * moment is tried again at most three times, after 1 s, 2 s and 4 s and up to half as long again,
 * all within 20 s; a call without an answer is not, because it may have been taken. Messages are
 * published once: their client tries again itself.
 */
public final class PortDispatcher implements Dispatcher {
  /** A call, with all its tries, takes at most so long. */
  public static final Duration LIMIT = Duration.ofSeconds(20);

  private static final int MOST_RETRIES = 3;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final Map<String, Service> services;
  private final CallPorts ports;
  private final Effects effects;
  private final InstantSource clock;

  public PortDispatcher(Pipeline pipeline, CallPorts ports, Effects effects, InstantSource clock) {
    this.services = pipeline.services();
    this.ports = ports;
    this.effects = effects;
    this.clock = clock;
  }

  @Override
  public DispatchAnswer send(WorkCall call) {
    if (call instanceof WorkCall.TopicMessage message) {
      return publish(message);
    }
    if (!effects.mayCall()) {
      return withheld(call);
    }
    if (call instanceof WorkCall.HttpCall http) {
      Service service = services.get(http.service());
      if (service == null) {
        throw new IllegalArgumentException("the pipeline has no service " + http.service());
      }
      return retried(
          limit -> ports.services().post(http.url(), http.audience(), http.text(), limit),
          answer -> AnswerClass.of(service, answer));
    }
    WorkCall.JobRun run = (WorkCall.JobRun) call;
    return retried(limit -> ports.services().runJob(run.job(), limit), AnswerClass::byStatus);
  }

  private interface Try {
    Optional<ServiceClient.Answer> within(Duration limit);
  }

  private DispatchAnswer retried(
      Try attempt, Function<Optional<ServiceClient.Answer>, AnswerClass> meaning) {
    Instant start = clock.instant();
    Duration waited = Duration.ZERO;
    Duration wait = FIRST_WAIT;
    DispatchAnswer answer = once(attempt, LIMIT, meaning);
    for (int retry = 1; retry <= MOST_RETRIES && answer.meaning() == Meaning.TRANSIENT; retry++) {
      Duration pause =
          wait.plusMillis((long) (wait.toMillis() / 2.0 * ports.chance().getAsDouble()));
      Duration left = LIMIT.minus(longer(waited, Duration.between(start, clock.instant())));
      if (pause.compareTo(left) >= 0 || !ports.pause().pause(pause)) {
        return answer;
      }
      waited = waited.plus(pause);
      wait = wait.multipliedBy(2);
      left = LIMIT.minus(longer(waited, Duration.between(start, clock.instant())));
      if (left.isNegative() || left.isZero()) {
        return answer;
      }
      answer = once(attempt, left, meaning);
    }
    return answer;
  }

  /** A play's clock stands still within a call, and the wall's may be set back. */
  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static DispatchAnswer once(
      Try attempt, Duration limit, Function<Optional<ServiceClient.Answer>, AnswerClass> meaning) {
    try {
      Optional<ServiceClient.Answer> answer = attempt.within(limit);
      AnswerClass classed = meaning.apply(answer);
      return new DispatchAnswer(
          classed.meaning(),
          answer.map(ServiceClient.Answer::status),
          classed.said(),
          true,
          classed.wrongTarget(),
          classed.unauthorized(),
          false);
    } catch (PortFailure failure) {
      return failed(failure);
    }
  }

  private DispatchAnswer publish(WorkCall.TopicMessage call) {
    try {
      return effects.publish(call.topic(), OutgoingMessage.json(call.text(), call.attributes()))
          ? new DispatchAnswer(
              Meaning.ACCEPTED,
              Optional.empty(),
              "published to " + call.topic(),
              true,
              false,
              false,
              false)
          : withheld(call);
    } catch (PortFailure failure) {
      return failed(failure);
    }
  }

  private static DispatchAnswer withheld(WorkCall call) {
    return new DispatchAnswer(
        Meaning.ACCEPTED,
        Optional.empty(),
        "shadow: nothing was sent; would " + call.describe(),
        false,
        false,
        false,
        true);
  }

  private static DispatchAnswer failed(PortFailure failure) {
    Meaning meaning =
        switch (failure.kind()) {
          case UNAVAILABLE, BUSY -> Meaning.TRANSIENT;
          case REFUSED, MISSING, STREAMING, INVALID -> Meaning.FAILED;
        };
    return new DispatchAnswer(
        meaning,
        Optional.empty(),
        String.valueOf(failure.getMessage()),
        false,
        failure.kind() == PortFailure.Kind.MISSING,
        failure.kind() == PortFailure.Kind.REFUSED,
        false);
  }
}
