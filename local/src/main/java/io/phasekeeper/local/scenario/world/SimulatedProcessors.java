package io.phasekeeper.local.scenario.world;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.ProcessorBehaviour;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Source;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user's processors as a scenario describes them: asked to work by a trigger of their phase and
 * cycle, once per trigger id, or by a call of ours, once per call, they leave a run row, beats,
 * rows, a second run row and a completion. A source leaves rows. One that the scenario does not
 * describe never answers.
 */
final class SimulatedProcessors {
  private static final Duration BEAT = Duration.ofSeconds(60);
  private static final DateTimeFormatter RUN_ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Pipeline pipeline;
  private final Map<String, ProcessorBehaviour> behaviours = new HashMap<>();
  private final Set<String> started = new HashSet<>();
  private int orders;

  SimulatedProcessors(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  void behave(Map<String, ProcessorBehaviour> changed) {
    behaviours.putAll(changed);
  }

  /** What comes of a trigger message that was published at a moment; nothing the second time. */
  List<Scenario.Event> asked(String topic, OutgoingMessage message, Instant at) {
    Optional<Transition> transition =
        pipeline.transitions().stream().filter(t -> t.trigger().topic().equals(topic)).findFirst();
    Optional<JsonObject> body = json(message);
    if (transition.isEmpty() || body.isEmpty()) {
      return List.of();
    }
    String id = Optional.ofNullable(message.attributes().get("trigger_id")).orElse("");
    List<Scenario.Event> events = new ArrayList<>();
    for (Processor processor : members(transition.get(), text(body.get(), "mode"))) {
      ProcessorBehaviour behaviour = behaviours.get(processor.name().value());
      if (behaviour != null
          && !behaviour.never()
          && started.add(processor.name() + " " + wholeId(id))) {
        LocalDate date = LocalDate.parse(text(body.get(), "game_date"));
        Asked asked =
            new Asked(
                "orchestrator",
                text(body.get(), "correlation_id"),
                text(body.get(), "parent_processor"));
        events.addAll(run(processor, behaviour, date, asked, wholeId(id), at));
      }
    }
    return events;
  }

  /** How it behaves; none: it never answers. */
  Optional<ProcessorBehaviour> behaviour(String name) {
    return Optional.ofNullable(behaviours.get(name));
  }

  /**
   * What comes of an accepted call for an output, or a source, and a date.
   *
   * @param correlation "" if the call has none
   */
  List<Scenario.Event> ordered(String output, LocalDate date, String correlation, Instant at) {
    ProcessorBehaviour behaviour = behaviours.get(output);
    if (behaviour == null || behaviour.never()) {
      return List.of();
    }
    Source source = pipeline.sources().get(output);
    if (source != null) {
      return fetched(source, behaviour, date, at);
    }
    orders++;
    Asked asked =
        new Asked("phasekeeper", correlation.isEmpty() ? "order-" + orders : correlation, "");
    return run(processor(output, "a call"), behaviour, date, asked, "order " + orders, at);
  }

  /** A source leaves rows and nothing else. */
  private static List<Scenario.Event> fetched(
      Source source, ProcessorBehaviour behaviour, LocalDate date, Instant at) {
    if (behaviour.crashesAfter().isPresent() || behaviour.says().equals("failed")) {
      return List.of();
    }
    return behaviour.rows().stream()
        .flatMap(
            count ->
                source.tables().stream()
                    .map(
                        shape -> now(at.plus(behaviour.takes()), rows(shape.table(), date, count))))
        .toList();
  }

  private Processor processor(String name, String asked) {
    return pipeline.processors().values().stream()
        .filter(each -> each.name().value().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    asked
                        + ": found processor \""
                        + name
                        + "\"; expected one of "
                        + pipeline.processors().keySet()));
  }

