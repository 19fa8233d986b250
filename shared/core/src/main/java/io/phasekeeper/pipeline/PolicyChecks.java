package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Section;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the policy of one cycle can be kept. Parts that it inherits are checked where they stand.
 */
final class PolicyChecks {
  private final PipelineNames names;
  private final GateChecks checks;
  private final Section phase;
  private final PolicySections policy;
  private final String after;

  PolicyChecks(PipelineNames names, GateChecks checks, Section phase, PolicySections policy) {
    this.names = names;
    this.checks = checks;
    this.phase = phase;
    this.policy = policy;
    this.after = phase.text("after").orElse("");
  }

  void check() {
    if (!names.phases().containsKey(after)) {
      return;
    }
    members();
    deadline();
    tiers();
    gates();
  }

  private void members() {
    if (policy.owns("expect")) {
      policy.part("expect").ifPresent(section -> section.items().forEach(this::member));
    }
    if (policy.owns("critical")) {
      for (Section item : policy.part("critical").map(Section::items).orElse(List.of())) {
        if (member(item) && item.text().filter(policy.expect()::contains).isEmpty()) {
          item.unknown("one of expect: " + policy.expect(), policy.expect());
        }
      }
    }
  }

  /** Whether an item names a processor of the phase that is waited for; if not, it is reported. */
  private boolean member(Section item) {
    boolean known = item.text().filter(policy.members()::contains).isPresent();
    if (!known && item.text().isPresent()) {
      item.unknown("a processor of " + after, policy.members());
    }
    return known;
  }

  private void deadline() {
    if (!policy.hasDeadline()) {
      return;
    }
    Optional<Section> deadline = policy.part("deadline");
    Optional<Section> quorum = policy.part("quorum");
    if (deadline.isPresent() && quorum.isEmpty()) {
      deadline.get().wrong("a deadline without a quorum", "quorum beside it: how many are enough");
    }
    if (quorum.isPresent() && deadline.isEmpty()) {
      quorum.get().wrong("a quorum without a deadline", "deadline beside it: from when on");
    }
    if (policy.hasTiers() && deadline.isPresent() && policy.part("tiers").isPresent()) {
      policy
          .part("tiers")
          .get()
          .wrong("tiers beside deadline and quorum", "one of the two: they say the same thing");
    }
    if (policy.owns("quorum")) {
      enough(quorum);
    }
  }

  private void enough(Optional<Section> count) {
    int size = policy.expect().size();
    if (PolicySections.count(count).filter(c -> c > size).isPresent()) {
      count.get().wrong("at most " + size + ", the number of expected processors");
    }
  }

  private void tiers() {
    if (!policy.hasTiers() || !policy.owns("tiers")) {
      return;
    }
    Optional<Duration> longest = Optional.empty();
    Optional<Integer> fewest = Optional.empty();
    Optional<DueTime> latest = Optional.empty();
    for (Section tier : policy.part("tiers").map(Section::items).orElse(List.of())) {
      if (tier.at("after").isPresent() == tier.at("by").isPresent()
          && tier.content() instanceof io.phasekeeper.yaml.Content.Mapping) {
        tier.wrong(
            tier.at("by").isPresent() ? "after and by" : "neither after nor by", "one of the two");
      }
      enough(tier.at("at_least"));
      Optional<Integer> atLeast = PolicySections.count(tier.at("at_least"));
      Optional<Integer> least = fewest;
      if (atLeast.isPresent() && least.filter(l -> atLeast.get() >= l).isPresent()) {
        tier.at("at_least")
            .get()
            .wrong("fewer than the tier before, which asks for " + least.get());
      }
      fewest = atLeast.or(() -> least);
      longest = inOrder(tier.at("after"), longest, PolicyChecks::duration, "longer");
      latest = inOrder(tier.at("by"), latest, PolicyChecks::dueTime, "later");
    }
  }

  private static <T extends Comparable<? super T>> Optional<T> inOrder(
      Optional<Section> section,
      Optional<T> before,
      java.util.function.Function<String, Optional<T>> reading,
      String more) {
    Optional<T> value = section.flatMap(Section::text).flatMap(reading);
    if (value.isPresent() && before.isPresent() && value.get().compareTo(before.get()) <= 0) {
      section.get().wrong(more + " than the tier before, " + before.get());
    }
    return value.or(() -> before);
  }

