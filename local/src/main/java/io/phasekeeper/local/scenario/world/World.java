package io.phasekeeper.local.scenario.world;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Json;
import io.phasekeeper.local.scenario.Scalars;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.TableShape;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The world of one play: changes happen to it in time order, and some bring about others, which the
 * player puts in the queue.
 *
 * <p>Not for many threads at once: a play has one clock, and one thing happens at a time.
 */
public final class World {
  private static final String HEARTBEATS = "processor_heartbeats";
  private static final Duration RELOADED_EVERY = Duration.ofHours(6);
  private static final int RELOADED_DAYS = 7;

  private final Pipeline pipeline;
  private final Stage stage;
  private final Scenario scenario;
  private final CalendarBook calendar;
  private final HealthyRows rows;
  private final SimulatedProcessors processors;
  private final CompletionTopics topics;
  private final SimulatedServices services;

  private final FilledDates filled;

  /** Dates whose rows in the calendar's table the scenario itself has written. */
  private final Set<LocalDate> handMade = new HashSet<>();

  private final FileContents contents;

  public World(Scenario scenario, Pipeline pipeline, Stage stage) {
    this.pipeline = pipeline;
    this.stage = stage;
    this.scenario = scenario;
    this.calendar = new CalendarBook(pipeline, scenario);
    this.rows = new HealthyRows(pipeline, calendar);
    this.contents = new FileContents(pipeline);
    this.processors = new SimulatedProcessors(pipeline);
    this.services = new SimulatedServices(pipeline, processors);
    this.filled = new FilledDates(pipeline);
    this.topics = new CompletionTopics(pipeline);
  }

  /** Every table that the play may touch, with what is known of its shape. */
  public Map<String, TableShape> tables() {
    Set<String> names = new LinkedHashSet<>(pipeline.tables().keySet());
    Stream.concat(scenario.world().stream(), scenario.events().stream().map(e -> e.change()))
        .filter(Change.Rows.class::isInstance)
        .forEach(change -> names.add(((Change.Rows) change).table()));
    Map<String, TableShape> tables = new LinkedHashMap<>();
    names.forEach(name -> tables.put(name, rows.shape(name)));
    return tables;
  }

  /** Makes true what is true at the start; returns what follows from it. */
  public List<Scenario.Event> begin() {
    List<Scenario.Event> follows = new ArrayList<>();
    for (Change change : scenario.world()) {
      Instant written = scenario.start().minusSeconds(1);
      follows.addAll(
          change instanceof Change.Rows group
              ? put(group, written)
              : happen(scenario.start(), change));
    }
    follows.addAll(reloads());
    unmentionedFiles();
    return follows;
  }

  private Stream<Change> allChanges() {
    return Stream.concat(
        scenario.world().stream(), scenario.events().stream().map(e -> e.change()));
  }

