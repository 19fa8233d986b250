package io.phasekeeper.heal;

import io.phasekeeper.gate.DayWork;
import io.phasekeeper.monitor.DataMonitor;
import io.phasekeeper.pipeline.Due;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.OutputGate;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gates that prove an output: what the next phase asks of it, and what it declares of itself.
 * How it stands to its inputs is not among them; a healed input is a reason of its own to make it
 * again.
 */
final class OutputGates {
  private final Map<ProcessorName, List<GateRule>> proofs = new HashMap<>();
  private final Map<String, List<GateRule>> ages = new HashMap<>();
  private final Map<String, List<GateRule>> asked = new HashMap<>();
  private final Map<String, List<Due>> coverage = new HashMap<>();

  OutputGates(Pipeline pipeline) {
    pipeline.gates().forEach(gate -> ask(gate.output(), gate.rule()));
    for (Processor processor : pipeline.processors().values()) {
      pipeline.transitionAfter(processor.phase()).stream()
          .flatMap(next -> next.policies().values().stream())
          .flatMap(policy -> policy.gatesOf(processor.name()).stream())
          .forEach(rule -> ask(processor.name().value(), rule));
      List<GateRule> rules = new ArrayList<>();
      pipeline
          .transitionAfter(processor.phase())
          .flatMap(next -> next.policy(pipeline.cycles().main()))
          .ifPresent(policy -> rules.addAll(policy.gatesOf(processor.name())));
      pipeline.gates().stream()
          .filter(gate -> gate.output().equals(processor.name().value()))
          .map(OutputGate::rule)
          .filter(rule -> ofItself(rule.check()))
          .forEach(rules::add);
      proofs.put(processor.name(), List.copyOf(rules));
    }
    pipeline.gates().stream()
        .filter(gate -> gate.rule().check() instanceof GateCheck.Coverage)
        .forEach(
            gate ->
                coverage
                    .computeIfAbsent(gate.output(), any -> new ArrayList<>())
                    .addAll(gate.due()));
    for (OutputGate gate : DataMonitor.ages(pipeline)) {
      ages.computeIfAbsent(gate.output(), any -> new ArrayList<>()).add(gate.rule());
    }
  }

  private void ask(String output, GateRule rule) {
    asked.computeIfAbsent(output, any -> new ArrayList<>()).add(rule);
  }

  /** All that is asked of an output under a name, in any cycle, whether it proves it or not. */
  List<GateRule> named(String output, String gate) {
    return asked.getOrDefault(output, List.of()).stream()
        .filter(rule -> rule.name().equals(gate))
        .toList();
  }

  List<GateRule> of(Processor processor) {
    return proofs.getOrDefault(processor.name(), List.of());
  }

  /** When the entities of a date must all be there; none if nothing says so. */
  Optional<Instant> coverageDue(String output, LocalDate date, ZoneId zone, DayWork work) {
    return coverage.getOrDefault(output, List.of()).stream()
        .flatMap(due -> due.on(date, zone, work.firstStart()).stream())
        .max(Comparator.naturalOrder());
  }

  /** The ages that a source declares. */
  List<GateRule> ages(String source) {
    return ages.getOrDefault(source, List.of());
  }

  private static boolean ofItself(GateCheck check) {
    return check instanceof GateCheck.Rows
        || check instanceof GateCheck.Coverage
        || check instanceof GateCheck.Share
        || check instanceof GateCheck.Unique;
  }
}
