package io.phasekeeper.local.simulate.runs;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the processors of a day write: the run history, their beats, the rows of their tables. */
final class RunWorld {
  /** Enough for every gate of a pipeline file here. */
  private static final long ROWS_PER_ENTITY = 100;

  private static final long BEAT_SECONDS = 60;

  private final RunPlan plan;
  private final Pipeline pipeline;
  private final MemoryDocumentStore stored;
  private final MemoryWarehouse history = new MemoryWarehouse();
  private final List<RunItem.Run> runs;
  private final List<RunItem.BeatsDark> dark;
  private final Map<String, Instant> missing = new HashMap<>();
  private final Map<String, Instant> rewritten = new HashMap<>();
  private final List<CalendarEntry> entries;
  private final PriorityQueue<Row> coming =
      new PriorityQueue<>(Comparator.comparing(Row::at).thenComparing(Row::number));
  private final Map<String, Instant> written = new HashMap<>();
  private Instant now;

  /** A row of the run history at its time. */
  private record Row(Instant at, int number, Map<String, Object> columns) {}

  RunWorld(RunPlan plan, Pipeline pipeline, MemoryDocumentStore stored) {
    this.plan = plan;
    this.pipeline = pipeline;
    this.stored = stored;
    this.now = plan.begins();
    this.runs = plan.all(RunItem.Run.class);
    this.dark = plan.all(RunItem.BeatsDark.class);
    for (RunItem.RowsMissing each : plan.all(RunItem.RowsMissing.class)) {
      missing.merge(
          pipeline.processor(each.processor()).table().orElseThrow().name(),
          each.until(),
          (a, b) -> a.isAfter(b) ? a : b);
    }
    for (RunItem.RowsOfBefore each : plan.all(RunItem.RowsOfBefore.class)) {
      rewritten.put(
          pipeline.processor(each.processor()).table().orElseThrow().name(), each.until());
    }
    this.entries = entries();
    history.declare(table(), "data_date");
    for (RunItem.Run run : runs) {
      coming.add(new Row(run.start(), coming.size(), started(run)));
      run.end().ifPresent(e -> coming.add(new Row(e.at(), coming.size(), ended(run, e))));
    }
  }

  private String table() {
    return pipeline.runHistory().orElseThrow();
  }

  private Map<String, Object> started(RunItem.Run run) {
    Processor processor = pipeline.processor(run.processor());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("processor_name", run.nameAsWritten());
    row.put("run_id", run.id());
    row.put("status", "running");
    row.put("started_at", run.start());
    run.date().ifPresent(date -> row.put("data_date", date));
    row.put("phase", processor.phase().value());
    return row;
  }

  private Map<String, Object> ended(RunItem.Run run, RunItem.End end) {
    Map<String, Object> row = started(run);
    row.put("status", end.status());
    row.put("processed_at", end.at());
    row.put("duration_seconds", Duration.between(run.start(), end.at()).toMillis() / 1_000.0);
    row.put("records_processed", end.status().equals("success") ? 7L : 0L);
    return row;
  }

  /** Everything that happens up to a moment is there. */
  void goesOnTo(Instant at) {
    now = at;
    while (!coming.isEmpty() && !coming.peek().at().isAfter(at)) {
      Row row = coming.remove();
      history.append(table(), List.of(row.columns()));
      written.put(String.valueOf(row.columns().get("run_id")), row.at());
    }
    for (RunItem.Run run : runs) {
      if (run.beats().isPresent()) {
        heard(run, at).ifPresent(beat -> beat(run, run.beats().get(), beat));
      }
    }
  }

  /** The true moment of the last beat of a run that has arrived by then. */
  Optional<Instant> heard(RunItem.Run run, Instant at) {
    if (run.beats().isEmpty() || at.isBefore(run.start())) {
      return Optional.empty();
    }
    Instant until = run.beats().get().until().isBefore(at) ? run.beats().get().until() : at;
    long minutes = Duration.between(run.start(), until).toSeconds() / BEAT_SECONDS;
    for (long minute = minutes; minute >= 0; minute--) {
      Instant beat = run.start().plusSeconds(minute * BEAT_SECONDS);
      Optional<RunItem.BeatsDark> in =
          dark.stream()
              .filter(d -> new RunItem.Stretch(d.from(), d.until()).covers(beat))
              .findFirst();
      if (in.isEmpty()) {
        return Optional.of(beat);
      }
    }
    return Optional.empty();
  }

  private void beat(RunItem.Run run, RunItem.Beats beats, Instant at) {
    String collection = pipeline.heartbeats().orElseThrow();
    String date = run.date().map(LocalDate::toString).orElse("None");
    String id =
        beats.alone() ? run.nameAsWritten() : run.nameAsWritten() + "_" + date + "_" + run.id();
    DocumentPath path = new DocumentPath(collection, id);
    Instant shown = at.plus(beats.ahead());
    boolean same =
        stored
            .get(path)
            .flatMap(document -> document.field("last_heartbeat", Instant.class))
            .filter(shown::equals)
            .isPresent();
    if (same) {
      return;
    }
    Instant progressed = beats.stallsAt().filter(at::isAfter).orElse(at);
    stored.merge(
        path,
        List.of(
            FieldChange.set("processor_name", run.nameAsWritten()),
            FieldChange.set("run_id", run.id()),
            FieldChange.set("data_date", date),
            FieldChange.set("last_heartbeat", shown),
            FieldChange.set("started_at", run.start()),
            FieldChange.set(
                "status", beats.lastAt(at) ? beats.says().orElse("running") : "running"),
            FieldChange.set("progress", Duration.between(run.start(), progressed).toMinutes()),
            FieldChange.set("total", 600L)));
  }

