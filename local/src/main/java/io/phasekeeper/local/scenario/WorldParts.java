package io.phasekeeper.local.scenario;

import io.phasekeeper.document.DocumentPath;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the parts of a world: true from the start, or from an event on. */
final class WorldParts {
  private static final Set<String> CHANNELS = Set.of("slack", "email", "topic", "log");
  private static final Set<String> STATUSES =
      Set.of(Game.SCHEDULED, Game.LIVE, Game.FINAL, "postponed", "cancelled");
  private static final Duration USUAL_TAKE = Duration.ofMinutes(1);

  private final Problems problems;
  private final Scalars scalars;

  WorldParts(Problems problems) {
    this.problems = problems;
    this.scalars = new Scalars(problems);
  }

  /** What the world and events write in the same way. */
  List<Change> shared(String key, Node node, String where) {
    return switch (key) {
      case "ledger", "ledgers" -> ledgers(node, where);
      case "services" -> List.of(services(node, where));
      case "processors" ->
          List.of(new Change.Processors(mapOf(node, where, this::processorBehaviour)));
      case "channels" -> channels(node, where);
      case "scheduler_jobs" -> List.of(schedulerJobs(node, where));
      case "calendar" -> List.of(calendar(node, where));
      case "files" -> List.of(new Change.Files(mapOf(node, where, this::fileFacts)));
      case "faults" -> List.of(faults(node, where));
      case "rows" -> each(node, where, this::rows);
      case "runs" -> each(node, where, (n, w) -> Optional.of(run(n, w)));
      case "heartbeats" -> heartbeats(node, where);
      default -> List.of();
    };
  }

  private List<Change> each(
      Node node, String where, BiFunction<Node, String, Optional<? extends Change>> read) {
    List<Change> changes = new ArrayList<>();
    int index = 0;
    for (Node item : Section.items(node, where, problems)) {
      read.apply(item, where + "[" + index++ + "]").ifPresent(changes::add);
    }
    return changes;
  }

  private <T> Map<String, T> mapOf(Node node, String where, BiFunction<Node, String, T> read) {
    Map<String, T> values = new LinkedHashMap<>();
    Section.entries(node, where, problems)
        .forEach((name, value) -> values.put(name, read.apply(value, where + "." + name)));
    return values;
  }

  /** The JSON of a message or log entry: dates and times in it are text. */
  Map<String, @Nullable Object> message(Node node, String where) {
    return verbatim(node, Scalars.Times.TEXT, where);
  }

  private Map<String, @Nullable Object> verbatim(Node node, Scalars.Times times, String where) {
    if (node instanceof MappingNode map) {
      return scalars.freeMap(map, times, where);
    }
    problems.at(node, where + ": found " + Scalars.shown(node) + "; expected a map");
    return Map.of();
  }

  private List<Change> ledgers(Node node, String where) {
    List<Change> changes = new ArrayList<>();
    Section.entries(node, where, problems)
        .forEach(
            (name, fields) -> {
              int slash = name.indexOf('/');
              if (slash < 1 || slash != name.lastIndexOf('/') || slash == name.length() - 1) {
                problems.at(
                    fields,
                    where
                        + ": found \""
                        + name
                        + "\"; expected a collection and an id, such as"
                        + " phase3_completion/2026-01-11");
                return;
              }
              changes.add(
                  new Change.LedgerMerge(
                      new DocumentPath(name.substring(0, slash), name.substring(slash + 1)),
                      verbatim(fields, Scalars.Times.TIMESTAMPS, where + "." + name)));
            });
    return changes;
  }

  Change run(Node node, String where) {
    return new Change.RunRow(verbatim(node, Scalars.Times.TIMESTAMPS_AND_DATES, where));
  }

  private List<Change> heartbeats(Node node, String where) {
    if (node instanceof MappingNode) {
      List<Change> changes = new ArrayList<>();
      Section.entries(node, where, problems)
          .forEach((id, doc) -> changes.add(heartbeat(Optional.of(id), doc, where + "." + id)));
      return changes;
    }
    return each(node, where, (n, w) -> Optional.of(heartbeat(Optional.empty(), n, w)));
  }

  Change heartbeat(Optional<String> id, Node node, String where) {
    Map<String, @Nullable Object> fields =
        new LinkedHashMap<>(verbatim(node, Scalars.Times.TIMESTAMPS, where));
    Object own = fields.remove("id");
    return new Change.Heartbeat(
        id.or(() -> Optional.ofNullable(own).map(Object::toString)), fields);
  }

  Optional<Change> rows(Node node, String where) {
    Section rows =
        Section.of(
            node,
            where,
            problems,
            "table",
            "date",
            "count",
            "values",
            "non_null",
            "duplicates",
            "clear",
            "written");
    rows.require("table");
    rows.require("date");
    boolean clear = rows.bool("clear").orElse(false);
    if (!clear) {
      rows.require("count");
    }
    Map<String, Double> nonNull = new LinkedHashMap<>();
    rows.get("non_null")
        .ifPresent(
            shares ->
                mapOf(shares, rows.path("non_null"), scalars::share)
                    .forEach((column, share) -> share.ifPresent(s -> nonNull.put(column, s))));
    Map<String, @Nullable Object> values =
        rows.freeMap("values", Scalars.Times.TIMESTAMPS_AND_DATES);
    return rows.name("table", Mention.Role.TABLE)
        .flatMap(
            table ->
                rows.date("date")
                    .map(
                        date ->
                            new Change.Rows(
                                table,
                                date,
                                clear,
                                number(rows, "count"),
                                values,
                                nonNull,
                                number(rows, "duplicates"),
                                rows.instant("written"))));
  }

