package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.Source;
import io.phasekeeper.pipeline.TableShape;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.TableRef;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table definitions beside the pipeline files are whole, and DuckDB takes them. */
final class PipelineTablesTest {
  private static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");

  @ParameterizedTest
  @CsvSource({"nba.yaml, nba/ddl", "example.yaml, example/ddl"})
  void everyTableThatThePipelineNamesIsDefined(String file, String ddl) {
    Pipeline pipeline = PipelineFile.load(HOME.resolve("pipelines").resolve(file));
    try (DuckDbWarehouse warehouse = DuckDbWarehouse.inMemory()) {
      warehouse.defineAll(HOME.resolve("pipelines").resolve(ddl));

      pipeline
          .processors()
          .values()
          .forEach(
              processor ->
                  processor
                      .table()
                      .ifPresent(
                          table ->
                              assertThat(warehouse.rowCounts(table, DATE, DATE))
                                  .as(table.name())
                                  .isEmpty()));
      for (Source source : pipeline.sources().values()) {
        for (TableShape shape : source.tables()) {
          assertThat(warehouse.rowCounts(shape.table(), DATE, DATE)).isEmpty();
        }
      }
      pipeline
          .calendar()
          .ifPresent(
              calendar -> assertThat(warehouse.calendar(calendar.source(), DATE, DATE)).isEmpty());
      pipeline
          .runHistory()
          .ifPresent(table -> assertThat(warehouse.runs(table, DATE, DATE, 10)).isEmpty());
    }
  }

  @Test
  void rowsWrittenToTheCalendarsViewLandInItsTable() {
    try (DuckDbWarehouse warehouse = nba()) {
      Map<String, Object> game =
          Map.of("game_date", DATE, "game_id", "0022500775", "game_status", "scheduled");
      warehouse.append("nba_raw.v_nbac_schedule_latest", List.of(game, game));
      TableRef view = new TableRef("nba_raw.v_nbac_schedule_latest", "game_date", Map.of());
      TableRef table = new TableRef("nba_raw.nbac_schedule", "game_date", Map.of());

      assertThat(warehouse.rowCounts(view, DATE, DATE)).isEqualTo(Map.of(DATE, 1L));
      assertThat(warehouse.rowCounts(table, DATE, DATE)).isEqualTo(Map.of(DATE, 2L));

      warehouse.clear("nba_raw.v_nbac_schedule_latest", "game_date", DATE);
      assertThat(warehouse.rowCounts(table, DATE, DATE)).isEmpty();
    }
  }

  private static DuckDbWarehouse nba() {
    DuckDbWarehouse warehouse = DuckDbWarehouse.inMemory();
    warehouse.defineAll(HOME.resolve("pipelines/nba/ddl"));
    return warehouse;
  }

  /** The view's own text, on a day that a test chooses. */
  private static Map<LocalDate, String> statuses(DuckDbWarehouse warehouse, LocalDate today) {
    String view = DailyPhaseStatus.query(HOME, today);
    Map<LocalDate, String> statuses = new java.util.TreeMap<>();
    warehouse
        .ask(new SqlStatement(view, Map.of()))
        .forEach(
            row ->
                statuses.put(
                    (LocalDate) row.get("game_date"), (String) row.get("pipeline_status")));
    return statuses;
  }

  @Test
  void theDailyStatusHasEveryDayOfTheLastSevenWithItsStateAndNoneToCome() {
    LocalDate today = LocalDate.parse("2026-01-12");
    try (DuckDbWarehouse warehouse = nba()) {
      for (int back = -2; back <= 7; back++) {
        LocalDate date = today.minusDays(back);
        if (back != 6) {
          String status = back == 7 ? "Postponed" : back == 1 ? "final" : "scheduled";
          warehouse.append(
              "nba_raw.nbac_schedule",
              List.of(
                  Map.of("game_date", date, "game_id", "g", "game_status", status),
                  Map.of("game_date", date, "game_id", "g", "game_status", status)));
        }
        // Written days after the day that they are of.
        Instant written = Instant.parse("2026-01-12T12:00:00Z");
        Map<String, Object> row =
            Map.of("game_date", date, "game_id", "g", "processed_at", written);
        if (back >= 1 && back <= 4) {
          warehouse.append("nba_raw.nbac_player_boxscores", Collections.nCopies(20, row));
        }
        if (back >= 1 && back <= 3) {
          warehouse.append("nba_analytics.player_game_summary", Collections.nCopies(35, row));
        }
        if (back >= 1 && back <= 2) {
          warehouse.append("nba_predictions.ml_feature_store_v2", Collections.nCopies(30, row));
        }
        Map<String, Object> inactive =
            Map.of("game_date", date, "game_id", "g", "is_active", back == 1);
        warehouse.append("nba_predictions.player_prop_predictions", List.of(inactive));
      }

      assertThat(statuses(warehouse, today))
          .isEqualTo(
              Map.of(
                  today,
                  "PHASE_2_PENDING",
                  today.minusDays(1),
                  "COMPLETE",
                  today.minusDays(2),
                  "PHASE_5_PENDING",
                  today.minusDays(3),
                  "PHASE_4_STUCK",
                  today.minusDays(4),
                  "PHASE_3_PENDING",
                  today.minusDays(5),
                  "PHASE_2_PENDING",
                  today.minusDays(6),
                  "NO_GAMES",
                  today.minusDays(7),
                  "NO_GAMES"));
    }
  }

  @Test
  void theViewItselfAnswersToo() {
    try (DuckDbWarehouse warehouse = nba()) {
      assertThat(
              warehouse.ask(
                  new SqlStatement(
                      "SELECT * FROM `nba_orchestration.daily_phase_status`", Map.of())))
          .hasSize(8)
          .allSatisfy(row -> assertThat(row).containsEntry("pipeline_status", "NO_GAMES"));
    }
  }
}
