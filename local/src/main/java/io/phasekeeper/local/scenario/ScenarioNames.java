package io.phasekeeper.local.scenario;

import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.CycleRule;
import io.phasekeeper.pipeline.HealAction;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.trigger.TriggerReason;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that a scenario may use, as its pipeline has them. What the world says itself (names in
 * completions, fields of ledgers, columns of rows) is free: it may be wrong on purpose.
 */
public final class ScenarioNames {
  /** So many edits lie between a name and its misspelling. */
  private static final int NEARLY = 2;

  private final Pipeline pipeline;
  private final FunctionTable functions;

  private ScenarioNames(Pipeline pipeline, FunctionTable functions) {
    this.pipeline = pipeline;
    this.functions = functions;
  }

  /**
   * Looks at every name that the scenario takes from its pipeline.
   *
   * @throws ScenarioException with every name that the pipeline does not know
   */
  public static void check(Scenario scenario, Pipeline pipeline, FunctionTable functions) {
    ScenarioNames names = new ScenarioNames(pipeline, functions);
    Problems problems = new Problems(scenario.file());
    for (Mention mention : scenario.mentions()) {
      Set<String> known = names.known(mention.role());
      if (!known.contains(mention.name()) && wrong(mention, known)) {
        problems.at(
            mention.line(),
            mention.where()
                + ": found \""
                + mention.name()
                + "\"; expected one of "
                + known
                + Words.hint(mention.name(), known));
      }
    }
    problems.check();
  }

  /**
   * Whether an unknown name is a mistake. A scenario may name tables, topics, outputs and functions
   * of ours that are not built yet, which the pipeline does not: those are wrong only where they
   * are nearly the name of one that it has.
   */
  private static boolean wrong(Mention mention, Set<String> known) {
    return switch (mention.role()) {
      case PHASE, STARTING_PHASE, CYCLE, REASON -> true;
      case PROCESSOR, OUTPUT, TOPIC, TABLE, SERVICE, TIMER ->
          Words.to(mention.name(), known)
              .filter(near -> Words.distance(mention.name(), near) <= NEARLY)
              .isPresent();
    };
  }

  private Set<String> known(Mention.Role role) {
    return switch (role) {
      case PHASE -> sorted(phases());
      case STARTING_PHASE ->
          sorted(pipeline.transitions().stream().map(each -> each.phase().value()));
      case CYCLE -> sorted(cycles());
      case REASON -> sorted(Arrays.stream(TriggerReason.values()).map(TriggerReason::word));
      case PROCESSOR -> sorted(processors());
      case OUTPUT ->
          sorted(
              Stream.of(
                      processors(),
                      pipeline.sources().keySet().stream(),
                      pipeline.files().keySet().stream())
                  .flatMap(each -> each));
      case TOPIC -> sorted(topics());
      case TABLE ->
          sorted(
              Stream.concat(pipeline.tables().keySet().stream(), pipeline.runHistory().stream()));
      case SERVICE -> sorted(Stream.concat(pipeline.services().keySet().stream(), otherTargets()));
      case TIMER ->
          sorted(
              functions.functions().stream()
                  .filter(each -> each.timer().isPresent())
                  .map(FunctionSpec::name));
    };
  }

  private Stream<String> phases() {
    return pipeline.phases().keySet().stream().map(each -> each.value());
  }

  private Stream<String> processors() {
    return pipeline.processors().keySet().stream().map(each -> each.value());
  }

  private Stream<String> cycles() {
    CycleRule rule = pipeline.cycles();
    return Stream.concat(
            Stream.of(rule.main(), rule.after(), rule.equal(), rule.before()),
            pipeline.transitions().stream().flatMap(each -> each.policies().keySet().stream()))
        .map(CycleName::value);
  }

  /** What is called beside services: the jobs and topics that make something again. */
  private Stream<String> otherTargets() {
    return Stream.concat(
            pipeline.sources().values().stream().flatMap(source -> source.heal().stream()),
            pipeline.processors().values().stream().flatMap(p -> p.output().heal().stream()))
        .flatMap(
            action -> {
              if (action instanceof HealAction.RunJob run) {
                return Stream.of("job:" + run.job());
              }
              return action instanceof HealAction.Publish publish
                  ? Stream.of("topic:" + publish.topic())
                  : Stream.empty();
            });
  }

  private Stream<String> topics() {
    Stream<String> completions =
        pipeline.phases().values().stream().map(Phase::completions).flatMap(each -> each.stream());
    Stream<String> triggers = pipeline.transitions().stream().map(each -> each.trigger().topic());
    return Stream.of(completions, triggers, Stream.of(pipeline.id() + "-phasekeeper-dead-letters"))
        .flatMap(each -> each);
  }

  private static Set<String> sorted(Stream<String> names) {
    return names.collect(Collectors.toCollection(TreeSet::new));
  }
}
