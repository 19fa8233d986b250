package io.phasekeeper.local.bench;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.embedded.EmbeddedStorage;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.heal.HealPlan;
import io.phasekeeper.heal.HealReport;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One tick of healing, with the documents in H2 and the tables in DuckDB: when nothing is due,
 * beside ever more plans that have ended, each with the finding it was about and the record of its
 * output; and with ten open plans that are all due. In turn with it, the query for due plans; and
 * for those that are open, one count of rows of their table.
 */
final class HealsBench implements Bench {
  private static final List<Integer> HISTORIES = List.of(10, 10_000);
  private static final int OPEN = 10;
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 12);
  private static final LocalDate LONG_AGO = TODAY.minusDays(40);

  /** Noon has passed, when all is looked at, and 14:15, when it is again, is far. */
  private static final Instant NOON = TODAY.atTime(17, 5).toInstant(ZoneOffset.UTC);

  private static final long ROWS = 300_000;
  private static final int DAYS = 60;
  private static final int MOST = 20;
  private static final String MISSING = "player_game_summary";
  private static final String ITS_INPUT = "p2_nbacom_gamebook_pdf";

  @Override
  public void measure(Surroundings around, FigureTable table) throws IOException, WrongResult {
    Pipeline pipeline = PipelineFile.load(around.home().resolve("pipelines").resolve("nba.yaml"));
    try (HealTables tables =
        HealTables.fill(around, pipeline, "heals", ROWS, TODAY.plusDays(1), DAYS)) {
      idle(around, table, tables);
      for (int back = 1; back <= OPEN; back++) {
        tables.lose(MISSING, TODAY.minusDays(back));
        tables.lose(ITS_INPUT, TODAY.minusDays(back));
      }
      open(around, table, tables);
    }
  }

  private static void idle(Surroundings around, FigureTable table, HealTables tables)
      throws IOException, WrongResult {
    try (Suite suite = new Suite(around, tables, "heals-idle")) {
      suite.begin(0);
      int there = 0;
      double readsBeside10 = 0;
      for (int history : HISTORIES) {
        around.say(String.format(Locale.ROOT, "heals: %,d settled plans", history));
        suite.settled(there, history);
        there = history;
        suite.tick(0, Duration.ofMinutes(1), MOST / 4);
        Measured found = suite.tick(0, Duration.ofMinutes(1), MOST);
        double reads = found.reads.median();
        readsBeside10 = readsBeside10 == 0 ? reads : readsBeside10;
        double asAt10 = readsBeside10;
        String beside =
            String.format(Locale.ROOT, ", nothing due beside %,d settled plans", history);
        String query = "the query for due plans";
        table.add(
            Figure.of(
                "heal tick" + beside + ", H2",
                around.reading("ours", found.ticks.median(), Unit.MILLIS),
                around.reading(query, found.bare.median(), Unit.MILLIS)));
        table.add(
            Figure.of(
                    "documents read by it" + beside,
                    around.reading("ours", reads, Unit.DOCUMENTS),
                    around.reading(query, 1, Unit.DOCUMENTS))
                .toReach(
                    new Target("as many as beside 10", figure -> figure.ours().value() == asAt10)));
      }
    }
  }

  private static void open(Surroundings around, FigureTable table, HealTables tables)
      throws IOException, WrongResult {
    try (Suite suite = new Suite(around, tables, "heals-open")) {
      around.say("heals: " + OPEN + " open plans");
      suite.settled(0, HISTORIES.get(HISTORIES.size() - 1));
      suite.begin(OPEN);
      suite.tick(OPEN, Duration.ofMinutes(11), MOST / 8);
      Measured found = suite.tick(OPEN, Duration.ofMinutes(11), MOST / 2);
      String what = "heal tick, " + OPEN + " open plans due";
      String bare = "the query, and one count of rows";
      table.add(
          Figure.of(
              what + ", H2 and DuckDB",
              around.reading("ours", found.ticks.median(), Unit.MILLIS),
              around.reading(bare, found.bare.median(), Unit.MILLIS)));
      table.add(
          Figure.of(
              "documents read by it: " + what,
              around.reading("ours", found.reads.median(), Unit.DOCUMENTS),
              around.reading(bare, OPEN, Unit.DOCUMENTS)));
      table.add(
          Figure.of(
              "statements of it: " + what,
              around.reading("ours", found.statements.median(), Unit.STATEMENTS),
              around.reading(bare, 1, Unit.STATEMENTS)));
    }
  }

  /** Of many ticks. */
  private static final class Measured {
    final Samples ticks = new Samples();
    final Samples bare = new Samples();
    final Samples reads = new Samples();
    final Samples statements = new Samples();
  }

  /** The production code on a store with a past. */
  private static final class Suite implements AutoCloseable {
    private final HealTables tables;
    private final Pipeline pipeline;
    private final EmbeddedStorage storage;
    private final DocumentStore store;
    private final CountingDocuments documents;
    private final CountedStatements counted;
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final SelfHeal heal;

    Suite(Surroundings around, HealTables tables, String folder) {
      this.tables = tables;
      this.pipeline = tables.pipeline();
      this.storage = EmbeddedStorage.open(around.folder().resolve(folder), now::get);
      this.store = storage.documents();
      this.documents = new CountingDocuments(store);
      this.counted = new CountedStatements(tables.warehouse(), tables.wide());
      this.heal =
          new SelfHeal(
              new BenchPlatform(
                  pipeline,
                  documents,
                  counted.warehouse(),
                  new MemoryMessages(now::get),
                  now::get));
    }

    /** The first ticks, until so many plans are open; five a tick are begun. */
    void begin(int plans) throws WrongResult {
      int begun = 0;
      for (int tick = 0; tick <= plans / 5; tick++) {
        now.updateAndGet(before -> before.plus(Duration.ofMinutes(1)));
        begun += heal.tick().begun().size();
      }
      if (begun != plans) {
        throw new WrongResult(begun + " plans were begun, not " + plans);
      }
    }

    /** Plans of dates long past that were healed, as they are stored. */
    void settled(int from, int to) {
      for (int each = from; each < to; each++) {
        LocalDate date = LONG_AGO.minusDays(each);
        Instant opened = date.plusDays(1).atTime(13, 0).toInstant(ZoneOffset.UTC);
        String id = pipeline.id() + ":" + MISSING + ":" + date;
        create(new DocumentPath(HealPlan.COLLECTION, id), plan(date, opened));
        create(new DocumentPath("phasekeeper_outputs", id), known(date));
        Map<String, Object> finding = known(date);
        finding.put("kind", "output-missing");
        finding.put("about", MISSING);
        finding.put("scope", pipeline.id() + ":heal:due:" + MISSING + ":" + date);
        finding.put("state", "resolved");
        finding.put("opened_at", opened);
        create(
            new DocumentPath(
                FindingBook.COLLECTION, pipeline.id() + ":output-missing:" + MISSING + ":" + date),
            finding);
      }
    }

    private void create(DocumentPath path, Map<String, Object> fields) {
      if (!store.create(path, fields)) {
        throw new IllegalStateException(path + " was there already");
      }
    }

    private Map<String, Object> known(LocalDate date) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("pipeline", pipeline.id());
      fields.put("output", MISSING);
      fields.put("date", date.toString());
      return fields;
    }

    private Map<String, Object> plan(LocalDate date, Instant opened) {
      Instant closed = opened.plus(Duration.ofMinutes(30));
      Map<String, Object> step = new LinkedHashMap<>();
      step.put("output", MISSING);
      step.put("date", date.toString());
      step.put("kind", "make");
      step.put("state", "done");
      step.put("note", MISSING + " of " + date + " has 318 rows");
      step.put("sent_at", opened);
      step.put("proven_at", closed);
      step.put("rows", 318L);
      Map<String, Object> fields = known(date);
      fields.put("cause", "absent");
      fields.put("why", MISSING + " of " + date + " has no rows");
      fields.put("who", "phasekeeper");
      fields.put("state", "healed");
      fields.put("steps", List.of(step));
      fields.put("opened_at", opened);
      fields.put("closed_at", closed);
      fields.put("expires_at", closed.plus(Duration.ofDays(90)));
      fields.put("episode", 1L);
      fields.put("policy_hash", pipeline.hash());
      return fields;
    }

    /** Ticks, and makes the bare calls, in turn. */
    Measured tick(int due, Duration pause, int times) throws WrongResult {
      Measured measured = new Measured();
      for (int i = 0; i < times; i++) {
        now.updateAndGet(before -> before.plus(pause));
        int found = bare(due, measured);
        documents.forget();
        counted.forget();
        long began = System.nanoTime();
        HealReport report = heal.tick();
        measured.ticks.addNanos(System.nanoTime() - began);
        measured.reads.add((double) documents.read());
        measured.statements.add((double) counted.statements());
        if (!report.failures().isEmpty() || report.looked() != due || found != due) {
          throw new WrongResult(
              report.looked() + " plans were looked at, not " + due + "; " + report.failures());
        }
      }
      return measured;
    }

    private int bare(int due, Measured measured) {
      long began = System.nanoTime();
      List<Document> found =
          store.query(
              DocumentQuery.in(HealPlan.COLLECTION, 100)
                  .where("pipeline", Operator.EQUAL, pipeline.id())
                  .where("due_at", Operator.AT_MOST, Objects.requireNonNull(now.get()))
                  .orderedBy("due_at"));
      if (due > 0) {
        TableRef table = tables.tables().get(0);
        if (tables.warehouse().rowCounts(table, TODAY.minusDays(OPEN), TODAY).isEmpty()) {
          throw new IllegalStateException(table.name() + " has no rows");
        }
      }
      measured.bare.addNanos(System.nanoTime() - began);
      return found.size();
    }

    @Override
    public void close() {
      storage.close();
    }
  }
}
