package io.phasekeeper.local.scenario.world;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.phasekeeper.call.AnswerClass;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.local.scenario.Answer;
import io.phasekeeper.local.scenario.ProcessorBehaviour;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.local.scenario.ServiceBehaviour;
import io.phasekeeper.local.scenario.world.Reaction.Order;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.HealAction;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.Service;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The user's services, topics and jobs as a scenario describes them: what they answer when we call,
 * and what begins to work then. Behaviours stand under a service's name, {@code topic:NAME} or
 * {@code job:NAME}.
 */
final class SimulatedServices {
  /** Nobody waits longer for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A range of dates that no call of ours names. */
  private static final int MOST_DATES = 2_000;

  private static final String PROCESSORS = "processors";

  private final Pipeline pipeline;
  private final SimulatedProcessors processors;
  private final Map<String, ServiceBehaviour> behaviours = new HashMap<>();

  SimulatedServices(Pipeline pipeline, SimulatedProcessors processors) {
    this.pipeline = pipeline;
    this.processors = processors;
  }

  void behave(Map<String, ServiceBehaviour> changed) {
    behaviours.putAll(changed);
  }

  /** A service is called with a body. */
  Reaction called(String name, String body, Instant at) {
    Service service = pipeline.services().get(name);
    if (service == null) {
      throw new IllegalArgumentException("the pipeline has no service " + name);
    }
    JsonObject json = object(body);
    List<Order> orders = orders(service, json, at);
    ServiceBehaviour behaviour = behaviours.getOrDefault(name, ServiceBehaviour.USUAL);
    boolean works = works(service, behaviour);
    Optional<ServiceClient.Answer> answer =
        works && service.worksInsideCall() && isUsual(behaviour)
            ? inside(behaviour, orders)
            : outside(behaviour);
    return reaction(
        works,
        works || accepted(AnswerClass.of(service, answer)),
        answer,
        orders,
        text(json, "correlation_id"),
        at);
  }

  /** A Cloud Run job is started: whoever is healed by it works for the day that it is there. */
  Reaction jobStarted(String job, Instant at) {
    ServiceBehaviour behaviour = behaviours.getOrDefault("job:" + job, ServiceBehaviour.USUAL);
    Optional<ServiceClient.Answer> answer = outside(behaviour);
    AnswerClass classed = AnswerClass.byStatus(answer);
    boolean works = behaviour.works().orElse(answer.isPresent() && accepted(classed));
    List<Order> orders =
        healedBy(action -> action instanceof HealAction.RunJob run && run.job().equals(job))
            .stream()
            .map(output -> new Order(output, at.atZone(pipeline.zone()).toLocalDate(), false))
            .toList();
    return reaction(works, works || accepted(classed), answer, orders, "", at);
  }

  /** A message that orders work was published. */
  Reaction ordered(String topic, OutgoingMessage message, Instant at) {
    ServiceBehaviour behaviour = behaviours.getOrDefault("topic:" + topic, ServiceBehaviour.USUAL);
    JsonObject json = object(message.text());
    List<Order> orders =
        healedBy(
                action ->
                    action instanceof HealAction.Publish publish && publish.topic().equals(topic))
            .stream()
            .map(output -> new Order(output, date(heal(output), json, at), true))
            .toList();
    return reaction(
        behaviour.works().orElse(true),
        true,
        Optional.empty(),
        orders,
        text(json, "correlation_id"),
        at);
  }

  private Reaction reaction(
      boolean works,
      boolean accepted,
      Optional<ServiceClient.Answer> answer,
      List<Order> orders,
      String correlation,
      Instant at) {
    List<Scenario.Event> follows = new ArrayList<>();
    if (works) {
      orders.forEach(
          order ->
              follows.addAll(processors.ordered(order.output(), order.date(), correlation, at)));
    }
    return new Reaction(answer, accepted ? orders : List.of(), follows);
  }

  private static boolean accepted(AnswerClass classed) {
    return switch (classed.meaning()) {
      case DONE, ACCEPTED -> true;
      case IN_FLIGHT, GATE, NO_WORK, TRANSIENT, FAILED -> false;
    };
  }

  private static boolean works(Service service, ServiceBehaviour behaviour) {
    return behaviour
        .works()
        .orElseGet(
            () -> {
              int status = behaviour.answers().status().orElse(0);
              boolean good = status >= 200 && status < 300;
              return (behaviour.body().isPresent() && good)
                  ? accepted(AnswerClass.of(service, given(behaviour)))
                  : good;
            });
  }

  /** It answers as a service does with which nothing is wrong. */
  private static boolean isUsual(ServiceBehaviour behaviour) {
    return behaviour.answers().equals(Answer.OK) && behaviour.body().isEmpty();
  }

  private static Optional<ServiceClient.Answer> outside(ServiceBehaviour behaviour) {
    return behaviour.after().compareTo(PATIENCE) >= 0 ? Optional.empty() : given(behaviour);
  }

