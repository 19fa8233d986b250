package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.Comparison;
import io.phasekeeper.warehouse.Condition;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.SqlAnswers;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One question, the same rows, three answers: DuckDB's, GoogleSQL's own evaluator's, and that of
 * the rows in memory. Rows come from a seed, which a failure names.
 */
final class SameAnswersTest {
  private static final int SEEDS = 20;
  private static final LocalDate FIRST = LocalDate.parse("2026-01-05");
  private static final LocalDate TODAY = FIRST.plusDays(7);

  private static GoogleSql google;
  private static DuckDbWarehouse duckDb;

  @BeforeAll
  static void define() {
    google = GoogleSqlTest.definedBy("nba/ddl");
    duckDb = DuckDbWarehouse.inMemory();
    duckDb.defineAll(GoogleSqlTest.HOME.resolve("pipelines/nba/ddl"));
  }

  @AfterAll
  static void close() {
    duckDb.close();
  }

  /** Rows from a seed: few values, so that many are the same, and NULLs everywhere. */
  private static final class Rows {
    private final Random random;

    Rows(long seed) {
      random = new Random(seed);
    }

    LocalDate date() {
      return FIRST.plusDays(random.nextInt(9) - 1);
    }

    Instant instant() {
      return TODAY
          .atStartOfDay(java.time.ZoneOffset.UTC)
          .toInstant()
          .plusNanos(random.nextInt(3) * 1000L)
          .minusSeconds(random.nextInt(3) * 3600L);
    }

    @SafeVarargs
    final <T> T one(T... of) {
      return of[random.nextInt(of.length)];
    }

    /** The row without some of its columns, but never without its date. */
    Map<String, Object> holed(LocalDate date, String dateColumn, Map<String, Object> row) {
      Map<String, Object> holed = new LinkedHashMap<>();
      row.forEach(
          (column, value) -> {
            if (random.nextInt(5) > 0) {
              holed.put(column, value);
            }
          });
      if (random.nextInt(20) > 0) {
        holed.put(dateColumn, date);
      }
      return holed;
    }

    List<Map<String, Object>> predictions() {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int i = random.nextInt(60); i > 0; i--) {
        rows.add(
            holed(
                date(),
                "game_date",
                Map.of(
                    "game_id", one("1", "2"),
                    "is_active", random.nextBoolean(),
                    "line_source", one("ACTUAL", "ESTIMATED", "it's \"x\""))));
      }
      return rows;
    }