  /** What comes of a processor that its own cron, or its own subscription, starts. */
  List<Scenario.Event> unasked(Change.Works works, Instant at) {
    Processor processor = processor(works.processor(), "works");
    Asked asked =
        new Asked("scheduler", works.correlation().orElse("cron-" + RUN_ID_TIME.format(at)), "");
    return run(processor, works.behaviour(), works.date(), asked, at.toString(), at);
  }

  /**
   * Who asked for a run.
   *
   * @param source {@code orchestrator}, {@code scheduler}, or we by a call of ours
   */
  private record Asked(String source, String correlation, String parent) {}

  /** Phase, date, cycle and generation, without the part of a fan-out. */
  private static String wholeId(String triggerId) {
    String[] pieces = triggerId.split(":", -1);
    return pieces.length <= 4 ? triggerId : String.join(":", List.of(pieces).subList(0, 4));
  }

  /** The processors that work in a cycle of a phase: those that the next phase waits for. */
  private List<Processor> members(Transition transition, String cycle) {
    Phase phase = pipeline.phase(transition.phase());
    List<ProcessorName> expected =
        pipeline
            .transitionAfter(phase.name())
            .filter(next -> cycle.matches("[a-z][a-z0-9_]*"))
            .flatMap(next -> next.policy(new CycleName(cycle)))
            .map(policy -> policy.expect())
            .orElse(phase.processors());
    return phase.processors().stream().filter(expected::contains).map(pipeline::processor).toList();
  }

  private List<Scenario.Event> run(
      Processor processor,
      ProcessorBehaviour behaviour,
      LocalDate date,
      Asked asked,
      String occasion,
      Instant at) {
    String runId =
        processor.className()
            + "_"
            + RUN_ID_TIME.format(at)
            + "_"
            + String.format(Locale.ROOT, "%08x", (occasion + processor.name()).hashCode());
    Duration works = behaviour.crashesAfter().orElse(behaviour.takes());
    Instant ends = at.plus(works);
    List<Scenario.Event> events = new ArrayList<>();
    events.add(
        now(at, new Change.RunRow(row(processor, date, runId, asked, at, Optional.empty()))));
    events.add(
        now(
            at,
            new Change.Beats(
                processor.className(),
                runId,
                Optional.of(date),
                BEAT,
                // The last word of a run that ends is its own, not a beat's.
                Optional.of(behaviour.crashesAfter().isPresent() ? ends : ends.minusMillis(1)),
                Optional.of(0L),
                behaviour.rows().map(Integer::longValue),
                behaviour.rows().map(Integer::longValue))));
    if (behaviour.crashesAfter().isPresent()) {
      return events;
    }
    behaviour
        .rows()
        .flatMap(count -> processor.table().map(table -> rows(table, date, count)))
        .ifPresent(rows -> events.add(now(ends, rows)));
    Done done = new Done(ends, behaviour);
    Map<String, Optional<Change.FileFacts>> files = files(processor, date, done);
    if (!files.isEmpty()) {
      events.add(now(ends, new Change.Files(files)));
    }
    events.add(
        now(ends, new Change.RunRow(row(processor, date, runId, asked, at, Optional.of(done)))));
    events.add(now(ends, lastBeat(processor, date, runId, at, done)));
    if (behaviour.publishes()) {
      events.add(
          now(
              ends,
              new Change.Completion(
                  completion(processor, date, runId, asked, at, done), Optional.empty())));
    }
    return events;
  }

  /** The files that the pipeline file says it makes, for its date, if it made anything. */
  private Map<String, Optional<Change.FileFacts>> files(
      Processor processor, LocalDate date, Done done) {
    Map<String, Optional<Change.FileFacts>> files = new LinkedHashMap<>();
    boolean made = List.of("success", "partial").contains(done.behaviour().says());
    if (made && done.behaviour().writes()) {
      pipeline.files().values().stream()
          .filter(file -> file.madeBy().filter(processor.name()::equals).isPresent())
          .forEach(
              file ->
                  files.put(
                      file.uri(),
                      Optional.of(
                          new Change.FileFacts(Optional.of(done.at()), Optional.of(date)))));
    }
    return files;
  }