  /** The schedule is loaded again every six hours, unseen, as it then is. */
  private List<Scenario.Event> reloads() {
    List<LocalDate> dates =
        allChanges()
            .filter(Change.CalendarDates.class::isInstance)
            .flatMap(change -> ((Change.CalendarDates) change).dates().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    List<Scenario.Event> reloads = new ArrayList<>();
    for (Instant at = scenario.start().plus(RELOADED_EVERY);
        !at.isAfter(scenario.end());
        at = at.plus(RELOADED_EVERY)) {
      LocalDate today = at.atZone(pipeline.zone()).toLocalDate();
      for (LocalDate date : dates) {
        if (Math.abs(ChronoUnit.DAYS.between(today, date)) <= RELOADED_DAYS) {
          reloads.add(new Scenario.Event(at, 0, new Change.CalendarTick(date)));
        }
      }
    }
    return reloads;
  }

  /** A file that the scenario does not mention is as it should be, on every date of the play. */
  private void unmentionedFiles() {
    Set<String> mentioned =
        allChanges()
            .filter(Change.Files.class::isInstance)
            .flatMap(change -> ((Change.Files) change).files().keySet().stream())
            .collect(Collectors.toUnmodifiableSet());
    LocalDate last = scenario.end().atZone(pipeline.zone()).toLocalDate().plusDays(1);
    pipeline
        .files()
        .values()
        .forEach(
            file -> {
              if (!mentioned.contains(file.uri())) {
                var facts = new Change.FileFacts(Optional.of(scenario.end()), Optional.of(last));
                stage.file(file.uri(), scenario.end(), Optional.of(contents.of(file.uri(), facts)));
              }
            });
  }

  /** A trigger of ours was published: what the user's processors make of it. */
  public List<Scenario.Event> triggered(String topic, OutgoingMessage message, Instant at) {
    return processors.asked(topic, message, at);
  }

  /** A service of the pipeline is called by us. */
  public Reaction called(String service, String body, Instant at) {
    return services.called(service, body, at);
  }

  /** A Cloud Run job is started by us. */
  public Reaction jobStarted(String job, Instant at) {
    return services.jobStarted(job, at);
  }

  /** A message that orders work was published by us: it carries {@code order_id}. */
  public Reaction ordered(String topic, OutgoingMessage message, Instant at) {
    return services.ordered(topic, message, at);
  }

  /** The outputs and sources that have rows for a date, or for the days that are needed of them. */
  public Set<String> withRows(LocalDate date) {
    return filled.withRows(date);
  }

  /** Lets something happen; returns what follows from it, now or later. */
  public List<Scenario.Event> happen(Instant at, Change change) {
    if (change instanceof Change.Completion completion) {
      completion
          .topic()
          .or(() -> topics.of(completion.message()))
          .ifPresent(topic -> stage.publish(topic, json(completion.message())));
    } else if (change instanceof Change.RawMessage raw) {
      stage.publish(raw.topic(), new OutgoingMessage(raw.data(), raw.attributes()));
    } else if (change instanceof Change.DeliverAgain again) {
      stage.deliverAgain(again.otherSubscription());
    } else if (change instanceof Change.LedgerMerge merge) {
      merge(merge.path(), merge.fields());
    } else if (change instanceof Change.RunRow row) {
      pipeline.runHistory().ifPresent(t -> stage.tables().append(t, List.of(run(row.columns()))));
    } else if (change instanceof Change.Heartbeat beat) {
      merge(
          new DocumentPath(
              pipeline.heartbeats().orElse(HEARTBEATS), beat.id().orElseGet(() -> id(beat))),
          beat.fields());
    } else if (change instanceof Change.Beats beats) {
      return beats(at, beats);
    } else if (change instanceof Change.Rows group) {
      return put(group, at);
    } else if (change instanceof Change.Processors changed) {
      processors.behave(changed.processors());
    } else if (change instanceof Change.Services changed) {
      services.behave(changed.services());
    } else if (change instanceof Change.Works works) {
      return processors.unasked(works, at);
    } else if (change instanceof Change.CalendarDates changed) {
      return dates(at, changed);
    } else if (change instanceof Change.CalendarTick tick) {
      if (!handMade.contains(tick.date())) {
        writeCalendar(tick.date(), at);
      }
    } else if (change instanceof Change.Operator action) {
      stage.operate(action);
    } else if (change instanceof Change.Backfill backfill) {
      stage.backfill(backfill);
    } else if (change instanceof Change.Restart) {
      stage.restart();
    } else if (change instanceof Change.Faults faults) {
      stage.faults(faults.faults());
    } else if (change instanceof Change.Files files) {
      files
          .files()
          .forEach(
              (uri, facts) ->
                  stage.file(
                      uri,
                      facts.flatMap(Change.FileFacts::updated).orElse(at),
                      facts.map(f -> contents.of(uri, f))));
    } else if (change instanceof Change.Sweep sweep) {
      stage.tick(sweep.function());
    } else {
      stage.elsewhere(change);
    }
    return List.of();
  }

  private static OutgoingMessage json(Map<String, @Nullable Object> message) {
    return OutgoingMessage.json(Json.write(message), Map.of());
  }

  private void merge(DocumentPath path, Map<String, @Nullable Object> fields) {
    List<FieldChange> changes = new ArrayList<>();
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            changes.add(FieldChange.set(name, value));
          }
        });
    if (changes.size() == fields.size()) {
      stage.documents().merge(path, changes);
      return;
    }
    // A merge cannot set a null; somebody else's client can, so the document is written whole.
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    stage.documents().get(path).ifPresent(document -> whole.putAll(document.fields()));
    whole.putAll(fields);
    stage.documents().delete(path);
    if (!stage.documents().create(path, asFields(whole))) {
      throw new IllegalStateException(path + " was written by somebody else in between");
    }
  }

  /** Document fields may be null, which the port's signature does not say. */
  @SuppressWarnings({"unchecked", "NullAway"})
  private static Map<String, Object> asFields(Map<String, @Nullable Object> fields) {
    return (Map<String, Object>) (Map<String, ?>) fields;
  }

  /** A run-history row as its table can hold it. */
  private static Map<String, Object> run(Map<String, @Nullable Object> columns) {
    Map<String, Object> row = new LinkedHashMap<>();
    columns.forEach(
        (column, value) -> {
          if (value instanceof Map || value instanceof List) {
            row.put(column, Json.write(value));
          } else if (value instanceof String text && column.endsWith("_at")) {
            row.put(column, Scalars.parseTime(text).<Object>map(at -> at).orElse(text));
          } else if (value instanceof String text && column.equals("data_date")) {
            row.put(column, LocalDate.parse(text));
          } else if (value != null) {
            row.put(column, value);
          }
        });
    return row;
  }

  private static String id(Change.Heartbeat beat) {
    return text(beat, "processor_name")
        + "_"
        + text(beat, "data_date")
        + "_"
        + text(beat, "run_id");
  }

  private static String text(Change.Heartbeat beat, String field) {
    return Optional.ofNullable(beat.fields().get(field)).map(Object::toString).orElse("None");
  }

  private List<Scenario.Event> beats(Instant at, Change.Beats beats) {
    Instant until = beats.until().orElse(scenario.end());
    Duration span = Duration.between(at, until);
    List<Scenario.Event> all = new ArrayList<>();
    for (Instant beat = at; !beat.isAfter(until); beat = beat.plus(beats.every())) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("processor_name", beats.processor());
      fields.put("run_id", beats.runId());
      beats.dataDate().ifPresent(date -> fields.put("data_date", date.toString()));
      fields.put("last_heartbeat", beat);
      fields.put("started_at", at);
      fields.put("status", "running");
      Duration gone = Duration.between(at, beat);
      beats
          .progress()
          .ifPresent(first -> fields.put("progress", progress(beats, first, gone, span)));
      beats.total().ifPresent(total -> fields.put("total", total));
      all.add(new Scenario.Event(beat, 0, new Change.Heartbeat(Optional.empty(), fields)));
    }
    return all;
  }

  private static long progress(Change.Beats beats, long first, Duration gone, Duration span) {
    return beats
        .to()
        .filter(to -> !span.isZero())
        .map(to -> first + (to - first) * gone.toMillis() / span.toMillis())
        .orElse(first);
  }

  private List<Scenario.Event> put(Change.Rows group, Instant usually) {
    if (pipeline
        .calendar()
        .filter(c -> c.source().table().name().equals(group.table()))
        .isPresent()) {
      handMade.add(group.date());
    }
    TableShape shape = rows.shape(group.table());
    if (group.clear()) {
      stage.tables().clear(group.table(), shape.table().dateColumn(), group.date());
      rows.forget(group.table(), group.date());
      filled.clear(group.table(), group.date());
    }
    if (group.count() > 0) {
      filled.fill(group.table(), group.date());
      stage.tables().append(group.table(), rows.make(group, group.written().orElse(usually)));
    }
    return List.of();
  }

  private List<Scenario.Event> dates(Instant at, Change.CalendarDates changed) {
    List<Scenario.Event> turns = new ArrayList<>();
    changed
        .dates()
        .forEach(
            (date, games) -> {
              calendar.put(date, games);
              writeCalendar(date, at);
              calendar
                  .turns(date, at)
                  .forEach(
                      turn ->
                          turns.add(new Scenario.Event(turn, 0, new Change.CalendarTick(date))));
            });
    return turns;
  }

  private void writeCalendar(LocalDate date, Instant now) {
    pipeline
        .calendar()
        .ifPresent(
            c -> {
              filled.fill(c.source().table().name(), date);
              stage
                  .tables()
                  .replaceRows(
                      c.source().table().name(),
                      c.source().table().dateColumn(),
                      date,
                      calendar.rows(date, now, c.source()));
            });
  }
}
