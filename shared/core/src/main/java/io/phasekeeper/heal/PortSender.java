package io.phasekeeper.heal;

import io.phasekeeper.call.DispatchAnswer;
import io.phasekeeper.call.Dispatcher;
import io.phasekeeper.call.PortDispatcher;
import io.phasekeeper.call.Preparation;
import io.phasekeeper.call.WorkCall;
import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.call.WorkOrder;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Service.Meaning;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Sends work as the pipeline file says it is called. */
final class PortSender implements Sender {
  private final Pipeline pipeline;
  private final Dispatcher dispatcher;
  private final Function<String, Optional<String>> variables;

  /**
   * @param variables looks up the environment variables that say where services are
   */
  PortSender(
      Pipeline pipeline, Dispatcher dispatcher, Function<String, Optional<String>> variables) {
    this.pipeline = pipeline;
    this.dispatcher = dispatcher;
    this.variables = variables;
  }

  /** Stands for a place that is not known here: {@code https://phasekeeper-phase4-url.invalid}. */
  static Optional<String> anywhere(String variable) {
    return Optional.of(
        "https://" + variable.toLowerCase(Locale.ROOT).replace('_', '-') + ".invalid");
  }

  /**
   * Sends through a platform's ports.
   *
   * @param mode in {@code shadow} nothing is sent
   */
  static PortSender of(Platform platform, Mode mode, Function<String, Optional<String>> variables) {
    Effects effects = new Effects(platform.messages(), mode);
    return new PortSender(
        platform.pipeline(),
        new PortDispatcher(platform.pipeline(), platform.calls(), effects, platform.clock()),
        variables);
  }

  @Override
  public Route route(OutputDate of, CycleName cycle) {
    Preparation prepared = prepare(of, cycle, "-");
    return new Route(prepared.call().map(WorkCall::target), prepared.reason());
  }

  /** What would be sent; none if nobody knows how to make it. */
  Preparation prepare(OutputDate of, CycleName cycle, String order) {
    return WorkCalls.of(
        pipeline,
        WorkOrder.on(of.output(), of.date(), Optional.of(cycle), "heal:" + order, order),
        variables);
  }

  @Override
  public Sent send(OutputDate of, CycleName cycle, String order) {
    Preparation prepared = prepare(of, cycle, order);
    WorkCall call =
        prepared
            .call()
            .orElseThrow(() -> new IllegalStateException(prepared.reason().orElse("no call")));
    DispatchAnswer answer = dispatcher.send(call);
    boolean worked =
        answer.meaning() == Meaning.FAILED
            && !answer.wrongTarget()
            && answer.status().filter(status -> status / 100 == 2).isPresent();
    return new Sent(
        answer.meaning(),
        answer.accepted() || worked,
        answer.said(),
        answer.wrongTarget(),
        answer.unauthorized(),
        answer.withheld());
  }
}
