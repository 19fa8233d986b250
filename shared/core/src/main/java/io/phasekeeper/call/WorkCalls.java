package io.phasekeeper.call;

import io.phasekeeper.pipeline.BodyTemplate;
import io.phasekeeper.pipeline.HealAction;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.Service;
import io.phasekeeper.pipeline.Source;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns work orders into calls, as the pipeline file says: by the processor's own {@code heal}
 * action, else by its phase's service; by a source's {@code heal} action. Nothing is sent.
 */
public final class WorkCalls {
  /** The variable that holds the region of the Cloud Run jobs. */
  public static final String RUN_REGION = "PHASEKEEPER_RUN_REGION";

  /**
   * The attribute that tells a message that orders work from a trigger, which may come on the same
   * topic.
   */
  public static final String ORDER_ID = "order_id";

  private static final String HEAL = "heal";

  private final Pipeline pipeline;
  private final WorkOrder order;
  private final Function<String, Optional<String>> variables;

  private WorkCalls(
      Pipeline pipeline, WorkOrder order, Function<String, Optional<String>> variables) {
    this.pipeline = pipeline;
    this.order = order;
    this.variables = variables;
  }

  /**
   * The call that an order comes to.
   *
   * @param variables looks up the environment variables that hold the services' URLs and the region
   *     of the jobs
   */
  public static Preparation of(
      Pipeline pipeline, WorkOrder order, Function<String, Optional<String>> variables) {
    return new WorkCalls(pipeline, order, variables).prepare();
  }

  private Preparation prepare() {
    String name = order.output();
    Source source = pipeline.sources().get(name);
    if (source != null) {
      return source
          .heal()
          .map(action -> of(action, List.of(name), List.of(name)))
          .orElseGet(
              () -> cannot("sources." + name + " has no " + HEAL + ": nobody fetches it again"));
    }
    Optional<Processor> processor =
        pipeline.processors().values().stream()
            .filter(each -> each.name().value().equals(name))
            .findFirst();
    return processor
        .map(this::of)
        .orElseGet(() -> cannot("pipeline " + pipeline.id() + " has no output or source " + name));
  }

  private Preparation of(Processor processor) {
    List<String> names = List.of(processor.name().value());
    List<String> classes = List.of(processor.className());
    Optional<HealAction> own = processor.output().heal();
    if (own.isPresent()) {
      return of(own.get(), names, classes);
    }
    Optional<String> service = pipeline.phase(processor.phase()).service();
    return service.isPresent()
        ? call(service.get(), Map.of(), names, classes)
        : cannot(
            processor.name() + " has no " + HEAL + ", and no service runs " + processor.phase());
  }

  private Preparation of(HealAction action, List<String> names, List<String> classes) {
    if (action instanceof HealAction.CallService call) {
      return call(call.service(), call.body(), names, classes);
    }
    if (action instanceof HealAction.Publish publish) {
      return filled(
          "the message to " + publish.topic(),
          publish.message(),
          names,
          classes,
          message -> new WorkCall.TopicMessage(publish.topic(), message, attributes()));
    }
    HealAction.RunJob run = (HealAction.RunJob) action;
    return variables.apply(RUN_REGION).filter(region -> !region.isBlank()).isPresent()
        ? new Preparation.Ready(new WorkCall.JobRun(run.job()))
        : cannot(
            "Cloud Run job "
                + run.job()
                + ": "
                + RUN_REGION
                + " is not set; expected the region that it runs in");
  }

  private Preparation call(
      String name, Map<String, Object> ownBody, List<String> names, List<String> classes) {
    Service service = pipeline.services().get(name);
    if (service == null) {
      return cannot("pipeline " + pipeline.id() + " has no service " + name);
    }
    if (service.path().isEmpty()) {
      return cannot("services." + name + " has no path: it cannot be called");
    }
    if (service.urlEnv().isEmpty()) {
      return cannot("services." + name + " has no url_env: nobody knows where it is");
    }
    String variable = service.urlEnv().get();
    Optional<String> root = variables.apply(variable).map(String::strip).filter(r -> !r.isEmpty());
    if (root.isEmpty()) {
      return cannot(
          variable + " is not set; expected the root URL of the service " + service.title());
    }
    Optional<URI> audience = url(root.get());
    if (audience.isEmpty()) {
      return cannot(
          variable + " is \"" + root.get() + "\"; expected a URL such as https://host.run.app");
    }
    URI target = URI.create(audience.get() + service.path().get());
    return filled(
        "the body of service " + name,
        ownBody.isEmpty() ? service.body() : ownBody,
        names,
        classes,
        body -> new WorkCall.HttpCall(name, target, audience.get(), body));
  }

  /** The root without a slash at its end, as audiences are compared. */
  private static Optional<URI> url(String root) {
    try {
      URI uri = URI.create(root.replaceAll("/+$", ""));
      // A token is not sent in the clear, except to this machine, where none is sent.
      boolean http =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme())
                  && List.of("127.0.0.1", "[::1]", "localhost")
                      .contains(String.valueOf(uri.getHost())));
      return http && uri.getHost() != null && uri.getQuery() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Preparation filled(
      String what,
      Map<String, Object> template,
      List<String> names,
      List<String> classes,
      Function<Map<String, Object>, WorkCall> made) {
    boolean manyDates = !order.from().equals(order.to());
    if (manyDates && !BodyTemplate.usedIn(template).contains("to")) {
      return cannot(
          what
              + " takes one date at a time; found the order for "
              + order.from()
              + " to "
              + order.to());
    }
    try {
      return new Preparation.Ready(made.apply(BodyTemplate.fill(template, values(names, classes))));
    } catch (IllegalArgumentException e) {
      return cannot(what + " cannot be written: " + e.getMessage());
    }
  }

  private Map<String, Object> values(List<String> names, List<String> classes) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("date", order.from().toString());
    values.put("from", order.from().toString());
    values.put("to", order.to().toString());
    values.put("processors", names);
    values.put("classes", classes);
    values.put("cycle", order.cycle().orElse(pipeline.cycles().main()).value());
    values.put("correlation_id", order.correlationId());
    values.put("trigger_id", order.orderId());
    values.put("pipeline", pipeline.id());
    return values;
  }

  /** With an order's id, so that nobody takes the message for a trigger of ours. */
  private Map<String, String> attributes() {
    return Map.of(
        ORDER_ID,
        order.orderId(),
        "correlation_id",
        order.correlationId(),
        "output",
        order.output(),
        "data_date",
        order.from().toString());
  }

  private static Preparation cannot(String why) {
    return new Preparation.Impossible(why);
  }
}