  /** How a run ended. */
  private record Done(Instant at, ProcessorBehaviour behaviour) {
    /** The run history knows no empty runs: it calls them skipped. */
    String runStatus() {
      return behaviour.says().equals("no_data") ? "skipped" : behaviour.says();
    }
  }

  private static Scenario.Event now(Instant at, Change change) {
    return new Scenario.Event(at, 0, change);
  }

  private static Change rows(TableRef table, LocalDate date, int count) {
    return new Change.Rows(
        table.name(), date, true, count, Map.of(), Map.of(), 0, Optional.empty());
  }

  private Map<String, @Nullable Object> row(
      Processor processor,
      LocalDate date,
      String runId,
      Asked asked,
      Instant startedAt,
      Optional<Done> done) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("processor_name", processor.className());
    row.put("run_id", runId);
    row.put("status", done.map(Done::runStatus).orElse("running"));
    row.put("started_at", startedAt);
    done.ifPresent(
        d -> {
          row.put("processed_at", d.at());
          row.put("duration_seconds", seconds(startedAt, d.at()));
          d.behaviour().rows().ifPresent(count -> row.put("records_processed", (long) count));
        });
    row.put("data_date", date);
    row.put("phase", phaseAlias(processor));
    processor
        .table()
        .ifPresent(
            table -> {
              row.put("output_table", table.bareName());
              row.put("output_dataset", dataset(table));
            });
    row.put("trigger_source", asked.source());
    return row;
  }

  private static Change lastBeat(
      Processor processor, LocalDate date, String runId, Instant startedAt, Done done) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("processor_name", processor.className());
    fields.put("run_id", runId);
    fields.put("data_date", date.toString());
    fields.put("last_heartbeat", done.at());
    fields.put("started_at", startedAt);
    fields.put("status", done.runStatus().equals("failed") ? "failed" : "completed");
    done.behaviour()
        .rows()
        .ifPresent(
            count -> {
              fields.put("progress", (long) count);
              fields.put("total", (long) count);
            });
    return new Change.Heartbeat(Optional.empty(), fields);
  }

  private Map<String, @Nullable Object> completion(
      Processor processor,
      LocalDate date,
      String runId,
      Asked asked,
      Instant startedAt,
      Done done) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("processor_name", processor.className());
    message.put("phase", phaseAlias(processor));
    message.put("execution_id", runId);
    message.put("correlation_id", asked.correlation());
    message.put("game_date", date.toString());
    processor
        .table()
        .ifPresent(
            table -> {
              message.put("output_table", table.bareName());
              message.put("output_dataset", dataset(table));
            });
    message.put("status", done.behaviour().says());
    done.behaviour().rows().ifPresent(count -> message.put("record_count", (long) count));
    message.put("records_failed", 0L);
    message.put("timestamp", done.at().toString());
    message.put("duration_seconds", seconds(startedAt, done.at()));
    message.put("trigger_source", asked.source());
    message.put("parent_processor", asked.parent().isEmpty() ? null : asked.parent());
    message.put("trigger_message_id", null);
    message.put("error_message", null);
    message.put("error_type", null);
    message.put("metadata", Map.of("is_incremental", false));
    return message;
  }

  private String phaseAlias(Processor processor) {
    return pipeline.phase(processor.phase()).aliases().stream()
        .findFirst()
        .orElse(processor.phase().value());
  }

  private static String dataset(TableRef table) {
    return table.name().substring(0, table.name().indexOf('.'));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  private static Optional<JsonObject> json(OutgoingMessage message) {
    try {
      return Optional.of(JsonParser.parseString(message.text()).getAsJsonObject())
          .filter(body -> body.has("game_date"));
    } catch (JsonParseException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonObject body, String key) {
    return body.has(key) && body.get(key).isJsonPrimitive() ? body.get(key).getAsString() : "";
  }
}
