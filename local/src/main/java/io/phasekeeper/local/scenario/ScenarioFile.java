package io.phasekeeper.local.scenario;

import io.phasekeeper.yaml.YamlNodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads scenario files: the whole format, every problem at once, each with its line. */
public final class ScenarioFile {
  /** The parts of a world at its start, in the order in which they come true. */
  private static final List<String> WORLD_KEYS =
      List.of(
          "calendar",
          "scheduler_jobs",
          "services",
          "processors",
          "channels",
          "files",
          "rows",
          "ledgers",
          "runs",
          "heartbeats",
          "faults");

  /** An event that repeats more often than this is a mistake. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Problems problems;
  private final Path file;

  private ScenarioFile(Path file) {
    this.file = file;
    this.problems = new Problems(file);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if there is no such file, or it cannot be read
   * @throws ScenarioException with every problem that it has
   */
  public static Scenario read(Path file) throws IOException {
    return parse(file, Files.readString(file, StandardCharsets.UTF_8));
  }

  /**
   * Reads the text of a file.
   *
   * @param file as problems name it
   * @throws ScenarioException with every problem that it has
   */
  public static Scenario parse(Path file, String text) {
    return new ScenarioFile(file).scenario(text);
  }

  private Scenario scenario(String text) {
    Section top =
        Section.of(
            compose(text),
            "",
            problems,
            "title",
            "source",
            "pipeline",
            "settings",
            "start",
            "end",
            "world",
            "events",
            "expect",
            "never");
    List.of("title", "pipeline", "start", "end").forEach(top::require);
    Instant start = top.instant("start").orElse(Instant.EPOCH);
    Instant end = top.instant("end").orElse(start);
    if (top.has("start") && top.has("end") && end.isBefore(start)) {
      problems.at(top.get("end").orElseThrow(), "end is before start");
    }
    ExpectationReader expectations =
        new ExpectationReader(problems, start, end, NotBuiltYet.load().everyFindingKind());
    Scenario scenario =
        new Scenario(
            file,
            top.text("title").orElse(""),
            top.text("source").orElse(""),
            top.text("pipeline").orElse(""),
            top.freeMap("settings", Scalars.Times.TEXT),
            start,
            end,
            offset(top),
            top.get("world").map(this::world).orElse(List.of()),
            top.get("events").map(node -> events(node, start, end)).orElse(List.of()),
            top.get("expect").map(n -> expectations.read(n, "expect", false)).orElse(List.of()),
            top.get("never").map(n -> expectations.read(n, "never", true)).orElse(List.of()),
            problems.mentions());
    problems.check();
    return scenario;
  }

  private Node compose(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(true)
            .setCodePointLimit(64 * 1024 * 1024)
            .build();
    try {
      Optional<Node> root = YamlNodes.compose(settings, text);
      if (root.isPresent()) {
        return root.get();
      }
      problems.at(1, "the file is empty");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.at(line, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.at(1, "not YAML: " + e.getMessage());
    }
    problems.check();
    throw new IllegalStateException("no problem was told");
  }

  private static ZoneOffset offset(Section top) {
    try {
      return top.get("start")
          .filter(ScalarNode.class::isInstance)
          .map(node -> OffsetDateTime.parse(((ScalarNode) node).getValue()).getOffset())
          .orElse(ZoneOffset.UTC);
    } catch (java.time.DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  private List<Change> world(Node node) {
    Section world = Section.of(node, "world", problems, WORLD_KEYS.toArray(String[]::new));
    WorldParts reader = new WorldParts(problems);
    List<Change> changes = new ArrayList<>();
    for (String key : WORLD_KEYS) {
      world.get(key).ifPresent(part -> changes.addAll(reader.shared(key, part, "world." + key)));
    }
    return changes;
  }

  private List<Scenario.Event> events(Node node, Instant start, Instant end) {
    List<Scenario.Event> events = new ArrayList<>();
    List<String> keys = new ArrayList<>(ChangeReader.EVENT_KEYS);
    keys.addAll(List.of("at", "every", "until"));
    ChangeReader reader = new ChangeReader(problems);
    List<Node> nodes = Section.items(node, "events", problems);
    for (int i = 0; i < nodes.size(); i++) {
      String where = "events[" + i + "]";
      Section event = Section.of(nodes.get(i), where, problems, keys.toArray(String[]::new));
      event.require("at");
      Instant at = event.instant("at").orElse(start);
      if (at.isBefore(start) || at.isAfter(end)) {
        problems.at(
            event.line(), where + ": " + at + " is outside the play, " + start + " to " + end);
      }
      List<Change> changes = reader.event(event);
      if (event.hasOnly("at")) {
        problems.at(event.line(), where + ": nothing happens in this event");
      }
      for (Instant moment : moments(event, at, end)) {
        changes.forEach(change -> events.add(new Scenario.Event(moment, event.line(), change)));
      }
    }
    events.sort(Comparator.comparing(Scenario.Event::at));
    return events;
  }

  /** When an event happens: once, or every so often up to and including {@code until}. */
  private List<Instant> moments(Section event, Instant at, Instant end) {
    Instant until = event.instant("until").orElse(end);
    Optional<Duration> every = event.duration("every");
    if (event.has("until") && !event.has("every")) {
      problems.at(event.line(), event.path("until") + " belongs to every");
    }
    if (every.isEmpty()) {
      return List.of(at);
    }
    if (every.get().compareTo(SHORTEST) < 0) {
      problems.at(event.line(), event.path("every") + " must be at least " + SHORTEST);
      return List.of(at);
    }
    List<Instant> moments = new ArrayList<>();
    Instant last = until.isBefore(end) ? until : end;
    for (Instant moment = at; !moment.isAfter(last); moment = moment.plus(every.get())) {
      moments.add(moment);
    }
    return moments;
  }
}
