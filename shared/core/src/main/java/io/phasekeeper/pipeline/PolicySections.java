package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a {@code start_when} that hold in one cycle: the cycle's own, else those of the main
 * cycle.
 *
 * @param members all processors of the phase that is waited for
 */
record PolicySections(
    String cycle, Optional<Section> base, Optional<Section> own, List<String> members) {
  /** The policies of a phase: the main cycle's first, then those that it names. */
  static Map<String, PolicySections> of(Section phase, PipelineNames names) {
    List<String> members = phase.text("after").map(names::processorsOf).orElse(List.of());
    Optional<Section> base = phase.at("start_when");
    Map<String, Section> cycles = base.map(b -> b.entries("cycles")).orElse(Map.of());
    String main = names.mainCycle();
    Map<String, PolicySections> policies = new LinkedHashMap<>();
    policies.put(
        main, new PolicySections(main, base, Optional.ofNullable(cycles.get(main)), members));
    cycles.forEach(
        (cycle, own) ->
            policies.putIfAbsent(
                cycle, new PolicySections(cycle, base, Optional.of(own), members)));
    return policies;
  }

  /** The same without what the cycle names for itself. */
  PolicySections withoutOwn() {
    return new PolicySections(cycle, base, Optional.empty(), members);
  }

  /** The part under a key that holds in this cycle. */
  Optional<Section> part(String key) {
    return own.flatMap(section -> section.at(key)).or(() -> base.flatMap(b -> b.at(key)));
  }

  /** Whether the part under a key is this cycle's own; in the main cycle all parts are. */
  boolean owns(String key) {
    return own.isEmpty() || own.get().at(key).isPresent();
  }

  /** The members that are all. */
  List<String> expect() {
    return part("expect")
        .map(section -> section.items().stream().flatMap(item -> item.text().stream()).toList())
        .orElse(members);
  }

  /** Tiers hold here: given here, or inherited and not replaced by a deadline of its own. */
  boolean hasTiers() {
    boolean ownDeadline =
        own.filter(o -> o.at("deadline").isPresent() || o.at("quorum").isPresent()).isPresent();
    boolean ownTiers = own.flatMap(o -> o.at("tiers")).isPresent();
    return part("tiers").isPresent() && (ownTiers || !ownDeadline);
  }

  /** A deadline or a quorum holds here: given here, or inherited and not replaced by tiers. */
  boolean hasDeadline() {
    boolean ownTiers = own.flatMap(o -> o.at("tiers")).isPresent();
    boolean ownDeadline =
        own.filter(o -> o.at("deadline").isPresent() || o.at("quorum").isPresent()).isPresent();
    return (part("deadline").isPresent() || part("quorum").isPresent())
        && (ownDeadline || !ownTiers);
  }

  /** A count as written: a number, or {@code any}, which is one. */
  static Optional<Integer> count(Optional<Section> section) {
    return section.flatMap(
        s ->
            s.text().filter("any"::equals).isPresent()
                ? Optional.of(1)
                : s.number().map(number -> (int) Math.min(number, Integer.MAX_VALUE)));
  }
}
