package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.google.BigQueryStatements.Limits;
import io.phasekeeper.google.fake.FakeBigQuery;
import io.phasekeeper.google.fake.FakeBigQuery.Behaviour;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.transition.Night;
import io.phasekeeper.warehouse.SqlType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the orchestrator and the sweep do next, whatever BigQuery answers. */
class NightOnBigQueryTest {
  private static final String UNSEEN = "warehouse-unseen bigquery";
  private static final String CALENDAR = "nba_raw.v_nbac_schedule_latest";
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          1_000_000);

  private final Night night = new Night();
  private FakeBigQuery fake;

  @BeforeEach
  void start() throws IOException {
    fake = FakeBigQuery.start("night");
    BigQueryWarehouse patient = BigQueryWarehouse.open("night", Optional.of(fake.host()));
    tables(night.pipeline());
    games(patient);
    rows(patient, "player_game_summary", 211);
    rows(patient, "team_offense_game_summary", 12);
    rows(patient, "team_defense_game_summary", 12);
    rows(patient, "upcoming_player_game_context", 150);
    rows(patient, "upcoming_team_game_context", 12);
    night.with(
        new BigQueryWarehouse(BigQueryStatements.open("night", Optional.of(fake.host()), LIMITS)));
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  @Test
  void fiveCompletionsAndFullTablesStartTheNextPhase() {
    completesAll();
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(fake.calls()).as("BigQuery was asked").isNotEmpty();
  }

  @Test
  void aSlowAnswerIsWaitedFor() {
    fake.always(Behaviour.slow(1));
    completesAll();
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
  }

  static Stream<Arguments> whatCannotBeAnswered() {
    return Stream.of(
        Arguments.of("503 for ever", Behaviour.unavailable(), UNSEEN),
        Arguments.of("a job that does not end", Behaviour.endless(), UNSEEN),
        Arguments.of(
            "403",
            Behaviour.refused(403, "accessDenied", "Access Denied: Table night:nba.t"),
            UNSEEN),
        Arguments.of("a quota", Behaviour.refused(403, "quotaExceeded", "Quota exceeded"), UNSEEN),
        Arguments.of(
            "no such table",
            Behaviour.refused(404, "notFound", "Not found: Table night:nba.t"),
            "config-invalid nba_analytics.player_game_summary"),
        Arguments.of(
            "bad SQL",
            Behaviour.refused(400, "invalidQuery", "Unrecognized name: game_dat at [2:8]"),
            UNSEEN),
        Arguments.of(
            "the byte limit",
            Behaviour.refused(
                400, "bytesBilledLimitExceeded", "Query exceeded limit for bytes billed"),
            UNSEEN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatCannotBeAnswered")
  void whatBigQueryDoesNotAnswerHoldsThePhaseIsToldAndClears(
      String name, Behaviour fault, String finding) {
    fake.always(fault);
    completesAll();
    night.sweeps();
    assertThat(night.phase4Triggers()).as("nothing is guessed").isEmpty();
    assertThat(night.findings("open")).contains(finding);
    assertThat(night.ledger("2026-01-10").get("_triggered")).isNotEqualTo(true);

    fake.always(Behaviour.NORMAL);
    night.passes(Duration.ofMinutes(2));
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).doesNotContain(finding);
  }

  private void completesAll() {
    Stream.of(
            "PlayerGameSummaryProcessor",
            "TeamOffenseGameSummaryProcessor",
            "TeamDefenseGameSummaryProcessor",
            "UpcomingPlayerGameContextProcessor",
            "UpcomingTeamGameContextProcessor")
        .forEach(processor -> assertThat(night.completes(processor).tryAgain()).isEmpty());
  }

  private void tables(Pipeline pipeline) {
    Map<String, String> games = new LinkedHashMap<>();
    games.put("game_date", "DATE");
    games.put("game_date_est", "TIMESTAMP");
    List.of("game_id", "game_status", "home_team", "away_team")
        .forEach(column -> games.put(column, "STRING"));
    fake.create(CALENDAR, games, Set.of());
    Map<String, String> runs = new LinkedHashMap<>();
    List.of("processor_name", "run_id", "status").forEach(column -> runs.put(column, "STRING"));
    List.of("started_at", "processed_at").forEach(column -> runs.put(column, "TIMESTAMP"));
    runs.put("data_date", "DATE");
    runs.put("records_processed", "INT64");
    fake.create(pipeline.runHistory().orElseThrow(), runs, Set.of());
    Map<String, Map<String, String>> byName = new TreeMap<>();
    pipeline.processors().values().stream()
        .map(Processor::table)
        .flatMap(Optional::stream)
        .forEach(
            table -> {
              Map<String, String> columns =
                  byName.computeIfAbsent(table.name(), absent -> new TreeMap<>());
              columns.put(table.dateColumn(), "DATE");
              table
                  .where()
                  .forEach((column, value) -> columns.put(column, SqlType.of(value).name()));
            });
    byName.forEach((name, columns) -> fake.create(name, columns, Set.of()));
  }

  private static void games(BigQueryWarehouse warehouse) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int game = 1; game <= 6; game++) {
      rows.add(
          Map.of(
              "game_date",
              Night.DATE,
              "game_id",
              "002250055" + game,
              "game_date_est",
              Night.at("19:00", 0),
              "game_status",
              "scheduled",
              "home_team",
              "H" + game,
              "away_team",
              "A" + game));
    }
    warehouse.append(CALENDAR, rows);
  }

  private static void rows(BigQueryWarehouse warehouse, String table, int count) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(Map.of("game_date", Night.DATE));
    }
    warehouse.append("nba_analytics." + table, rows);
  }
}