  static int number(Section section, String key) {
    return section.count(key).map(n -> (int) Math.min(n, Integer.MAX_VALUE)).orElse(0);
  }

  Answer answer(Node node, String where) {
    if (node instanceof ScalarNode scalar && scalar.getValue().equals("none")) {
      return Answer.NONE;
    }
    if (node instanceof ScalarNode scalar && scalar.getValue().matches("[1-5]\\d\\d")) {
      return new Answer(OptionalInt.of(Integer.parseInt(scalar.getValue())));
    }
    return scalars.<Answer>wrong(node, where, "an HTTP status or none").orElse(Answer.OK);
  }

  private Change services(Node node, String where) {
    Section.entries(node, where, problems)
        .forEach((name, value) -> problems.mention(value, where, Mention.Role.SERVICE, name));
    return new Change.Services(mapOf(node, where, this::serviceBehaviour));
  }

  private ServiceBehaviour serviceBehaviour(Node node, String where) {
    Section service = Section.of(node, where, problems, "answers", "after", "body", "works");
    return new ServiceBehaviour(
        service.get("answers").map(n -> answer(n, service.path("answers"))).orElse(Answer.OK),
        service.duration("after").orElse(Duration.ZERO),
        service.get("body").map(n -> body(n, service.path("body"))),
        service.bool("works"));
  }

  /** Text as it is, a map as its JSON. */
  private String body(Node node, String where) {
    return node instanceof ScalarNode text ? text.getValue() : Json.write(message(node, where));
  }

  private ProcessorBehaviour processorBehaviour(Node node, String where) {
    return behaviour(
        Section.of(
            node,
            where,
            problems,
            "takes",
            "rows",
            "says",
            "publishes",
            "crashes_after",
            "never",
            "writes"));
  }

  static ProcessorBehaviour behaviour(Section behaviour) {
    return new ProcessorBehaviour(
        behaviour.duration("takes").orElse(USUAL_TAKE),
        behaviour.has("rows") ? Optional.of(number(behaviour, "rows")) : Optional.empty(),
        behaviour.text("says").orElse("success"),
        behaviour.bool("publishes").orElse(true),
        behaviour.duration("crashes_after"),
        behaviour.bool("never").orElse(false),
        behaviour.bool("writes").orElse(true));
  }

  private List<Change> channels(Node node, String where) {
    Map<String, Answer> answers = mapOf(node, where, this::answer);
    for (String name : answers.keySet()) {
      if (!CHANNELS.contains(name)) {
        problems.at(
            node, where + ": unknown channel \"" + name + "\"" + Words.hint(name, CHANNELS));
      }
    }
    return List.of(new Change.Channels(answers));
  }

  private Change schedulerJobs(Node node, String where) {
    return new Change.SchedulerJobs(
        mapOf(
            node,
            where,
            (job, path) ->
                Section.isNothing(job)
                    ? Optional.<Map<String, @Nullable Object>>empty()
                    : Optional.of(message(job, path))));
  }

  private Optional<Change.FileFacts> fileFacts(Node node, String where) {
    if (Section.isNothing(node)) {
      return Optional.empty();
    }
    Section file = Section.of(node, where, problems, "updated", "date");
    return Optional.of(new Change.FileFacts(file.instant("updated"), file.date("date")));
  }

  private Change calendar(Node node, String where) {
    Map<LocalDate, List<Game>> dates = new LinkedHashMap<>();
    if (node instanceof MappingNode map) {
      map.getValue()
          .forEach(
              tuple ->
                  scalars
                      .date(tuple.getKeyNode(), where)
                      .ifPresent(
                          date ->
                              dates.put(date, games(tuple.getValueNode(), where + "." + date))));
    } else if (!Section.isNothing(node)) {
      problems.at(node, where + ": found " + Scalars.shown(node) + "; expected dates");
    }
    return new Change.CalendarDates(dates);
  }

  private List<Game> games(Node node, String where) {
    Section day = Section.of(node, where, problems, "games");
    Optional<Node> games = day.get("games");
    if (games.isEmpty()) {
      return List.of();
    }
    if (games.get() instanceof ScalarNode) {
      int count = number(day, "games");
      return java.util.stream.Stream.generate(Game::unremarkable).limit(count).toList();
    }
    List<Game> all = new ArrayList<>();
    for (Node game : Section.items(games.get(), day.path("games"), problems)) {
      all.add(game(game, day.path("games") + "[" + all.size() + "]"));
    }
    return all;
  }

  private Game game(Node node, String where) {
    Section game = Section.of(node, where, problems, "id", "home", "away", "starts", "status");
    return new Game(
        game.text("id"),
        game.text("home"),
        game.text("away"),
        game.get("starts")
            .flatMap(n -> scalars.timeOfDay(n, game.path("starts")))
            .orElse(Game.USUAL_START),
        game.word("status", STATUSES).orElse(Game.SCHEDULED));
  }

  private Change faults(Node node, String where) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    List<String> known = java.util.Arrays.stream(Fault.values()).map(Fault::word).toList();
    for (Node item : Section.items(node, where, problems)) {
      String word = scalars.text(item, where).orElse("");
      Fault.of(word)
          .ifPresentOrElse(
              faults::add,
              () ->
                  problems.at(
                      item, where + ": unknown fault \"" + word + "\"" + Words.hint(word, known)));
    }
    return new Change.Faults(faults);
  }
}