    List<Map<String, Object>> schedule() {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int i = random.nextInt(60); i > 0; i--) {
        rows.add(
            holed(
                date(),
                "game_date",
                Map.of(
                    "game_id", one("", "0022500001", "0022500002", "é", "Z"),
                    "game_date_est", instant(),
                    "game_status", one("scheduled", "Postponed", "final", "live", ""),
                    "home_team", one("TOR", "BOS", ""),
                    "away_team", one("POR", "MIL"),
                    "processed_at", instant())));
      }
      return rows;
    }

    List<Map<String, Object>> runs() {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int i = random.nextInt(60); i > 0; i--) {
        rows.add(
            holed(
                date(),
                "data_date",
                Map.of(
                    "processor_name", "P",
                    "run_id", one("r1", "r2", "R3", "é"),
                    "status", one("running", "success", "failed"),
                    "started_at", instant(),
                    "processed_at", instant())));
      }
      return rows;
    }

    List<Map<String, Object>> games(String... more) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("game_id", one("1", "2"));
        for (String column : more) {
          row.put(column, random.nextInt(1000) / 8.0);
        }
        rows.add(holed(date(), "game_date", row));
      }
      return rows;
    }
  }

  private static void fill(String table, String dateColumn, List<Map<String, Object>> rows) {
    for (int day = -1; day < 10; day++) {
      duckDb.clear(table, dateColumn, FIRST.plusDays(day));
    }
    duckDb.append(table, rows);
  }

  private static MemoryWarehouse memory(
      String table, String dateColumn, List<Map<String, Object>> rows) {
    MemoryWarehouse memory = new MemoryWarehouse();
    memory.declare(table, dateColumn);
    memory.append(table, rows);
    return memory;
  }

  @Test
  void rowsPerDate() {
    String table = "nba_predictions.player_prop_predictions";
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Map<String, Object>> rows = new Rows(seed).predictions();
      fill(table, "game_date", rows);
      for (Map<String, Object> where :
          List.<Map<String, Object>>of(
              Map.of(),
              Map.of("is_active", true),
              Map.of("is_active", false, "line_source", "it's \"x\""))) {
        TableRef asked = new TableRef(table, "game_date", where);
        SqlStatement question = SqlStatement.rowCounts(asked, FIRST, TODAY);

        var duck = duckDb.rowCounts(asked, FIRST, TODAY);

        assertThat(duck)
            .as("seed %s, where %s", seed, where)
            .isEqualTo(SqlAnswers.rowCounts(google.ask(question, Map.of(table, rows))))
            .isEqualTo(memory(table, "game_date", rows).rowCounts(asked, FIRST, TODAY));
      }
    }
  }

  @Test
  void theCalendar() {
    String table = "nba_raw.nbac_schedule";
    CalendarTable calendar =
        new CalendarTable(
            new TableRef(table, "game_date", Map.of()),
            "game_id",
            "game_date_est",
            "game_status",
            List.of("home_team", "away_team"));
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Map<String, Object>> rows = new Rows(seed).schedule();
      fill(table, "game_date", rows);
      SqlStatement question = SqlStatement.calendar(calendar, FIRST, TODAY);

      assertThat(duckDb.calendar(calendar, FIRST, TODAY))
          .as("seed %s", seed)
          .isEqualTo(SqlAnswers.calendar(calendar, google.ask(question, Map.of(table, rows))))
          .isEqualTo(memory(table, "game_date", rows).calendar(calendar, FIRST, TODAY));
    }
  }

  @Test
  void theRuns() {
    String table = "nba_reference.processor_run_history";
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Map<String, Object>> rows = new Rows(seed).runs();
      // A table of its own: rows without a date answer too, and no date clears them.
      String own = "nba_reference.all_runs_" + seed;
      duckDb.define("CREATE TABLE " + own + " AS SELECT * FROM " + table + " WHERE FALSE");
      duckDb.append(own, rows);
      for (int limit : new int[] {1000, 7}) {
        SqlStatement question = SqlStatement.runs(table, FIRST, TODAY, limit);

        assertThat(duckDb.runs(own, FIRST, TODAY, limit))
            .as("seed %s, limit %s", seed, limit)
            .isEqualTo(SqlAnswers.runs(google.ask(question, Map.of(table, rows))))
            .isEqualTo(memory(table, "data_date", rows).runs(table, FIRST, TODAY, limit));
      }
    }
  }

  @Test
  void theRunsWithoutAnEndAndWhatTellsOfThem() {
    String table = "nba_reference.processor_run_history";
    Instant since = FIRST.plusDays(2).atStartOfDay().toInstant(ZoneOffset.UTC);
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Map<String, Object>> rows = new Rows(seed).runs();
      // A table of its own: rows without a date answer too, and no date clears them.
      String own = "nba_reference.runs_" + seed;
      duckDb.define("CREATE TABLE " + own + " AS SELECT * FROM " + table + " WHERE FALSE");
      duckDb.append(own, rows);
      MemoryWarehouse memory = memory(table, "data_date", rows);
      Map<String, List<Map<String, Object>>> given = Map.of(table, rows);
      List<String> ids =
          memory.runs(table, FIRST, TODAY, 1000).stream()
              .map(RunRow::runId)
              .filter(id -> !id.isEmpty())
              .limit(5)
              .toList();

      List<LocalDate> also = List.of(FIRST.minusDays(1), FIRST);
      assertThat(duckDb.openRuns(own, FIRST.plusDays(1), TODAY, also, 50))
          .as("seed %s", seed)
          .isEqualTo(
              SqlAnswers.openRuns(
                  google.ask(
                      SqlStatement.openRuns(table, FIRST.plusDays(1), TODAY, also, 50), given)))
          .isEqualTo(memory.openRuns(table, FIRST.plusDays(1), TODAY, also, 50));
      assertThat(duckDb.endedRuns(own, FIRST, TODAY, since, 1000))
          .as("seed %s", seed)
          .hasSameElementsAs(
              SqlAnswers.runs(
                  google.ask(SqlStatement.endedRuns(table, FIRST, TODAY, since, 1000), given)))
          .hasSameElementsAs(memory.endedRuns(table, FIRST, TODAY, since, 1000));
      assertThat(duckDb.newestEnds(own, FIRST, TODAY, 2))
          .as("seed %s", seed)
          .isEqualTo(
              SqlAnswers.endedRuns(
                  google.ask(SqlStatement.newestEnds(table, FIRST, TODAY, 2), given)))
          .isEqualTo(memory.newestEnds(table, FIRST, TODAY, 2));
      assertThat(duckDb.rowsOfRuns(own, FIRST, TODAY, ids))
          .as("seed %s", seed)
          .hasSameElementsAs(
              SqlAnswers.runs(google.ask(SqlStatement.rowsOfRuns(table, FIRST, TODAY, ids), given)))
          .hasSameElementsAs(memory.rowsOfRuns(table, FIRST, TODAY, ids));
    }
  }

  @Test
  void theInputsOfAnOutput() {
    String history = "nba_reference.processor_run_history";
    String table = "nba_predictions.player_prop_predictions";
    for (long seed = 0; seed < SEEDS; seed++) {
      Rows random = new Rows(seed);
      List<Map<String, Object>> runs = random.runs();
      List<Map<String, Object>> rows = random.predictions();
      // A table of its own: rows without a date answer too, and no date clears them.
      String own = "nba_reference.upstream_" + seed;
      duckDb.define("CREATE TABLE " + own + " AS SELECT * FROM " + history + " WHERE FALSE");
      duckDb.append(own, runs);
      fill(table, "game_date", rows);
      MemoryWarehouse memory = memory(table, "game_date", rows);
      memory.declare(history, "data_date");
      memory.append(history, runs);

      UpstreamRows duck = duckDb.upstream(inputs(table, own));
      UpstreamRows google =
          SqlAnswers.upstream(
              SameAnswersTest.google.ask(
                  SqlStatement.upstream(inputs(table, history)),
                  Map.of(history, runs, table, rows)));
      UpstreamRows inMemory = memory.upstream(inputs(table, history));

      assertThat(duck.counts())
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(google.counts())
          .containsExactlyInAnyOrderElementsOf(inMemory.counts());
      assertThat(duck.runs())
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(google.runs())
          .containsExactlyInAnyOrderElementsOf(inMemory.runs());
    }
  }

  private static UpstreamQuestion inputs(String table, String history) {
    return new UpstreamQuestion(
        List.of(
            new UpstreamQuestion.Window(
                new TableRef(table, "game_date", Map.of()), FIRST.plusDays(1), TODAY),
            new UpstreamQuestion.Window(
                new TableRef(table, "game_date", Map.of("is_active", true)), FIRST, FIRST)),
        Optional.of(
            new UpstreamQuestion.Runs(history, List.of("P", "Q"), FIRST, TODAY.minusDays(1))));
  }

  @Test
  void theMeasuresOfGates() {
    String table = "nba_predictions.player_prop_predictions";
    TableRef all = new TableRef(table, "game_date", Map.of());
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Map<String, Object>> rows = new Rows(seed).predictions();
      fill(table, "game_date", rows);
      for (Measure asked :
          List.of(
              Measure.of(all, FIRST, TODAY, Optional.empty(), Optional.empty()),
              new Measure(
                  all,
                  FIRST,
                  TODAY,
                  Optional.of("game_id"),
                  List.of(Condition.of("is_active", Condition.Operator.EQUAL, true)),
                  List.of(
                      Condition.of("line_source", Condition.Operator.IN, "ACTUAL", "ESTIMATED"),
                      Condition.of("game_id", Condition.Operator.NOT_NULL)),
                  Optional.of("processed_at")))) {
        assertThat(duckDb.measure(asked))
            .as("seed %s, %s", seed, asked)
            .isEqualTo(
                SqlAnswers.measured(google.ask(SqlStatement.measure(asked), Map.of(table, rows))))
            .isEqualTo(memory(table, "game_date", rows).measure(asked));
      }
    }
  }

  @Test
  void theOutputsBesideTheirInputs() {
    String output = "nba_predictions.player_prop_predictions";
    String input = "nba_predictions.ml_feature_store_v2";
    TableRef active = new TableRef(output, "game_date", Map.of("is_active", true));
    TableRef made = new TableRef(input, "game_date", Map.of());
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Map<String, Object>> rows = new Rows(seed).predictions();
      List<Map<String, Object>> inputs = new Rows(seed + SEEDS).predictions();
      inputs = inputs.stream().map(SameAnswersTest::ofTheStore).toList();
      fill(output, "game_date", rows);
      fill(input, "game_date", inputs);
      MemoryWarehouse memory = memory(output, "game_date", rows);
      memory.declare(input, "game_date");
      memory.append(input, inputs);
      for (Optional<String> per : List.of(Optional.of("game_id"), Optional.<String>empty())) {
        Comparison asked = new Comparison(active, made, FIRST, TODAY, per, "processed_at");

        assertThat(duckDb.compare(asked))
            .as("seed %s, %s", seed, asked)
            .isEqualTo(
                SqlAnswers.compared(
                    google.ask(SqlStatement.compare(asked), Map.of(output, rows, input, inputs))))
            .isEqualTo(memory.compare(asked));
      }
    }
  }

  private static Map<String, Object> ofTheStore(Map<String, Object> prediction) {
    Map<String, Object> row = new LinkedHashMap<>(prediction);
    row.keySet().retainAll(List.of("game_date", "game_id", "player_lookup", "processed_at"));
    return row;
  }

  @Test
  void theKeysOfGates() {
    String table = "nba_predictions.player_prop_predictions";
    TableRef active = new TableRef(table, "game_date", Map.of("is_active", true));
    List<String> key = List.of("game_id", "line_source");
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Map<String, Object>> rows = new Rows(seed).predictions();
      fill(table, "game_date", rows);
      SqlStatement question = SqlStatement.keyCounts(active, key, FIRST, TODAY);

      assertThat(duckDb.keyCounts(active, key, FIRST, TODAY))
          .as("seed %s", seed)
          .isEqualTo(SqlAnswers.keyCounts(google.ask(question, Map.of(table, rows))))
          .isEqualTo(memory(table, "game_date", rows).keyCounts(active, key, FIRST, TODAY));
    }
  }

  @Test
  void theViewsOfTheNbaPipeline() {
    String view = DailyPhaseStatus.query(GoogleSqlTest.HOME, TODAY);
    String latest = "nba_raw.v_nbac_schedule_latest";
    for (long seed = 0; seed < SEEDS; seed++) {
      Rows random = new Rows(seed);
      Map<String, List<Map<String, Object>>> contents = new LinkedHashMap<>();
      contents.put("nba_raw.nbac_schedule", random.schedule());
      contents.put("nba_raw.nbac_player_boxscores", random.games());
      contents.put("nba_analytics.player_game_summary", random.games());
      contents.put("nba_predictions.ml_feature_store_v2", random.games("feature_quality_score"));
      contents.put("nba_predictions.player_prop_predictions", random.predictions());
      contents.forEach((table, rows) -> fill(table, "game_date", rows));

      List<Map<String, Object>> schedule =
          duckDb.ask(new SqlStatement("SELECT * FROM `" + latest + "`", Map.of()));
      contents.put(latest, schedule);

      assertThat(duckDb.ask(new SqlStatement(view, Map.of())))
          .as("seed %s", seed)
          .isEqualTo(google.ask(new SqlStatement(view, Map.of()), contents));
    }
  }
}
