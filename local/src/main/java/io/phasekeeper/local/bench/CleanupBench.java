package io.phasekeeper.local.bench;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.embedded.DuckDbWarehouse;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.run.RunCleanup;
import io.phasekeeper.run.RunReport;
import io.phasekeeper.run.RunVerdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One tick of the cleanup of runs: beside ever more runs that ended long ago, and with ever more
 * runs that are open and beat. In turn with it, the statement that finds the open ones, which is
 * what it cannot do without.
 */
final class CleanupBench implements Bench {
  private static final List<Integer> SIZES = List.of(10, 1_000, 100_000);
  private static final LocalDate DATE = LocalDate.of(2026, 1, 12);
  private static final LocalDate LONG_AGO = DATE.minusDays(60);
  private static final Instant NOW = DATE.atTime(15, 0).toInstant(ZoneOffset.UTC);
  private static final int WINDOW = 14;
  private static final int MOST_OPEN = 10_000;
  private static final int AT_ONCE = 2_000;
  private static final int MOST = 30;
  private static final Duration LONGEST = Duration.ofSeconds(6);

  @Override
  public void measure(Surroundings around, FigureTable table) throws IOException, WrongResult {
    Pipeline pipeline = PipelineFile.load(around.home().resolve("pipelines").resolve("nba.yaml"));
    try (Suite suite = new Suite(around, pipeline)) {
      suite.open(0, SIZES.get(0));
      int there = 0;
      for (int ended : SIZES) {
        suite.ended(there, ended);
        there = ended;
        suite.measure(
            table,
            SIZES.get(0),
            String.format(
                Locale.ROOT, "cleanup, %d open runs beside %,d that ended", SIZES.get(0), ended));
      }
    }
    try (Suite suite = new Suite(around, pipeline)) {
      int there = 0;
      for (int open : SIZES) {
        suite.open(there, open);
        there = open;
        suite.measure(table, open, String.format(Locale.ROOT, "cleanup, %,d open runs", open));
      }
    }
  }

  /** The production code on DuckDB and documents in memory. */
  private static final class Suite implements AutoCloseable {
    private final Surroundings around;
    private final Pipeline pipeline;
    private final List<Processor> processors;
    private final DuckDbWarehouse warehouse = DuckDbWarehouse.inMemory();
    private final MemoryDocumentStore store = new MemoryDocumentStore();
    private final CountingDocuments documents = new CountingDocuments(store);
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final RunCleanup cleanup;

    Suite(Surroundings around, Pipeline pipeline) {
      this.around = around;
      this.pipeline = pipeline;
      this.processors = List.copyOf(pipeline.processors().values());
      warehouse.defineAll(around.home().resolve("pipelines").resolve("nba").resolve("ddl"));
      this.cleanup =
          new RunCleanup(
              new BenchPlatform(
                  pipeline, documents, warehouse, new MemoryMessages(now::get), now::get));
    }

    private String history() {
      return pipeline.runHistory().orElseThrow();
    }

    /** Runs that have just begun, and beat. */
    void open(int from, int to) {
      List<Map<String, Object>> rows = new ArrayList<>();
      Instant start = NOW.minus(Duration.ofMinutes(5));
      for (int run = from; run < to; run++) {
        Processor processor = processors.get(run % processors.size());
        String id = processor.className() + "-open-" + run;
        rows.add(row(processor, id, DATE, start.plusMillis(run % 60_000), "running"));
        boolean beats =
            store.create(
                new DocumentPath(
                    pipeline.heartbeats().orElseThrow(),
                    processor.className() + "_" + DATE + "_" + id),
                Map.of(
                    "processor_name", processor.className(),
                    "run_id", id,
                    "data_date", DATE.toString(),
                    "last_heartbeat", NOW.plus(Duration.ofMinutes(4)),
                    "progress", 1L));
        if (!beats) {
          throw new IllegalStateException(id + " beat already");
        }
        flush(rows, run == to - 1);
      }
    }

    /** Runs of dates long past, with both their rows. */
    void ended(int from, int to) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int run = from; run < to; run++) {
        Processor processor = processors.get(run % processors.size());
        String id = processor.className() + "-ended-" + run;
        LocalDate date = LONG_AGO.minusDays(run % 300);
        Instant start = date.atTime(12, 0).toInstant(ZoneOffset.UTC).plusMillis(run);
        rows.add(row(processor, id, date, start, "running"));
        Map<String, Object> end = row(processor, id, date, start, "success");
        end.put("processed_at", start.plusSeconds(60));
        end.put("duration_seconds", 60.0);
        rows.add(end);
        flush(rows, run == to - 1);
      }
    }

    private static Map<String, Object> row(
        Processor processor, String id, LocalDate date, Instant start, String status) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("processor_name", processor.className());
      row.put("run_id", id);
      row.put("data_date", date);
      row.put("started_at", start);
      row.put("status", status);
      return row;
    }

    private void flush(List<Map<String, Object>> rows, boolean last) {
      if (rows.size() >= AT_ONCE || last) {
        warehouse.append(history(), rows);
        rows.clear();
      }
    }

    void measure(FigureTable table, int open, String what) throws WrongResult {
      around.say(what);
      tick(open, new Samples(), new Samples(), new Samples(), 3);
      Samples ticks = new Samples();
      Samples statements = new Samples();
      Samples read = new Samples();
      tick(open, ticks, statements, read, MOST);
      String label = what + (open > MOST_OPEN ? " (the newest 10,000 looked at)" : "");
      table.add(
          Figure.of(
              label,
              around.reading("ours", ticks.median(), Unit.MILLIS),
              around.reading("the open runs alone", statements.median(), Unit.MILLIS)));
      table.add(
          Figure.of(
              "documents read by it: " + what,
              around.reading("ours", read.median(), Unit.DOCUMENTS),
              around.reading("one for each open run", open, Unit.DOCUMENTS)));
    }

    /** Ticks, one every second, and asks for the open runs, in turn. */
    private void tick(int open, Samples ticks, Samples statements, Samples read, int most)
        throws WrongResult {
      long until = System.nanoTime() + LONGEST.toNanos();
      int looked = Math.min(open, MOST_OPEN);
      while (ticks.count() < most && (ticks.count() < 3 || System.nanoTime() < until)) {
        now.updateAndGet(before -> before.plus(Duration.ofSeconds(1)));
        documents.forget();
        long began = System.nanoTime();
        RunReport report = cleanup.sweep();
        long swept = System.nanoTime();
        int found =
            warehouse
                .openRuns(history(), DATE.minusDays(WINDOW), DATE.plusDays(1), List.of(), MOST_OPEN)
                .size();
        statements.addNanos(System.nanoTime() - swept);
        ticks.addNanos(swept - began);
        read.add((double) documents.read());
        int judged = report.verdicts().values().stream().mapToInt(Integer::intValue).sum();
        boolean lives = report.verdicts().keySet().stream().noneMatch(Suite::ends);
        if (!report.failures().isEmpty() || judged != looked || found != looked || !lives) {
          throw new WrongResult(
              "the cleanup of "
                  + open
                  + " open runs judged "
                  + report.verdicts()
                  + ", failures "
                  + report.failures());
        }
      }
    }

    private static boolean ends(RunVerdict verdict) {
      return verdict == RunVerdict.DEAD || verdict == RunVerdict.STALE;
    }

    @Override
    public void close() {
      warehouse.close();
    }
  }
}
