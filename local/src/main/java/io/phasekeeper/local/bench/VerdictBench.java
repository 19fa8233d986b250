package io.phasekeeper.local.bench;

import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.embedded.DuckDbWarehouse;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.upstream.Upstream;
import io.phasekeeper.upstream.UpstreamJson;
import io.phasekeeper.upstream.UpstreamReader;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a processor waits for that asks whether its inputs are there: read anew from DuckDB, beside
 * ever more run history, in turn with one count of rows over the same dates; and remembered, in
 * turn with its JSON alone.
 */
final class VerdictBench implements Bench {
  private static final List<Integer> HISTORIES = List.of(10, 1_000, 100_000);
  private static final LocalDate DATE = LocalDate.of(2026, 1, 12);
  private static final ProcessorName ASKING = new ProcessorName("player_daily_cache");
  private static final String MAKER = "PlayerGameSummaryProcessor";
  private static final int LOOK_BACK = 10;
  private static final int ROWS_A_DAY = 210;
  private static final int AT_ONCE = 1_000;
  private static final int READS = 40;
  private static final int REMEMBERED = 5_000;

  @Override
  public void measure(Surroundings around, FigureTable table) throws IOException, WrongResult {
    Pipeline pipeline = PipelineFile.load(around.home().resolve("pipelines").resolve("nba.yaml"));
    try (DuckDbWarehouse warehouse = DuckDbWarehouse.inMemory()) {
      warehouse.defineAll(around.home().resolve("pipelines").resolve("nba").resolve("ddl"));
      days(pipeline, warehouse);
      int there = 0;
      for (int history : HISTORIES) {
        around.say(String.format(Locale.ROOT, "verdict: %,d rows of run history", history));
        runs(pipeline, warehouse, there, history);
        there = history;
        measure(around, table, pipeline, warehouse, history);
      }
    }
  }

  private static void measure(
      Surroundings around, FigureTable table, Pipeline pipeline, Warehouse warehouse, int history)
      throws WrongResult {
    AtomicReference<Instant> now =
        new AtomicReference<>(DATE.plusDays(1).atTime(7, 15).toInstant(java.time.ZoneOffset.UTC));
    UpstreamReader reader =
        new UpstreamReader(
            new BenchPlatform(
                pipeline,
                new MemoryDocumentStore(),
                warehouse,
                new MemoryMessages(now::get),
                now::get));
    TableRef input = input(pipeline);
    anew(reader, warehouse, input, now, new Samples(), new Samples());
    Samples ours = new Samples();
    Samples counts = new Samples();
    anew(reader, warehouse, input, now, ours, counts);
    table.add(
        Figure.of(
            String.format(Locale.ROOT, "verdict, read anew beside %,d run rows, DuckDB", history),
            around.reading("ours", ours.median(), Unit.MILLIS),
            around.reading("one count of rows", counts.median(), Unit.MILLIS)));
    Samples warm = new Samples();
    Samples json = new Samples();
    remembered(reader, new Samples(), new Samples());
    remembered(reader, warm, json);
    table.add(
        Figure.of(
                String.format(Locale.ROOT, "verdict, remembered beside %,d run rows, p99", history),
                around.reading("ours", warm.percentile(99), Unit.MILLIS),
                around.reading("its JSON alone", json.percentile(99), Unit.MILLIS))
            .toReach(Target.atMost(50, Unit.MILLIS)));
  }

  /** Each a minute after the other, so that nothing is remembered. */
  private static void anew(
      UpstreamReader reader,
      Warehouse warehouse,
      TableRef input,
      AtomicReference<Instant> now,
      Samples ours,
      Samples counts)
      throws WrongResult {
    for (int i = 0; i < READS; i++) {
      now.updateAndGet(before -> before.plus(Duration.ofSeconds(61)));
      long began = System.nanoTime();
      Upstream found = reader.read(ASKING, DATE, Set.of());
      long read = System.nanoTime();
      int dates = warehouse.rowCounts(input, DATE.minusDays(LOOK_BACK), DATE.minusDays(1)).size();
      counts.addNanos(System.nanoTime() - read);
      ours.addNanos(read - began);
      if (!found.safe() || dates != LOOK_BACK) {
        throw new WrongResult("whole inputs are not safe: " + found.finding().evidence());
      }
    }
  }

  private static void remembered(UpstreamReader reader, Samples ours, Samples json) {
    for (int i = 0; i < REMEMBERED; i++) {
      long began = System.nanoTime();
      Upstream found = reader.read(ASKING, DATE, Set.of());
      long read = System.nanoTime();
      int length = UpstreamJson.of(found).length();
      long written = System.nanoTime();
      ours.addNanos(written - began);
      json.addNanos(written - read);
      if (length == 0) {
        throw new IllegalStateException("no JSON");
      }
    }
  }

  private static TableRef input(Pipeline pipeline) {
    return pipeline.processors().values().stream()
        .filter(each -> each.className().equals(MAKER))
        .map(Processor::table)
        .findFirst()
        .orElseThrow()
        .orElseThrow();
  }

  private static void days(Pipeline pipeline, DuckDbWarehouse warehouse) {
    TableRef calendar = pipeline.calendar().orElseThrow().source().table();
    for (int back = 0; back <= LOOK_BACK; back++) {
      LocalDate date = DATE.minusDays(back);
      warehouse.replaceRows(
          calendar.name(),
          calendar.dateColumn(),
          date,
          List.of(Map.of("game_id", "g1", "game_status", "final")));
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int i = 0; i < ROWS_A_DAY; i++) {
        rows.add(Map.of("player_lookup", "p" + i));
      }
      warehouse.replaceRows(input(pipeline).name(), input(pipeline).dateColumn(), date, rows);
    }
  }

  /** Runs of every processor on the last dates, each with its two rows. */
  private static void runs(Pipeline pipeline, DuckDbWarehouse warehouse, int from, int to) {
    String history = pipeline.runHistory().orElseThrow();
    List<Processor> processors = List.copyOf(pipeline.processors().values());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      boolean end = i % 2 == 1;
      int run = i / 2;
      LocalDate date = DATE.minusDays(1 + run % LOOK_BACK);
      Instant started =
          date.plusDays(1).atTime(6, 0).toInstant(java.time.ZoneOffset.UTC).plusMillis(run);
      Map<String, Object> row = new java.util.HashMap<>();
      String processor = processors.get(run / LOOK_BACK % processors.size()).className();
      row.put("processor_name", processor);
      row.put("run_id", processor + "-" + run);
      row.put("data_date", date);
      row.put("started_at", started);
      row.put("status", end ? "success" : "running");
      if (end) {
        row.put("processed_at", started.plusSeconds(60));
        row.put("records_processed", (long) ROWS_A_DAY);
      }
      rows.add(row);
      if (rows.size() == AT_ONCE || i == to - 1) {
        warehouse.append(history, rows);
        rows = new ArrayList<>();
      }
    }
  }
}
