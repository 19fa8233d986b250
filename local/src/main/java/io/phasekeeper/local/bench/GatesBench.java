package io.phasekeeper.local.bench;

import io.phasekeeper.embedded.DuckDbWarehouse;
import io.phasekeeper.gate.CalendarSpan;
import io.phasekeeper.gate.DataGates;
import io.phasekeeper.gate.GateAnswers;
import io.phasekeeper.gate.GateDay;
import io.phasekeeper.gate.GateQuestions;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.local.bench.bare.WideTables;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.OutputGate;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every gate of the NBA pipeline, asked and judged on ten million rows in DuckDB, for one date and
 * for fourteen. In turn with it, one count of rows of each gate's table over the same dates.
 */
final class GatesBench implements Bench {
  private static final long ROWS = 10_000_000;
  private static final LocalDate LAST = LocalDate.of(2026, 1, 12);
  private static final int DAYS = 900;
  private static final int TIMES = 9;
  private static final List<Integer> DATES = List.of(1, 14);

  @Override
  public void measure(Surroundings around, FigureTable table) throws IOException, WrongResult {
    Path pipelines = around.home().resolve("pipelines");
    Pipeline pipeline = PipelineFile.load(pipelines.resolve("nba.yaml"));
    List<GateRule> rules = rules(pipeline);
    Path file = around.folder().resolve("gates.duckdb");
    around.say(String.format(Locale.ROOT, "gates: filling %,d rows", ROWS));
    try (DuckDbWarehouse empty = DuckDbWarehouse.open(file)) {
      empty.defineAll(pipelines.resolve("nba").resolve("ddl"));
      calendar(pipeline, empty);
    }
    WideTables tables = WideTables.fill(file, tables(rules), ROWS, LAST, DAYS);
    try (DuckDbWarehouse warehouse = DuckDbWarehouse.open(file)) {
      for (int dates : DATES) {
        measure(around, table, pipeline, warehouse, rules, tables, dates);
      }
    }
  }

  /** Of outputs, sources and transitions. */
  private static List<GateRule> rules(Pipeline pipeline) {
    Map<String, GateRule> rules = new LinkedHashMap<>();
    Stream.concat(
            pipeline.gates().stream().map(OutputGate::rule),
            pipeline.transitions().stream()
                .flatMap(t -> t.policies().values().stream())
                .flatMap(p -> p.gates().stream()))
        .forEach(rule -> rules.putIfAbsent(rule.name(), rule));
    return List.copyOf(rules.values());
  }

  private static Set<TableRef> tables(List<GateRule> rules) {
    Set<TableRef> tables = new LinkedHashSet<>();
    for (GateRule rule : rules) {
      tables.add(rule.table());
      if (rule.check() instanceof GateCheck.NewerThan newer) {
        tables.add(newer.table());
      } else if (rule.check() instanceof GateCheck.Lookback lookback) {
        tables.add(lookback.table());
      }
    }
    return tables;
  }

  private static void calendar(Pipeline pipeline, DuckDbWarehouse warehouse) {
    TableRef calendar = pipeline.calendar().orElseThrow().source().table();
    for (int back = -2; back < 40; back++) {
      LocalDate date = LAST.minusDays(back);
      List<Map<String, Object>> games = new ArrayList<>();
      for (int game = 0; game < 9; game++) {
        games.add(
            Map.of(
                "game_id", "G" + game,
                "game_status", "final",
                "game_date_est",
                    date.atTime(LocalTime.of(23, 0)).toInstant(java.time.ZoneOffset.UTC),
                "home_team", WideTables.PART + 2 * game,
                "away_team", WideTables.PART + (2 * game + 1)));
      }
      warehouse.replaceRows(calendar.name(), calendar.dateColumn(), date, games);
    }
  }

  private static void measure(
      Surroundings around,
      FigureTable table,
      Pipeline pipeline,
      DuckDbWarehouse warehouse,
      List<GateRule> rules,
      WideTables tables,
      int dates)
      throws WrongResult {
    String what =
        String.format(
            Locale.ROOT,
            "%d gates, %s, %,d rows",
            rules.size(),
            dates == 1 ? "one date" : dates + " dates",
            ROWS);
    around.say(what);
    CountedStatements counted = new CountedStatements(warehouse, tables);
    GateQuestions questions = new GateQuestions(pipeline, counted.warehouse());
    LocalDate from = LAST.minusDays(dates);
    LocalDate to = LAST.minusDays(1);
    Samples ours = new Samples();
    Samples bare = new Samples();
    double statements = 0;
    double bytes = 0;
    double bareBytes = 0;
    for (int i = 0; i <= TIMES; i++) {
      counted.forget();
      long began = System.nanoTime();
      judged(pipeline, counted, questions, rules, from, to);
      long asked = System.nanoTime();
      statements = counted.statements();
      bytes = counted.bytes();
      counted.forget();
      for (GateRule rule : rules) {
        if (counted.warehouse().rowCounts(rule.table(), from, to).size() != dates) {
          throw new WrongResult(rule.table().name() + " has not every date");
        }
      }
      bareBytes = counted.bytes();
      if (i > 0) { // the first is to warm up
        ours.addNanos(asked - began);
        bare.addNanos(System.nanoTime() - asked);
      }
    }
    table.add(
        Figure.of(
            what + ", DuckDB",
            around.reading("ours", ours.median(), Unit.MILLIS),
            around.reading("one count of rows each", bare.median(), Unit.MILLIS)));
    table.add(
        Figure.of(
            "statements of " + what,
            around.reading("ours", statements, Unit.STATEMENTS),
            around.reading("one for each gate", rules.size(), Unit.STATEMENTS)));
    table.add(
        Figure.of(
            "bytes read by " + what + ", reckoned as BigQuery does",
            around.reading("ours", bytes / 1e6, Unit.MEGABYTES),
            around.reading("one count of rows each", bareBytes / 1e6, Unit.MEGABYTES)));
  }

  private static void judged(
      Pipeline pipeline,
      CountedStatements counted,
      GateQuestions questions,
      List<GateRule> rules,
      LocalDate from,
      LocalDate to)
      throws WrongResult {
    CalendarSpan calendar =
        CalendarSpan.read(
            pipeline,
            counted.warehouse(),
            from.minusDays(30),
            to.plusDays(1),
            failure -> {
              throw failure;
            });
    for (GateRule rule : rules) {
      GateAnswers answers = questions.ask(rule, from, to);
      for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
        GateResult result =
            DataGates.judge(
                rule,
                answers,
                new GateDay(
                    date, calendar, LAST.atTime(15, 0).toInstant(java.time.ZoneOffset.UTC)));
        if (result.verdict() == GateResult.Verdict.UNKNOWN) {
          throw new WrongResult(rule.name() + " cannot be judged: " + result.explanation());
        }
      }
    }
  }
}
