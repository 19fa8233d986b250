package io.phasekeeper.local.scenario;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads events: each kind of change of the world under its own key. */
final class ChangeReader {
  /** The keys that an event may have, beside {@code at}. */
  static final List<String> EVENT_KEYS =
      List.of(
          "completion",
          "topic",
          "deliver_again",
          "subscription",
          "raw_message",
          "ledger",
          "run",
          "heartbeat",
          "beats",
          "rows",
          "scheduler_log",
          "attempt",
          "services",
          "processors",
          "channels",
          "scheduler_jobs",
          "calendar",
          "dead_letter",
          "backlog",
          "run_log",
          "files",
          "backfill",
          "operator",
          "restart",
          "faults",
          "sweep",
          "works");

  private static final Duration USUAL_BEAT = Duration.ofSeconds(60);

  private final Problems problems;
  private final Scalars scalars;
  private final WorldParts parts;

  ChangeReader(Problems problems) {
    this.problems = problems;
    this.scalars = new Scalars(problems);
    this.parts = new WorldParts(problems);
  }

  /** Everything that one event changes, in the order of its keys. */
  List<Change> event(Section event) {
    List<Change> changes = new ArrayList<>();
    for (String key : event.keys()) {
      Node node = event.get(key).orElseThrow();
      String where = event.path(key);
      switch (key) {
        case "completion" ->
            changes.add(
                new Change.Completion(
                    parts.message(node, where), event.name("topic", Mention.Role.TOPIC)));
        case "deliver_again" -> {
          event.word(key, Set.of("last"));
          changes.add(
              new Change.DeliverAgain(event.word("subscription", Set.of("other")).isPresent()));
        }
        case "raw_message" -> rawMessage(node, where).ifPresent(changes::add);
        case "run" -> changes.add(parts.run(node, where));
        case "heartbeat" -> changes.add(parts.heartbeat(Optional.empty(), node, where));
        case "beats" -> beats(node, where).ifPresent(changes::add);
        case "rows" -> parts.rows(node, where).ifPresent(changes::add);
        case "scheduler_log" -> changes.add(new Change.SchedulerLog(parts.message(node, where)));
        case "attempt" -> attempt(node, where).ifPresent(changes::add);
        case "dead_letter" -> deadLetter(node, where).ifPresent(changes::add);
        case "backlog" -> backlog(node, where).ifPresent(changes::add);
        case "run_log" -> changes.add(new Change.RunLog(parts.message(node, where)));
        case "backfill" -> backfill(node, where).ifPresent(changes::add);
        case "operator" -> operator(node, where).ifPresent(changes::add);
        case "restart" ->
            event.bool(key).filter(yes -> yes).ifPresent(yes -> changes.add(new Change.Restart()));
        case "works" -> works(node, where).ifPresent(changes::add);
        case "sweep" ->
            event.name(key, Mention.Role.TIMER).ifPresent(f -> changes.add(new Change.Sweep(f)));
        default -> changes.addAll(parts.shared(key, node, where));
      }
    }
    if (event.has("subscription") && !event.has("deliver_again")) {
      problems.at(event.line(), event.path("subscription") + " belongs to deliver_again");
    }
    if (event.has("topic") && !event.has("completion")) {
      problems.at(event.line(), event.path("topic") + " belongs to completion");
    }
    return changes;
  }

  private Optional<Change> rawMessage(Node node, String where) {
    Section raw = Section.of(node, where, problems, "topic", "data", "attributes");
    raw.require("topic");
    raw.require("data");
    Map<String, String> attributes = new LinkedHashMap<>();
    raw.freeMap("attributes", Scalars.Times.TEXT)
        .forEach((name, value) -> attributes.put(name, String.valueOf(value)));
    Optional<String> data = raw.get("data").map(n -> bytes(n, raw.path("data")));
    return raw.name("topic", Mention.Role.TOPIC)
        .flatMap(topic -> data.map(bytes -> new Change.RawMessage(topic, bytes, attributes)));
  }

