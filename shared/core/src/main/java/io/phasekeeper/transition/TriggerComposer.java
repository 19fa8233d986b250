package io.phasekeeper.transition;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.ledger.CycleFacts;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.pipeline.Transition.FanOut;
import io.phasekeeper.trigger.CountedMember;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerPart;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.warehouse.TableRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Composes the trigger of a decision, with its messages as CONTRACT §4 has them. */
final class TriggerComposer {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private final Pipeline pipeline;

  TriggerComposer(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * What a trigger is made of.
   *
   * @param startsOn the members that a fan-out has a message for
   * @param facts of the cycle, all of them: what it was decided on
   * @param before the trigger of the generation before
   */
  record Draft(
      TriggerId id,
      TriggerReason reason,
      Transition transition,
      StartPolicy policy,
      List<Decision.Counted> counted,
      List<ProcessorName> missing,
      List<ProcessorName> startsOn,
      List<GateResult> gates,
      Collection<Fact> facts,
      Optional<Trigger> before) {}

  Trigger compose(Draft draft, Instant now) {
    return Trigger.pending(
        draft.id(),
        draft.reason(),
        parts(draft, now),
        counted(draft.counted()),
        draft.missing(),
        pins(draft.facts(), draft.before()),
        now);
  }

  static List<CountedMember> counted(List<Decision.Counted> counted) {
    return counted.stream()
        .map(
            c ->
                new CountedMember(
                    c.processor(), c.fact().flatMap(Fact::completedAt), c.fact().isEmpty()))
        .toList();
  }

  /** Pins of everything that this and earlier generations were decided on. */
  static Set<String> pins(Collection<Fact> facts, Optional<Trigger> before) {
    Set<String> pins = new TreeSet<>();
    before.ifPresent(trigger -> pins.addAll(trigger.pins()));
    facts.forEach(fact -> pins.add(CycleFacts.pin(fact)));
    return pins;
  }

  private List<TriggerPart> parts(Draft draft, Instant now) {
    if (draft.transition().trigger().fanOut() == FanOut.SINGLE) {
      return List.of(part(draft, draft.id().toString(), Optional.empty(), now));
    }
    List<TriggerPart> parts = new ArrayList<>();
    for (ProcessorName member : draft.startsOn()) {
      TableRef table =
          pipeline
              .processor(member)
              .table()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          member + " has no table to fan out " + draft.id() + " by"));
      parts.add(
          part(draft, draft.id() + ":" + table.bareName(), Optional.of(table.bareName()), now));
    }
    return parts;
  }

  private TriggerPart part(Draft draft, String id, Optional<String> sourceTable, Instant now) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("trigger_id", id);
    attributes.put("phase", draft.id().phase().value());
    attributes.put("data_date", draft.id().date().toString());
    attributes.put("generation", Long.toString(draft.id().generation()));
    return new TriggerPart(
        id,
        draft.transition().trigger().topic(),
        GSON.toJson(body(draft, id, sourceTable, now)),
        attributes);
  }

  private Map<String, Object> body(
      Draft draft, String id, Optional<String> sourceTable, Instant now) {
    Optional<Fact> newest =
        draft.counted().stream().flatMap(c -> c.fact().stream()).max(Fact.BY_TIME);
    List<Fact> facts = draft.counted().stream().flatMap(c -> c.fact().stream()).toList();
    List<String> missingTables = missingTables(draft);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("game_date", draft.id().date().toString());
    body.put("analysis_date", draft.id().date().toString());
    body.put("correlation_id", newest.flatMap(Fact::correlationId).orElse(null));
    body.put("trigger_id", id);
    body.put("trigger_source", "orchestrator");
    body.put(
        "triggered_by",
        draft.transition().after() + "_to_" + draft.transition().phase() + "_orchestrator");
    body.put("trigger_reason", draft.reason().word());
    body.put("mode", draft.id().cycle().value());
    body.put("upstream_processors_count", draft.counted().size());
    body.put(
        "expected_processors", draft.policy().expect().stream().map(ProcessorName::value).toList());
    body.put("missing_processors", draft.missing().stream().map(ProcessorName::value).toList());
    body.put("data_freshness_verified", missingTables.isEmpty());
    body.put("missing_tables", missingTables);
    body.put("is_incremental", !facts.isEmpty() && facts.stream().allMatch(Fact::incremental));
    body.put("entities_changed", entitiesChanged(facts));
    body.put("parent_execution_id", newest.flatMap(Fact::executionId).orElse(null));
    body.put("parent_processor", capitalised(draft.transition().after().value()) + "Orchestrator");
    body.put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
    sourceTable.ifPresent(
        table -> {
          body.put("source_table", table);
          body.put("success", true);
        });
    draft
        .transition()
        .trigger()
        .extra()
        .forEach((name, value) -> body.putIfAbsent(name, filled(value, draft)));
    return body;
  }

  /** The tables that could not be shown to be whole: of failed gates, and of missing members. */
  private List<String> missingTables(Draft draft) {
    Set<String> tables = new TreeSet<>();
    draft.gates().stream()
        .filter(gate -> !gate.passes())
        .forEach(gate -> tables.add(gate.rule().table().bareName()));
    draft.missing().stream()
        .flatMap(name -> pipeline.processor(name).table().stream())
        .forEach(table -> tables.add(table.bareName()));
    return List.copyOf(tables);
  }

  private Map<String, List<String>> entitiesChanged(List<Fact> facts) {
    Map<String, List<String>> byList = new LinkedHashMap<>();
    pipeline
        .entities()
        .forEach(
            (entity, list) ->
                byList.put(
                    list,
                    facts.stream()
                        .filter(f -> names(f, entity))
                        .flatMap(f -> f.entitiesChanged().stream())
                        .distinct()
                        .sorted()
                        .toList()));
    return byList;
  }

  private boolean names(Fact fact, String entity) {
    return pipeline.processor(fact.processor()).entity().filter(entity::equals).isPresent();
  }

  private static Object filled(Object value, Draft draft) {
    if (value instanceof String text) {
      return text.replace("{date}", draft.id().date().toString());
    }
    if (value instanceof List<?> list) {
      return list.stream().map(each -> filled(each, draft)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> filled = new TreeMap<>();
      map.forEach((name, each) -> filled.put((String) name, filled(each, draft)));
      return filled;
    }
    return value;
  }

  private static String capitalised(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