  private static Optional<ServiceClient.Answer> given(ServiceBehaviour behaviour) {
    return behaviour.answers().status().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ServiceClient.Answer(
                behaviour.answers().status().getAsInt(),
                behaviour.body().orElseGet(() -> usualBody(behaviour.answers()))));
  }

  private static String usualBody(Answer answer) {
    int status = answer.status().orElse(0);
    return status < 300
        ? "{\"status\":\"accepted\"}"
        : "{\"error\":\"answers " + status + ", as the scenario says\"}";
  }

  /**
   * It answers when the work is done, and names each result; work takes longer than anybody waits.
   */
  private Optional<ServiceClient.Answer> inside(ServiceBehaviour behaviour, List<Order> orders) {
    JsonArray results = new JsonArray();
    for (Order order : orders) {
      Optional<ProcessorBehaviour> worker =
          processors
              .behaviour(order.output())
              .filter(each -> !each.never() && each.crashesAfter().isEmpty())
              .filter(each -> each.takes().plus(behaviour.after()).compareTo(PATIENCE) < 0);
      if (worker.isEmpty()) {
        return Optional.empty();
      }
      JsonObject result = new JsonObject();
      result.addProperty("processor", order.output());
      result.addProperty("status", worker.get().says().equals("failed") ? "error" : "success");
      results.add(result);
    }
    JsonObject body = new JsonObject();
    body.add("results", results);
    return Optional.of(new ServiceClient.Answer(200, body.toString()));
  }

  /** What a body asks for: the processors that it names, else all that the service runs. */
  private List<Order> orders(Service service, JsonObject body, Instant at) {
    List<String> all =
        pipeline.processors().values().stream()
            .filter(each -> serves(service, each))
            .map(each -> each.name().value())
            .toList();
    List<String> asked = new ArrayList<>();
    if (body.get(PROCESSORS) instanceof JsonArray names && !names.isEmpty()) {
      pipeline.processors().values().stream()
          .filter(each -> all.contains(each.name().value()))
          .filter(
              each ->
                  names.contains(new JsonPrimitive(each.className()))
                      || names.contains(new JsonPrimitive(each.name().value())))
          .forEach(each -> asked.add(each.name().value()));
      pipeline.sources().keySet().stream()
          .filter(name -> names.contains(new JsonPrimitive(name)))
          .forEach(asked::add);
    } else {
      asked.addAll(all);
    }
    List<LocalDate> dates = dates(service, body, at);
    return asked.stream()
        .flatMap(output -> dates.stream().map(date -> new Order(output, date, true)))
        .toList();
  }

  private boolean serves(Service service, Processor processor) {
    boolean own =
        processor
            .output()
            .heal()
            .filter(HealAction.CallService.class::isInstance)
            .map(heal -> ((HealAction.CallService) heal).service().equals(service.name()))
            .orElse(false);
    return own
        || pipeline.phase(processor.phase()).service().filter(service.name()::equals).isPresent();
  }

  /** The dates in the fields that hold one; a service that finds none takes today. */
  private List<LocalDate> dates(Service service, JsonObject body, Instant at) {
    List<LocalDate> named =
        service.dateFields().stream().flatMap(field -> date(text(body, field)).stream()).toList();
    if (named.isEmpty()) {
      return List.of(at.atZone(pipeline.zone()).toLocalDate());
    }
    LocalDate first = named.get(0);
    LocalDate last = named.get(named.size() - 1);
    return first.datesUntil(last.plusDays(1)).limit(MOST_DATES).toList();
  }

  private List<String> healedBy(Predicate<HealAction> action) {
    List<String> outputs = new ArrayList<>();
    pipeline
        .sources()
        .forEach(
            (name, source) -> source.heal().filter(action).ifPresent(yes -> outputs.add(name)));
    pipeline
        .processors()
        .forEach(
            (name, processor) ->
                processor
                    .output()
                    .heal()
                    .filter(action)
                    .ifPresent(yes -> outputs.add(name.value())));
    return outputs;
  }

  private Map<String, Object> heal(String output) {
    return pipeline.processors().values().stream()
        .filter(each -> each.name().value().equals(output))
        .flatMap(each -> each.output().heal().stream())
        .findFirst()
        .or(() -> Optional.ofNullable(pipeline.sources().get(output)).flatMap(s -> s.heal()))
        .filter(HealAction.Publish.class::isInstance)
        .map(action -> ((HealAction.Publish) action).message())
        .orElse(Map.of());
  }

  /** The date where the message's template has one. */
  private LocalDate date(Map<String, Object> template, JsonObject message, Instant at) {
    return template.entrySet().stream()
        .filter(field -> "{date}".equals(field.getValue()) || "{from}".equals(field.getValue()))
        .flatMap(field -> date(text(message, field.getKey())).stream())
        .findFirst()
        .orElseGet(() -> at.atZone(pipeline.zone()).toLocalDate());
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static JsonObject object(String json) {
    try {
      JsonElement parsed = JsonParser.parseString(json);
      return parsed.isJsonObject() ? parsed.getAsJsonObject() : new JsonObject();
    } catch (JsonParseException e) {
      return new JsonObject();
    }
  }

  private static String text(JsonObject body, String key) {
    return body.get(key) instanceof JsonPrimitive text && text.isString() ? text.getAsString() : "";
  }
}