  /** Text as its UTF-8 bytes, {@code !!binary} as the bytes it encodes, a map as its JSON. */
  private String bytes(Node node, String where) {
    if (node instanceof ScalarNode scalar) {
      if (scalar.getTag().equals(Tag.BINARY)) {
        try {
          byte[] decoded = java.util.Base64.getMimeDecoder().decode(scalar.getValue());
          return new String(decoded, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
          problems.at(node, where + ": not base64: " + e.getMessage());
        }
      }
      return asLatin1(scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue());
    }
    return asLatin1(Json.write(scalars.free(node, Scalars.Times.TEXT, where)));
  }

  private static String asLatin1(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private Optional<Change> beats(Node node, String where) {
    Section beats =
        Section.of(
            node,
            where,
            problems,
            "processor_name",
            "run_id",
            "data_date",
            "every",
            "until",
            "progress",
            "to",
            "total");
    beats.require("processor_name");
    beats.require("run_id");
    Optional<LocalDate> dataDate =
        beats
            .get("data_date")
            .filter(n -> !Section.isNothing(n))
            .flatMap(n -> scalars.date(n, beats.path("data_date")));
    Duration every =
        beats
            .duration("every")
            .filter(
                d -> {
                  if (d.isZero()) {
                    problems.at(node, beats.path("every") + " must be longer than nothing");
                  }
                  return !d.isZero();
                })
            .orElse(USUAL_BEAT);
    return beats
        .text("processor_name")
        .flatMap(
            processor ->
                beats
                    .text("run_id")
                    .map(
                        runId ->
                            new Change.Beats(
                                processor,
                                runId,
                                dataDate,
                                every,
                                beats.instant("until"),
                                beats.count("progress"),
                                beats.count("to"),
                                beats.count("total"))));
  }

  private Optional<Change> attempt(Node node, String where) {
    Section attempt = Section.of(node, where, problems, "job", "http");
    attempt.require("job");
    attempt.require("http");
    return attempt
        .text("job")
        .flatMap(
            job ->
                attempt
                    .get("http")
                    .map(n -> new Change.Attempt(job, parts.answer(n, attempt.path("http")))));
  }

  private Optional<Change> works(Node node, String where) {
    Section works =
        Section.of(
            node,
            where,
            problems,
            "processor",
            "date",
            "correlation_id",
            "takes",
            "rows",
            "says",
            "publishes",
            "crashes_after",
            "writes");
    works.require("processor");
    works.require("date");
    ProcessorBehaviour behaviour = WorldParts.behaviour(works);
    Optional<String> correlation = works.text("correlation_id");
    return works
        .text("processor")
        .flatMap(
            processor ->
                works
                    .date("date")
                    .map(date -> new Change.Works(processor, date, behaviour, correlation)));
  }

  private Optional<Change> deadLetter(Node node, String where) {
    Section letters = Section.of(node, where, problems, "topic", "count");
    letters.require("topic");
    letters.require("count");
    return letters
        .name("topic", Mention.Role.TOPIC)
        .map(topic -> new Change.DeadLetters(topic, letters.count("count").orElse(0L)));
  }

  private Optional<Change> backlog(Node node, String where) {
    Section backlog = Section.of(node, where, problems, "topic", "oldest", "count");
    backlog.require("topic");
    return backlog
        .name("topic", Mention.Role.TOPIC)
        .map(
            topic ->
                new Change.Backlog(
                    topic,
                    backlog.duration("oldest").orElse(Duration.ZERO),
                    backlog.count("count").orElse(0L)));
  }

  private Optional<Change> backfill(Node node, String where) {
    Section backfill = Section.of(node, where, problems, "from", "to", "phase");
    backfill.require("from");
    backfill.require("to");
    Optional<String> phase = backfill.name("phase", Mention.Role.PHASE);
    return backfill
        .date("from")
        .flatMap(from -> backfill.date("to").map(to -> new Change.Backfill(from, to, phase)));
  }

  private Optional<Change> operator(Node node, String where) {
    Section operator =
        Section.of(
            node,
            where,
            problems,
            "action",
            "phase",
            "date",
            "cycle",
            "processor",
            "why",
            "by",
            "until",
            "force",
            "finding");
    operator.require("action");
    operator.require("why");
    return operator
        .word("action", Change.Operator.ACTIONS)
        .map(
            action ->
                new Change.Operator(
                    action,
                    operator.name("phase", Mention.Role.PHASE),
                    operator.date("date"),
                    operator.name("cycle", Mention.Role.CYCLE),
                    operator.text("processor"),
                    operator.text("why"),
                    operator.text("by"),
                    operator.instant("until"),
                    operator.bool("force").orElse(false),
                    operator.text("finding")));
  }
}
