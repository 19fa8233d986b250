package io.phasekeeper.local.bench;

import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.heal.Gaps;
import io.phasekeeper.heal.HealReport;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is missing of twelve outputs over the last fourteen days, today and tomorrow, looked for
 * among ten million rows in DuckDB: by itself, and in the tick of self-heal that begins the plans
 * for it. In turn with it, one count of rows of each table over the same dates.
 */
final class GapsBench implements Bench {
  private static final long ROWS = 10_000_000;
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 12);
  private static final Instant NOW = TODAY.atTime(20, 5).toInstant(ZoneOffset.UTC);
  private static final int DAYS = 900;
  private static final int TIMES = 9;
  private static final int MOST_STATEMENTS = 12;
  private static final int OUTPUTS = 12;

  /** What is lost: an output, and how many days ago. */
  private static final Map<String, Integer> LOST =
      Map.of("player_game_summary", 3, "player_daily_cache", 2, "team_offense_game_summary", 9);

  @Override
  public void measure(Surroundings around, FigureTable table) throws IOException, WrongResult {
    Pipeline pipeline = pipeline(around);
    around.say(String.format(Locale.ROOT, "gaps: filling %,d rows", ROWS));
    try (HealTables tables =
        HealTables.fill(around, pipeline, "gaps", ROWS, TODAY.plusDays(1), DAYS)) {
      LOST.forEach((output, days) -> tables.lose(output, TODAY.minusDays(days)));
      measure(around, table, tables, "gaps of 12 outputs, 14 days", GapsBench::looked);
      measure(around, table, tables, "the tick that finds them and plans", GapsBench::ticked);
    }
  }

  /** The pipeline of the NBA has eleven outputs that are due; one more is asked for. */
  private static Pipeline pipeline(Surroundings around) throws IOException, WrongResult {
    String nba = Files.readString(around.home().resolve("pipelines").resolve("nba.yaml"));
    String raw = "table: nba_raw.bigdataball_play_by_play\n";
    Path file = around.folder().resolve("gaps.yaml");
    Files.writeString(file, nba.replace(raw, raw + "        due: {overnight: \"08:00 D+1\"}\n"));
    Pipeline pipeline = PipelineFile.load(file);
    long due =
        pipeline.processors().values().stream()
            .filter(each -> each.table().isPresent() && !each.output().due().isEmpty())
            .count();
    if (due != OUTPUTS) {
      throw new WrongResult(due + " outputs are due, not " + OUTPUTS);
    }
    return pipeline;
  }

  /** Looks on a store that knows nothing yet. */
  private interface Look {
    void at(BenchPlatform platform) throws WrongResult;
  }

  private static void looked(BenchPlatform platform) throws WrongResult {
    Gaps gaps = Gaps.read(platform, Optional.empty());
    if (gaps.blind() || gaps.gaps().size() != LOST.size()) {
      throw new WrongResult("found " + gaps.gaps() + ", unseen " + gaps.unseen());
    }
  }

  private static void ticked(BenchPlatform platform) throws WrongResult {
    HealReport report = new SelfHeal(platform).tick();
    if (!report.failures().isEmpty()
        || report.missing().size() != LOST.size()
        || report.begun().size() != LOST.size()) {
      throw new WrongResult(
          "found " + report.missing() + ", began " + report.begun() + ", " + report.failures());
    }
  }

  private static void measure(
      Surroundings around, FigureTable table, HealTables tables, String what, Look look)
      throws WrongResult {
    around.say(what);
    CountedStatements counted = new CountedStatements(tables.warehouse(), tables.wide());
    Samples ours = new Samples();
    Samples bare = new Samples();
    double statements = 0;
    double bytes = 0;
    double bareBytes = 0;
    for (int i = 0; i <= TIMES; i++) {
      BenchPlatform platform =
          new BenchPlatform(
              tables.pipeline(),
              new MemoryDocumentStore(),
              counted.warehouse(),
              new MemoryMessages(() -> NOW),
              () -> NOW);
      counted.forget();
      long began = System.nanoTime();
      look.at(platform);
      long asked = System.nanoTime();
      statements = counted.statements();
      bytes = counted.bytes();
      counted.forget();
      count(counted, tables.tables());
      bareBytes = counted.bytes();
      if (i > 0) { // the first is to warm up
        ours.addNanos(asked - began);
        bare.addNanos(System.nanoTime() - asked);
      }
    }
    String each = "one count of rows of each table";
    table.add(
        Figure.of(
            String.format(Locale.ROOT, "%s, %,d rows, DuckDB", what, ROWS),
            around.reading("ours", ours.median(), Unit.MILLIS),
            around.reading(each, bare.median(), Unit.MILLIS)));
    table.add(
        Figure.of(
                "statements of " + what,
                around.reading("ours", statements, Unit.STATEMENTS),
                around.reading(each, tables.tables().size(), Unit.STATEMENTS))
            .toReach(Target.atMost(MOST_STATEMENTS, Unit.STATEMENTS)));
    table.add(
        Figure.of(
            "bytes read by " + what + ", reckoned as BigQuery does",
            around.reading("ours", bytes / 1e6, Unit.MEGABYTES),
            around.reading(each, bareBytes / 1e6, Unit.MEGABYTES)));
  }

  private static void count(CountedStatements counted, List<TableRef> tables) throws WrongResult {
    LocalDate from = TODAY.minusDays(SelfHeal.DAYS_BACK);
    LocalDate to = TODAY.plusDays(1);
    for (TableRef each : tables) {
      if (counted.warehouse().rowCounts(each, from, to).isEmpty()) {
        throw new WrongResult(each.name() + " has no rows");
      }
    }
  }
}