  private static Optional<Duration> duration(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // the schema has reported it
    }
  }

  private static Optional<DueTime> dueTime(String text) {
    try {
      return Optional.of(DueTime.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the schema has reported it
    }
  }

  private void gates() {
    if (!policy.owns("gates")) {
      return;
    }
    Set<String> gateNames = new HashSet<>();
    for (Section gate : policy.part("gates").map(Section::items).orElse(List.of())) {
      gateMember(gate);
      gateTable(gate);
      gateKind(gate);
      String name = gateName(gate);
      if (gate.text("name").or(() -> gate.text("member")).isPresent() && !gateNames.add(name)) {
        gate.wrong("a second gate named \"" + name + "\"", "a name of its own");
      }
    }
  }

  /**
   * What a gate of a transition is called: by itself, by the gate that it names, or by its kind.
   */
  static String gateName(Section gate) {
    return gate.text("name")
        .or(() -> gate.text("gate"))
        .orElseGet(
            () -> GateReader.kind(gate).orElse("gate") + ":" + gate.text("member").orElse(""));
  }

  /** The part of the file that describes the table of a transition's gate. */
  static Optional<Section> described(Section gate, PipelineNames names) {
    Optional<String> table = gate.text("table");
    return table.isPresent()
        ? names.describes(table.get())
        : gate.text("member").flatMap(m -> Optional.ofNullable(names.processors().get(m)));
  }

  private void gateKind(Section gate) {
    List<String> kinds = new java.util.ArrayList<>(List.of(GateReader.KINDS));
    kinds.add("gate");
    OneOf.check(gate, kinds.toArray(String[]::new));
    Optional<Section> named = gate.at("gate");
    if (named.isPresent()) {
      String member = gate.text("member").orElse("");
      Section processor = names.processors().get(member);
      List<String> known =
          processor == null
              ? List.of()
              : processor.items("gates").stream()
                  .map(each -> GateReader.name(each, member))
                  .toList();
      if (processor != null && named.get().text().filter(known::contains).isEmpty()) {
        named.get().unknown("a gate of " + member + ": " + known, known);
      }
      gate.at("table").ifPresent(t -> t.wrong("a table beside gate", "none: the gate has its own"));
    }
    checks.check(gate, described(gate, names));
  }

  private void gateMember(Section gate) {
    Optional<Section> member = gate.at("member");
    if (member.isEmpty() && gate.at("table").isEmpty()) {
      gate.wrong("neither member nor table", "a member whose table is counted, or a table");
    }
    if (member.isEmpty() || !member(member.get())) {
      return;
    }
    String name = member.get().text().orElse("");
    Section processor = names.processors().get(name);
    if (gate.at("table").isEmpty() && processor != null && processor.at("table").isEmpty()) {
      member
          .get()
          .wrong("\"" + name + "\", which has no table", "a processor with a table, or table here");
    }
    Set<String> expectedSomewhere = new LinkedHashSet<>();
    PolicySections.of(phase, names).values().stream()
        .filter(each -> policy.own().isEmpty() || each.cycle().equals(policy.cycle()))
        .forEach(each -> expectedSomewhere.addAll(each.expect()));
    if (!expectedSomewhere.contains(name)) {
      member.get().unknown("an expected processor: " + expectedSomewhere, expectedSomewhere);
    }
  }

  private void gateTable(Section gate) {
    Optional<Section> table = gate.at("table");
    Optional<String> described = table.flatMap(Section::text).filter(names.tables()::contains);
    if (table.isPresent() && described.isEmpty() && gate.at("date_column").isEmpty()) {
      table.get().unknown("a table of this file, or date_column beside it", names.tables());
    }
    if (table.isPresent() && gate.at("member").isEmpty() && gate.at("name").isEmpty()) {
      gate.wrong("a gate without a name", "name: a gate of a table is called by it in findings");
    }
  }
}
