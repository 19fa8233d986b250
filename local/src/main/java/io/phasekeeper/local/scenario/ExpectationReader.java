package io.phasekeeper.local.scenario;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what must, and must not, come of a scenario. */
final class ExpectationReader {
  private static final List<String> KINDS =
      java.util.Arrays.stream(Item.Kind.values()).map(Item.Kind::word).toList();

  private final Problems problems;
  private final Scalars scalars;
  private final Instant start;
  private final Instant end;
  private final Set<String> findingKinds;

  ExpectationReader(Problems problems, Instant start, Instant end, Set<String> findingKinds) {
    this.problems = problems;
    this.scalars = new Scalars(problems);
    this.start = start;
    this.end = end;
    this.findingKinds = findingKinds;
  }

  /**
   * The expectations of a list.
   *
   * @param never whether they must not happen: they have no times then, but the whole play
   */
  List<Expectation> read(Node list, String where, boolean never) {
    List<Expectation> expectations = new ArrayList<>();
    List<Node> nodes = Section.items(list, where, problems);
    for (int i = 0; i < nodes.size(); i++) {
      expectation(nodes.get(i), where + "[" + i + "]", never).ifPresent(expectations::add);
    }
    return expectations;
  }

  private Optional<Expectation> expectation(Node node, String where, boolean never) {
    List<String> keys = new ArrayList<>(KINDS);
    keys.add("any_of");
    if (!never) {
      keys.add("by");
      keys.add("not_before");
    }
    Section section = Section.of(node, where, problems, keys.toArray(String[]::new));
    List<Item> items = new ArrayList<>();
    section
        .get("any_of")
        .ifPresent(
            alternatives -> {
              String path = section.path("any_of");
              List<Node> nodes = Section.items(alternatives, path, problems);
              if (nodes.isEmpty()) {
                problems.at(
                    alternatives, path + ": found nothing; expected at least one of " + KINDS);
              }
              for (int i = 0; i < nodes.size(); i++) {
                String each = path + "[" + i + "]";
                Section one =
                    Section.of(nodes.get(i), each, problems, KINDS.toArray(String[]::new));
                exactlyOne(one, each).ifPresent(items::add);
              }
            });
    if (!section.has("any_of")) {
      exactlyOne(section, where).ifPresent(items::add);
    } else if (section.keys().stream().anyMatch(KINDS::contains)) {
      problems.at(node, where + ": any_of stands alone; put the other item into it");
    }
    if (items.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Expectation(
            Problems.line(node),
            section.instant("not_before").orElse(start),
            section.instant("by").orElse(end),
            items));
  }

  private Optional<Item> exactlyOne(Section section, String where) {
    List<String> kinds = section.keys().stream().filter(KINDS::contains).toList();
    if (kinds.size() != 1) {
      problems.at(
          section.line(),
          where + ": found " + kinds + "; expected exactly one of " + KINDS + " or any_of");
      return Optional.empty();
    }
    String kind = kinds.get(0);
    return section
        .get(kind)
        .map(
            node ->
                item(
                    Item.Kind.valueOf(kind.toUpperCase(java.util.Locale.ROOT)),
                    node,
                    section.path(kind)));
  }

  private Item item(Item.Kind kind, Node node, String where) {
    List<String> keys = new ArrayList<>(kind.keys());
    keys.add("more_than");
    Section section = Section.of(node, where, problems, keys.toArray(String[]::new));
    Map<String, Object> facts = new LinkedHashMap<>();
    for (String key : section.keys()) {
      Node value = section.get(key).orElseThrow();
      if (!key.equals("more_than")) {
        fact(section, kind, key, value).ifPresent(fact -> facts.put(key, fact));
      }
    }
    facts.forEach((key, fact) -> mention(section, key, fact, role(kind, key, facts)));
    if (kind == Item.Kind.FINDING) {
      facts.putIfAbsent("resolved", false);
    }
    int moreThan =
        section.count("more_than").map(n -> (int) Math.min(n, Integer.MAX_VALUE)).orElse(0);
    return new Item(kind, facts, moreThan);
  }

  private Optional<Object> fact(Section section, Item.Kind kind, String key, Node value) {
    return switch (key) {
      case "date" -> section.date(key).map(Object::toString);
      case "generation" -> section.count(key).map(Object.class::cast);
      case "resolved" -> section.bool(key).map(Object.class::cast);
      case "missing" -> Optional.of(texts(value, section.path(key)));
      case "kind" ->
          (kind == Item.Kind.FINDING ? section.word(key, findingKinds) : section.text(key))
              .map(Object.class::cast);
      default -> section.text(key).map(Object.class::cast);
    };
  }

  /** Remembers the names for whoever knows the pipeline. */
  private void mention(Section section, String key, Object fact, Optional<Mention.Role> role) {
    Optional<Node> node = section.get(key);
    if (role.isPresent() && node.isPresent()) {
      for (Object name : fact instanceof Set<?> names ? names : Set.of(fact)) {
        problems.mention(node.get(), section.path(key), role.get(), name.toString());
      }
    }
  }

  private static Optional<Mention.Role> role(
      Item.Kind kind, String key, Map<String, Object> facts) {
    return switch (key) {
      case "phase" ->
          Optional.of(kind == Item.Kind.TRIGGER ? Mention.Role.STARTING_PHASE : Mention.Role.PHASE);
      case "cycle" -> Optional.of(Mention.Role.CYCLE);
      case "reason" -> Optional.of(Mention.Role.REASON);
      case "missing" -> Optional.of(Mention.Role.PROCESSOR);
      case "output", "after" -> Optional.of(Mention.Role.OUTPUT);
      case "about" -> subject(String.valueOf(facts.get("kind")));
      default -> Optional.empty();
    };
  }

  /** What a finding of that kind is about, where the pipeline knows every such thing. */
  private static Optional<Mention.Role> subject(String findingKind) {
    return switch (findingKind) {
      case "phase-held",
          "gate-unknown",
          "phase-late",
          "phase-started-partial",
          "orchestrator-stuck",
          "no-downstream-start" ->
          Optional.of(Mention.Role.STARTING_PHASE);
      case "phase-not-begun" -> Optional.of(Mention.Role.PHASE);
      case "late-completion", "hollow-success", "counter-defect", "processor-unseen" ->
          Optional.of(Mention.Role.PROCESSOR);
      default -> Optional.empty();
    };
  }

  private Set<String> texts(Node list, String where) {
    Set<String> texts = new LinkedHashSet<>();
    for (Node node : Section.items(list, where, problems)) {
      scalars.text(node, where).ifPresent(texts::add);
    }
    return texts;
  }
}
