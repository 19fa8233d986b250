package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.yaml.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes a {@link Phase} and the policies by which it starts. */
final class PhaseReader {
  private final PipelineNames names;

  PhaseReader(PipelineNames names) {
    this.names = names;
  }

  Phase read(String name, Section phase) {
    return new Phase(
        new PhaseName(name),
        phase.text("title").orElse(name),
        phase.texts("aliases"),
        phase.text("completions"),
        phase.entries("processors").keySet().stream().map(ProcessorName::new).toList(),
        phase.text("after").map(after -> transition(name, after, phase)),
        names.serviceOf(name));
  }

  private Transition transition(String name, String after, Section phase) {
    Map<CycleName, DueTime> startBy = new LinkedHashMap<>();
    PipelineReader.strings(phase, "start_by")
        .forEach((cycle, time) -> startBy.put(new CycleName(cycle), DueTime.parse(time)));
    Map<CycleName, StartPolicy> policies = new LinkedHashMap<>();
    PolicySections.of(phase, names)
        .forEach((cycle, sections) -> policies.put(new CycleName(cycle), policy(sections)));
    return new Transition(
        new PhaseName(name),
        new PhaseName(after),
        phase.at("trigger").map(PhaseReader::trigger).orElseThrow(),
        afterwards(phase, "late"),
        afterwards(phase, "repeated"),
        startBy,
        phase.flag("watch_start").orElse(true),
        policies);
  }

  private static Transition.TriggerShape trigger(Section trigger) {
    return new Transition.TriggerShape(
        PipelineReader.text(trigger, "topic"),
        trigger
            .text("fan_out")
            .map(word -> Transition.FanOut.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Transition.FanOut.SINGLE),
        trigger.map("message_extra"));
  }

  private static Transition.Afterwards afterwards(Section phase, String key) {
    return phase
        .text(key)
        .map(word -> Transition.Afterwards.valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(Transition.Afterwards.ALERT);
  }

  private StartPolicy policy(PolicySections sections) {
    List<String> expect = sections.expect();
    Set<ProcessorName> critical = new LinkedHashSet<>();
    for (Section item : sections.part("critical").map(Section::items).orElse(List.of())) {
      item.text().filter(expect::contains).map(ProcessorName::new).ifPresent(critical::add);
    }
    return new StartPolicy(
        new CycleName(sections.cycle()),
        expect.stream().map(ProcessorName::new).toList(),
        critical,
        tiers(sections, expect.size()),
        gates(sections, expect));
  }

  /** The tiers; a number that is inherited is at most {@code size}, and none repeats another. */
  private static List<Tier> tiers(PolicySections sections, int size) {
    List<Tier> tiers = new ArrayList<>();
    if (sections.hasDeadline()) {
      Duration deadline =
          sections.part("deadline").flatMap(Section::text).map(Duration::parse).orElseThrow();
      int quorum = PolicySections.count(sections.part("quorum")).orElseThrow();
      tiers.add(new Tier(new Tier.Deadline.After(deadline), Math.min(quorum, size)));
      return tiers;
    }
    if (!sections.hasTiers()) {
      return tiers;
    }
    int fewest = Integer.MAX_VALUE;
    for (Section tier : sections.part("tiers").map(Section::items).orElse(List.of())) {
      int atLeast = Math.min(PolicySections.count(tier.at("at_least")).orElseThrow(), size);
      if (atLeast < fewest) {
        tiers.add(new Tier(deadline(tier), atLeast));
        fewest = atLeast;
      }
    }
    return tiers;
  }

  private static Tier.Deadline deadline(Section tier) {
    Optional<String> after = tier.text("after");
    return after.isPresent()
        ? new Tier.Deadline.After(Duration.parse(after.get()))
        : new Tier.Deadline.By(DueTime.parse(PipelineReader.text(tier, "by")));
  }

  private List<GateRule> gates(PolicySections sections, List<String> expect) {
    List<GateRule> gates = new ArrayList<>();
    for (Section gate : sections.part("gates").map(Section::items).orElse(List.of())) {
      Optional<String> member = gate.text("member");
      if (member.isEmpty() || expect.contains(member.get())) {
        gates.add(gate(gate, member));
      }
    }
    return gates;
  }

  private GateRule gate(Section gate, Optional<String> member) {
    return new GateRule(
        PolicyChecks.gateName(gate),
        member.map(ProcessorName::new),
        gateTable(gate, member),
        gateCheck(gate, member),
        gate.text("action")
            .map(word -> GateRule.Action.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(GateRule.Action.BLOCK));
  }

  private GateCheck gateCheck(Section gate, Optional<String> member) {
    GateReader reader = new GateReader(names);
    Optional<String> named = gate.text("gate");
    if (named.isEmpty()) {
      return reader.check(gate, PolicyChecks.described(gate, names));
    }
    Section processor =
        Optional.ofNullable(names.processors().get(member.orElseThrow())).orElseThrow();
    Section declared =
        processor.items("gates").stream()
            .filter(each -> GateReader.name(each, member.get()).equals(named.get()))
            .findFirst()
            .orElseThrow();
    return reader.check(declared, Optional.of(processor));
  }

  private TableRef gateTable(Section gate, Optional<String> member) {
    Optional<String> table = gate.text("table");
    if (table.isEmpty()) {
      Section processor = names.processors().get(member.orElseThrow());
      return PipelineReader.table(Optional.ofNullable(processor).orElseThrow());
    }
    Optional<Section> described = names.describes(table.get());
    String dateColumn =
        gate.text("date_column")
            .or(() -> described.flatMap(section -> section.text("date_column")))
            .orElseThrow();
    Map<String, Object> where = gate.map("where");
    return new TableRef(
        table.get(),
        dateColumn,
        new TreeMap<>(
            gate.at("where").isPresent()
                ? where
                : described.map(section -> section.map("where")).orElse(where)));
  }
}
