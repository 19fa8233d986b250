package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the phases hang together, and when each starts. */
final class PhaseChecks {
  private final PipelineNames names;
  private final GateChecks gates;

  PhaseChecks(Section root, PipelineNames names) {
    this.names = names;
    this.gates = new GateChecks(root, names);
  }

  void check() {
    after();
    phaseCycles();
    names
        .phases()
        .forEach(
            (name, phase) -> {
              service(phase);
              start(phase);
            });
  }

  private void after() {
    Map<String, String> startsAfter = new HashMap<>();
    names
        .phases()
        .forEach(
            (name, phase) -> {
              Optional<Section> after = phase.at("after");
              Optional<String> upstream = after.flatMap(Section::text);
              if (upstream.isEmpty()) {
                return;
              }
              Section waitedFor = names.phases().get(upstream.get());
              if (waitedFor == null) {
                after.get().unknown("a phase of this file", names.phases().keySet());
                return;
              }
              if (waitedFor.at("completions").isEmpty()) {
                after
                    .get()
                    .wrong(
                        "\"" + upstream.get() + "\", which has no completions topic",
                        "phases." + upstream.get() + ".completions");
              }
              String other = startsAfter.putIfAbsent(upstream.get(), name);
              if (other != null) {
                after
                    .get()
                    .wrong(
                        "a second phase after \"" + upstream.get() + "\"",
                        "one, and " + other + " is it");
              }
            });
  }

  private void phaseCycles() {
    Map<String, List<String>> waitsFor = new LinkedHashMap<>();
    names
        .phases()
        .forEach((name, phase) -> waitsFor.put(name, phase.text("after").stream().toList()));
    for (List<String> cycle : DependencyCycles.in(waitsFor)) {
      Optional.ofNullable(names.phases().get(cycle.get(0)))
          .flatMap(phase -> phase.at("after"))
          .ifPresent(
              after ->
                  after.wrong(
                      "a cycle of phases: " + String.join(" → ", cycle),
                      "phases that do not wait for themselves"));
    }
  }

  private void service(Section phase) {
    phase
        .at("service")
        .filter(service -> service.text().filter(names.services()::containsKey).isEmpty())
        .ifPresent(service -> service.unknown("a service of this file", names.services().keySet()));
  }

  private void start(Section phase) {
    if (phase.at("after").isEmpty()) {
      return;
    }
    Map<String, PolicySections> policies = PolicySections.of(phase, names);
    Optional<Section> cycles = phase.at("start_when", "cycles");
    cycles.ifPresent(
        section ->
            section.keys().stream()
                .filter(cycle -> !names.cycles().contains(cycle))
                .forEach(
                    cycle ->
                        section.unknownKey(
                            cycle,
                            "a cycle that the pipeline's cycle rule yields: " + names.cycles(),
                            names.cycles())));
    phase
        .at("start_by")
        .ifPresent(
            section ->
                section.keys().stream()
                    .filter(cycle -> !policies.containsKey(cycle))
                    .forEach(
                        cycle ->
                            section.unknownKey(
                                cycle,
                                "a cycle in which the phase starts: " + policies.keySet(),
                                policies.keySet())));
    policies.values().forEach(policy -> new PolicyChecks(names, gates, phase, policy).check());
    PolicySections main = policies.values().iterator().next();
    if (main.own().isPresent()) { // what stands above the cycles has no other reader then
      new PolicyChecks(names, gates, phase, main.withoutOwn()).check();
    }
    fanOut(phase, policies);
  }

  private void fanOut(Section phase, Map<String, PolicySections> policies) {
    Optional<Section> fanOut = phase.at("trigger", "fan_out");
    if (fanOut.flatMap(Section::text).filter("per_table"::equals).isEmpty()) {
      return;
    }
    Set<String> without = new java.util.LinkedHashSet<>();
    for (PolicySections policy : policies.values()) {
      for (String member : policy.expect()) {
        Section processor = names.processors().get(member);
        if (processor != null && processor.at("table").isEmpty()) {
          without.add(member);
        }
      }
    }
    for (String member : without) {
      fanOut
          .get()
          .wrong(
              "per_table, though \"" + member + "\" has no table",
              "a table of every expected member, or single");
    }
  }
}
