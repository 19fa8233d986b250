package io.phasekeeper.local.bench;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.embedded.EmbeddedStorage;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.sweep.PhaseSweep;
import io.phasekeeper.sweep.SweepReport;
import io.phasekeeper.warehouse.MemoryWarehouse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One tick of the sweep beside ever more settled ledgers of dates long past, each with its trigger.
 * In turn with it, one batch read of the documents of the active window, which is what it cannot do
 * without.
 */
final class SweepBench implements Bench {
  private static final List<Integer> HISTORIES = List.of(10, 1_000, 100_000);
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 10);

  /** The settled day that the past is made of. */
  private static final LocalDate PATTERN = TODAY.minusDays(3);

  private static final int WIDTH = 5;
  private static final int MOST = 60;
  private static final Duration LONGEST = Duration.ofSeconds(4);

  @Override
  public void measure(Surroundings around, FigureTable table) throws IOException, WrongResult {
    BenchPipeline pipeline = BenchPipeline.generate(around.folder(), "bench-sweep", WIDTH);
    measure(around, table, pipeline, new MemoryDocumentStore(), "memory");
    AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
    try (EmbeddedStorage storage =
        EmbeddedStorage.open(around.folder().resolve("sweep-data"), clock::get)) {
      measure(around, table, pipeline, storage.documents(), "H2");
    }
  }

  private static void measure(
      Surroundings around,
      FigureTable table,
      BenchPipeline pipeline,
      DocumentStore store,
      String name)
      throws WrongResult {
    Suite suite = new Suite(pipeline, store);
    suite.fillWindow();
    int past = 0;
    double readsBeside10 = 0;
    for (int history : HISTORIES) {
      around.say(String.format(Locale.ROOT, "sweep: %s, %,d settled ledgers", name, history));
      suite.addPast(past, history);
      past = history;
      Samples ticks = new Samples();
      Samples reads = new Samples();
      Samples documents = new Samples();
      suite.tick(new Samples(), new Samples(), new Samples(), MOST / 3);
      suite.tick(ticks, reads, documents, MOST);
      double read = documents.median();
      if (readsBeside10 == 0) {
        readsBeside10 = read;
      }
      String beside = String.format(Locale.ROOT, ", beside %,d settled, %s", history, name);
      table.add(
          Figure.of(
              "sweep" + beside,
              around.reading("ours", ticks.median(), Unit.MILLIS),
              around.reading("batch read of the window", reads.median(), Unit.MILLIS)));
      double asAt10 = readsBeside10;
      table.add(
          Figure.of(
                  "documents read by it" + beside,
                  around.reading("ours", read, Unit.DOCUMENTS),
                  around.reading(
                      "batch read of the window", suite.documents.widest().size(), Unit.DOCUMENTS))
              .toReach(
                  new Target("as many as beside 10", figure -> figure.ours().value() == asAt10)));
    }
  }

  /** The production code on a store with a past. */
  private static final class Suite {
    private final BenchPipeline pipeline;
    private final DocumentStore store;
    final CountingDocuments documents;
    private final AtomicReference<Instant> now =
        new AtomicReference<>(BenchPipeline.morningAfter(TODAY.minusDays(1)));
    private final PhaseOrchestrator orchestrator;
    private final PhaseSweep sweep;

    Suite(BenchPipeline pipeline, DocumentStore store) {
      this.pipeline = pipeline;
      this.store = store;
      this.documents = new CountingDocuments(store);
      MemoryMessages messages = new MemoryMessages(now::get);
      messages.createTopic(BenchPipeline.TRIGGERS);
      messages.createTopic("bench-dead-letters");
      BenchPlatform platform =
          new BenchPlatform(
              pipeline.pipeline(), documents, new MemoryWarehouse(), messages, now::get);
      this.orchestrator = new PhaseOrchestrator(platform);
      this.sweep = new PhaseSweep(platform);
    }

    /** The days before today are settled, of today three of five are done. */
    void fillWindow() throws WrongResult {
      for (LocalDate date = PATTERN; !date.isAfter(TODAY); date = date.plusDays(1)) {
        int members = date.equals(TODAY) ? 3 : WIDTH;
        for (int member = 0; member < members; member++) {
          if (orchestrator.on(pipeline.completion(date, member)).tryAgain().isPresent()) {
            throw new WrongResult("a completion of " + date + " was not done");
          }
        }
      }
      sweepOnce();
    }

    /** Adds dates long past, as they look when nothing is due of them any more. */
    void addPast(int from, int to) {
      Map<String, Object> ledger = fields(pipeline.ledger(PATTERN));
      Map<String, Object> trigger = fields(pipeline.trigger(PATTERN, 1));
      ledger.remove("_due_at");
      for (int back = from; back < to; back++) {
        LocalDate date = PATTERN.minusDays(10L + back);
        create(pipeline.ledger(date), ledger, date);
        create(pipeline.trigger(date, 1), trigger, date);
      }
    }

    private Map<String, Object> fields(DocumentPath path) {
      Optional<Document> found = store.get(path);
      return new LinkedHashMap<>(found.orElseThrow().fields());
    }

    private void create(DocumentPath path, Map<String, Object> pattern, LocalDate date) {
      Map<String, Object> fields = new LinkedHashMap<>(pattern);
      fields.replaceAll(
          (name, value) ->
              value instanceof String text
                  ? text.replace(PATTERN.toString(), date.toString())
                  : value);
      if (!store.create(path, fields)) {
        throw new IllegalStateException(path + " was there already");
      }
    }

    /** Ticks, a minute each, and reads the window, in turn. */
    void tick(Samples ticks, Samples reads, Samples read, int most) throws WrongResult {
      long until = System.nanoTime() + LONGEST.toNanos();
      while (ticks.count() < most && (ticks.count() < 3 || System.nanoTime() < until)) {
        now.updateAndGet(before -> before.plus(Duration.ofMinutes(1)));
        documents.forget();
        long began = System.nanoTime();
        sweepOnce();
        long swept = System.nanoTime();
        int found = store.getAll(documents.widest()).size();
        reads.addNanos(System.nanoTime() - swept);
        ticks.addNanos(swept - began);
        read.add((double) documents.read());
        if (found == 0) {
          throw new WrongResult("the sweep did not read the active window");
        }
      }
    }

    private void sweepOnce() throws WrongResult {
      SweepReport report = sweep.sweep();
      if (!report.failures().isEmpty()) {
        throw new WrongResult("a sweep failed: " + report.failures());
      }
    }
  }
}