  /** When the next thing happens after the last moment; none: nothing more. */
  boolean hasOpenRuns() {
    return runs.stream().anyMatch(run -> !run.start().isAfter(now));
  }

  MemoryWarehouse history() {
    return history;
  }

  /** Whether the newest row of a run was written so lately that it cannot be changed. */
  boolean streams(String runId) {
    return !plan.all(RunItem.RowsStream.class).isEmpty()
        && Optional.ofNullable(written.get(runId))
            .filter(at -> now.isBefore(at.plus(RunItem.RowsStream.FOR)))
            .isPresent();
  }

  /** When the newest row of a table was written, as it is seen at a moment. */
  private Instant newest(TableRef table, Instant at) {
    Optional<Instant> again = Optional.ofNullable(rewritten.get(table.name()));
    return again.isEmpty()
        ? at
        : again.filter(since -> !at.isBefore(since)).orElse(plan.begins().minusSeconds(3_600));
  }

  /** When the newest row of the output of a processor was written. */
  Instant newest(ProcessorName processor, Instant at) {
    return newest(pipeline.processor(processor).table().orElseThrow(), at);
  }

  /** Whether the output of a processor is whole then. */
  boolean whole(ProcessorName processor, Instant at) {
    return pipeline
        .processor(processor)
        .table()
        .map(t -> Optional.ofNullable(missing.get(t.name())).map(u -> !at.isBefore(u)).orElse(true))
        .orElse(false);
  }

  SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
    SortedMap<LocalDate, Long> counts = new TreeMap<>();
    boolean there =
        Optional.ofNullable(missing.get(table.name())).map(u -> !now.isBefore(u)).orElse(true);
    if (there && !plan.date().isBefore(from) && !plan.date().isAfter(to)) {
      counts.put(plan.date(), plan.entities() * ROWS_PER_ENTITY);
    }
    return counts;
  }

  /** Whole tables satisfy every question of a gate; others have no row. */
  List<Measured> measured(Measure question) {
    List<Measured> answers = new ArrayList<>();
    for (LocalDate date : rowCounts(question.table(), question.from(), question.to()).keySet()) {
      List<String> parts =
          question.part().isEmpty() ? List.of("") : entries.stream().flatMap(this::names).toList();
      long rows = question.part().isEmpty() ? plan.entities() * ROWS_PER_ENTITY : ROWS_PER_ENTITY;
      for (String part : parts) {
        Optional<Instant> at = question.written().map(column -> newest(question.table(), now));
        answers.add(new Measured(date, part, rows, rows, rows, at, at));
      }
    }
    return answers;
  }

  /** What rows of a calendar entity may be told apart by. */
  private Stream<String> names(CalendarEntry entry) {
    return Stream.concat(
        Stream.of(pipeline.calendar().orElseThrow().idInOutputs(entry)), entry.parts().stream());
  }

  List<KeyCount> keys(TableRef table, LocalDate from, LocalDate to) {
    return rowCounts(table, from, to).entrySet().stream()
        .map(c -> new KeyCount(c.getKey(), c.getValue(), c.getValue(), 0, Optional.empty()))
        .toList();
  }

  /** When anybody is first heard after a moment; none: never again. */
  Optional<Instant> firstHeardAfter(Instant moment) {
    return runs.stream()
        .filter(run -> run.beats().isPresent())
        .flatMap(
            run -> {
              Instant from = moment.isBefore(run.start()) ? run.start() : moment;
              for (Instant at = from;
                  !at.isAfter(run.beats().orElseThrow().until());
                  at = at.plusSeconds(BEAT_SECONDS)) {
                Optional<Instant> heard = heard(run, at.plusSeconds(BEAT_SECONDS));
                if (heard.filter(moment::isBefore).isPresent()) {
                  return heard.stream();
                }
              }
              return Stream.empty();
            })
        .min(Comparator.naturalOrder());
  }

  List<CalendarEntry> calendar(LocalDate from, LocalDate to) {
    return entries.stream()
        .filter(each -> !each.date().isBefore(from) && !each.date().isAfter(to))
        .toList();
  }

  private List<CalendarEntry> entries() {
    List<CalendarEntry> made = new ArrayList<>();
    for (int n = 0; n < plan.entities(); n++) {
      made.add(
          new CalendarEntry(
              plan.date(),
              "entity-" + n,
              Optional.of(plan.date().atTime(19, 0).atZone(pipeline.zone()).toInstant()),
              "scheduled",
              List.of("A" + n, "B" + n)));
    }
    return List.copyOf(made);
  }
}
