package io.phasekeeper.local.scenario.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.local.scenario.ScenarioFile;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.RunRow;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorldTest {
  private static final Pipeline NBA =
      PipelineFile.load(Path.of(System.getProperty("phasekeeper.home"), "pipelines/nba.yaml"));
  private static final LocalDate DAY = LocalDate.of(2026, 1, 10);
  private static final Instant START = Instant.parse("2026-01-10T14:00:00Z");
  private static final Instant END = Instant.parse("2026-01-11T14:00:00Z");
  private static final String SUMMARY = "nba_analytics.player_game_summary";

  private final MemoryDocumentStore documents = new MemoryDocumentStore();
  private final MemoryWarehouse warehouse = new MemoryWarehouse();
  private final List<String> published = new ArrayList<>();
  private final List<Scenario.Event> queue = new ArrayList<>();

  private World world(String rest) {
    Scenario scenario =
        ScenarioFile.parse(
            Path.of("w.yaml"),
            "title: t\npipeline: nba\nstart: " + START + "\nend: " + END + "\n" + rest);
    World world = new World(scenario, NBA, new QuietStage(documents, warehouse, published));
    world.tables().forEach((name, shape) -> warehouse.declare(name, shape.table().dateColumn()));
    warehouse.declare(NBA.calendar().orElseThrow().source().table().name(), "game_date");
    warehouse.declare(NBA.runHistory().orElseThrow(), "data_date");
    queue.addAll(world.begin());
    queue.addAll(scenario.events());
    return world;
  }

  private void until(World world, String moment) {
    Instant end = Instant.parse(moment);
    queue.sort(Comparator.comparing(Scenario.Event::at));
    while (!queue.isEmpty() && !queue.get(0).at().isAfter(end)) {
      Scenario.Event event = queue.remove(0);
      queue.addAll(world.happen(event.at(), event.change()));
      queue.sort(Comparator.comparing(Scenario.Event::at));
    }
  }

  private List<Map<String, Object>> rows(String table) {
    return warehouse.rows(table, DAY);
  }

  private Map<Object, Long> counted(String table, String column) {
    return rows(table).stream()
        .collect(Collectors.groupingBy(row -> row.get(column), Collectors.counting()));
  }

  private static <T> Set<T> unique(
      Collection<Map<String, Object>> rows, Function<Map<String, Object>, T> key) {
    return rows.stream().map(key).collect(Collectors.toSet());
  }

  @Test
  void healthyRowsHaveUniqueKeysSpreadEvenlyOverGamesAndTeamsAndSixtyPercentWithMinutes() {
    world(
        """
        world:
          calendar: {2026-01-10: {games: 6}}
          rows: [{table: nba_analytics.player_game_summary, date: 2026-01-10, count: 240}]
        """);
    List<Map<String, Object>> rows = rows(SUMMARY);
    assertThat(rows).hasSize(240);
    assertThat(unique(rows, row -> row.get("game_id") + " " + row.get("player_lookup")))
        .hasSize(240);
    assertThat(counted(SUMMARY, "game_id"))
        .hasSize(6)
        .allSatisfy((g, n) -> assertThat(n).isEqualTo(40));
    assertThat(counted(SUMMARY, "team_abbr"))
        .hasSize(12)
        .allSatisfy((t, n) -> assertThat(n).isEqualTo(20));
    assertThat(rows).filteredOn(row -> (double) row.get("minutes_played") > 0).hasSize(144);
    assertThat(rows).allSatisfy(row -> assertThat(row.get("usage_rate")).isNotNull());
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.get("processed_at")).isEqualTo(START.minusSeconds(1)));
  }

  @Test
  void groupsOfOneDateContinueTheKeysAndClearBeginsAgain() {
    World world =
        world(
            """
            world:
              calendar: {2026-01-10: {games: 1}}
              rows:
                - {table: nba_analytics.player_game_summary, date: 2026-01-10, count: 10}
                - {table: nba_analytics.player_game_summary, date: 2026-01-10, count: 10, written: 2026-01-09T00:00:00Z}
            events:
              - {at: 2026-01-10T15:00:00Z, rows: {table: nba_analytics.player_game_summary, date: 2026-01-10, clear: true, count: 4}}
            """);
    Function<Map<String, Object>, Object> player = row -> row.get("player_lookup");
    Set<Object> first = unique(rows(SUMMARY), player);
    assertThat(first).hasSize(20);
    assertThat(unique(rows(SUMMARY), row -> row.get("processed_at"))).hasSize(2);
    until(world, "2026-01-10T15:00:00Z");
    assertThat(unique(rows(SUMMARY), player)).hasSize(4);
    assertThat(first).containsAll(unique(rows(SUMMARY), player));
    assertThat(unique(rows(SUMMARY), row -> row.get("processed_at")))
        .containsExactly(Instant.parse("2026-01-10T15:00:00Z"));
  }

  @Test
  void whatExceedsThePossibleKeysRepeatsEarlierOnesAndDuplicatesAreMadeOnPurpose() {
    world(
        """
        world:
          calendar: {2026-01-10: {games: 6}}
          rows:
            - {table: nba_analytics.team_offense_game_summary, date: 2026-01-10, count: 24}
            - {table: nba_analytics.player_game_summary, date: 2026-01-10, count: 100, duplicates: 7}
        """);
    assertThat(counted("nba_analytics.team_offense_game_summary", "team_abbr"))
        .hasSize(12)
        .allSatisfy((team, n) -> assertThat(n).isEqualTo(2));
    assertThat(rows(SUMMARY)).hasSize(100);
    assertThat(unique(rows(SUMMARY), row -> row.get("player_lookup"))).hasSize(93);
  }

  @Test
  void valuesHoldInEveryRowAndSharesOfNonNullAreExact() {
    world(
        """
        world:
          calendar: {2026-01-10: {games: [{home: TOR, away: POR}]}}
          rows: [{table: nba_analytics.player_game_summary, date: 2026-01-10, count: 400, values: {minutes_played: 24, team_abbr: TOR, extra: null}, non_null: {usage_rate: 0.479}}]
        """);
    assertThat(counted(SUMMARY, "team_abbr")).isEqualTo(Map.of("TOR", 400L));
    assertThat(counted(SUMMARY, "minutes_played")).isEqualTo(Map.of(24L, 400L));
    assertThat(unique(rows(SUMMARY), row -> row.get("player_lookup"))).hasSize(400);
    assertThat(rows(SUMMARY)).filteredOn(row -> row.containsKey("usage_rate")).hasSize(191);
  }

  @Test
  void rostersAndTeamZonesCoverAllThirtyTeamsWhateverIsPlayed() {
    world(
        """
        world:
          calendar: {2026-01-10: {games: [{home: TOR, away: POR}]}}
          rows:
            - {table: nba_raw.espn_team_rosters, date: 2026-01-10, count: 450}
            - {table: nba_precompute.team_defense_zone_analysis, date: 2026-01-10, count: 30}
        """);
    assertThat(counted("nba_raw.espn_team_rosters", "team_abbr"))
        .hasSize(30)
        .containsKeys("TOR", "POR")
        .allSatisfy((team, n) -> assertThat(n).isEqualTo(15));
    assertThat(counted("nba_precompute.team_defense_zone_analysis", "team_abbr")).hasSize(30);
  }

  @Test
  void predictionsAreActiveAndSpreadOverPlayersBeforeSystems() {
    world(
        """
        world:
          calendar: {2026-01-10: {games: 6}}
          rows: [{table: nba_predictions.player_prop_predictions, date: 2026-01-10, count: 880}]
        """);
    List<Map<String, Object>> rows = rows("nba_predictions.player_prop_predictions");
    assertThat(rows).allSatisfy(row -> assertThat(row.get("is_active")).isEqualTo(true));
    assertThat(unique(rows, row -> row.get("player_lookup") + " " + row.get("system_id")))
        .hasSize(880);
    assertThat(unique(rows, row -> row.get("player_lookup"))).hasSizeGreaterThan(100);
  }

  private List<CalendarEntry> calendar() {
    return warehouse.calendar(NBA.calendar().orElseThrow().source(), DAY, DAY.plusDays(1));
  }

  @Test
  void gamesGoFromScheduledToLiveToFinalWithTheClockAndOtherDatesHaveNone() {
    World world =
        world(
            """
            world:
              calendar:
                2026-01-10: {games: [{id: "1", home: TOR, away: POR, starts: "19:30"}, {id: "2", status: postponed}, {}]}
            """);
    assertThat(calendar())
        .extracting(CalendarEntry::status)
        .containsExactlyInAnyOrder("scheduled", "postponed", "scheduled");
    CalendarEntry first =
        calendar().stream().filter(e -> e.id().equals("1")).findFirst().orElseThrow();
    assertThat(first.parts()).containsExactly("TOR", "POR");
    assertThat(first.starts()).contains(Instant.parse("2026-01-11T00:30:00Z"));
    until(world, "2026-01-11T00:00:00Z");
    assertThat(statuses()).containsExactly("live", "postponed", "scheduled");
    until(world, "2026-01-11T02:30:00Z");
    assertThat(statuses()).containsExactly("final", "live", "postponed");
    until(world, "2026-01-11T03:00:00Z");
    assertThat(statuses()).containsExactly("final", "final", "postponed");
    assertThat(calendar()).extracting(CalendarEntry::date).containsOnly(DAY);
  }

  private List<String> statuses() {
    return calendar().stream().map(CalendarEntry::status).sorted().toList();
  }

  @Test
  void aTriggerSetsTheListedMembersOfItsCycleToWorkOnce() {
    World world =
        world(
            """
            world:
              calendar: {2026-01-10: {games: 6}}
              rows: [{table: nba_predictions.ml_feature_store_v2, date: 2026-01-10, count: 5}]
              processors:
                ml_feature_store: {takes: PT5M, rows: 211}
                player_daily_cache: {takes: PT4M, rows: 103}
            """);
    Instant at = Instant.parse("2026-01-10T15:41:00Z");
    queue.addAll(world.triggered("nba-phase4-trigger", trigger("same_day", ":a"), at));
    queue.addAll(world.triggered("nba-phase4-trigger", trigger("same_day", ":b"), at));
    until(world, "2026-01-10T15:45:59Z");
    String beat = "MLFeatureStoreProcessor_2026-01-10_" + runs().get(0).runId();
    assertThat(runs()).extracting(RunRow::status).containsExactly("running");
    assertThat(beat(beat)).containsEntry("status", "running").containsEntry("progress", 168L);
    until(world, "2026-01-10T15:46:00Z");
    assertThat(runs()).extracting(RunRow::status).containsExactly("running", "success");
    assertThat(rows("nba_predictions.ml_feature_store_v2")).hasSize(211);
    assertThat(beat(beat)).containsEntry("status", "completed").containsEntry("progress", 211L);
    assertThat(published).hasSize(1);
    assertThat(published.get(0))
        .startsWith(
            "nba-phase4-precompute-complete {\"processor_name\":\"MLFeatureStoreProcessor\"")
        .contains("\"correlation_id\":\"c-1\"", "\"status\":\"success\"", "\"record_count\":211")
        .contains("\"timestamp\":\"2026-01-10T15:46:00Z\"", "\"duration_seconds\":300.0");
  }

  @Test
  void aProcessorMayCrashSayNothingOrNeverStart() {
    World world =
        world(
            """
            world:
              processors:
                team_defense_zone_analysis: {never: true}
                player_shot_zone_analysis: {takes: PT3M, rows: 434, publishes: false}
                player_daily_cache: {crashes_after: PT2M, rows: 103}
                ml_feature_store: {takes: PT1M, says: failed}
            """);
    queue.addAll(
        world.triggered(
            "nba-phase4-trigger", trigger("overnight", ""), Instant.parse("2026-01-10T15:00:00Z")));
    until(world, "2026-01-10T16:00:00Z");
    assertThat(
            runs().stream()
                .collect(
                    Collectors.groupingBy(
                        RunRow::processorName,
                        Collectors.mapping(RunRow::status, Collectors.toList()))))
        .isEqualTo(
            Map.of(
                "PlayerShotZoneAnalysisProcessor", List.of("running", "success"),
                "PlayerDailyCacheProcessor", List.of("running"),
                "MLFeatureStoreProcessor", List.of("running", "failed")));
    assertThat(rows("nba_precompute.player_daily_cache")).isEmpty();
    assertThat(published).hasSize(1);
    assertThat(published.get(0))
        .contains("MLFeatureStoreProcessor", "\"status\":\"failed\"")
        .doesNotContain("record_count");
  }

  private static OutgoingMessage trigger(String cycle, String part) {
    return OutgoingMessage.json(
        "{\"game_date\":\"2026-01-10\",\"mode\":\"" + cycle + "\",\"correlation_id\":\"c-1\"}",
        Map.of("trigger_id", "phase4:2026-01-10:" + cycle + ":1" + part));
  }

  private List<RunRow> runs() {
    return warehouse.runs(NBA.runHistory().orElseThrow(), DAY, DAY, 100);
  }

  private Map<String, Object> beat(String id) {
    return documents.get(new DocumentPath("processor_heartbeats", id)).orElseThrow().fields();
  }

  @Test
  void beatsUseTheirDocumentAndMoveOnOnlyIfToldWhereTo() {
    World world =
        world(
            """
            events:
              - {at: 2026-01-10T15:00:00Z, beats: {processor_name: P, run_id: r, data_date: 2026-01-10, until: 2026-01-10T15:10:00Z, progress: 0, to: 100, total: 450}}
              - {at: 2026-01-10T15:00:00Z, beats: {processor_name: P, run_id: s, every: PT5M, until: 2026-01-10T15:10:00Z, progress: 118}}
              - {at: 2026-01-10T15:00:00Z, heartbeat: {id: own, run_id: x}}
            """);
    until(world, "2026-01-10T15:05:30Z");
    assertThat(beat("P_2026-01-10_r"))
        .containsEntry("progress", 50L)
        .containsEntry("total", 450L)
        .containsEntry("started_at", Instant.parse("2026-01-10T15:00:00Z"))
        .containsEntry("last_heartbeat", Instant.parse("2026-01-10T15:05:00Z"));
    assertThat(beat("P_None_s")).containsEntry("progress", 118L).doesNotContainKey("data_date");
    assertThat(beat("own")).containsEntry("run_id", "x");
  }

  @Test
  void anotherWritersMergeKeepsWhatItDoesNotNameAndMaySetNull() {
    World world =
        world(
            """
            events:
              - {at: 2026-01-10T15:00:00Z, ledger: {phase3_completion/2026-01-10: {a: 1, b: {c: 2}}}}
              - {at: 2026-01-10T15:01:00Z, ledger: {phase3_completion/2026-01-10: {b: null, d: {e: null}}}}
            """);
    documents.merge(
        new DocumentPath("phase3_completion", "2026-01-10"),
        List.of(FieldChange.set("ours", true)));
    until(world, "2026-01-10T15:01:00Z");
    Document ledger =
        documents.get(new DocumentPath("phase3_completion", "2026-01-10")).orElseThrow();
    assertThat(ledger.fields())
        .containsEntry("a", 1L)
        .containsEntry("ours", true)
        .containsEntry("b", null);
    assertThat(ledger.fields().keySet()).isEqualTo(new HashSet<>(List.of("a", "b", "d", "ours")));
  }

  @Test
  void runRowsTakeTimesAsTextAndErrorsAsJson() {
    World world =
        world(
            """
            events:
              - {at: 2026-01-10T15:00:00Z, run: {processor_name: P, run_id: r, status: running, started_at: "2026-01-10T14:59:00Z", processed_at: null, data_date: "2026-01-10", errors: {why: x}}}
            """);
    until(world, "2026-01-10T15:00:00Z");
    assertThat(runs()).hasSize(1);
    assertThat(runs().get(0).startedAt()).contains(Instant.parse("2026-01-10T14:59:00Z"));
    assertThat(rows("nba_reference.processor_run_history").get(0))
        .containsEntry("errors", "{\"why\":\"x\"}");
  }

  @Test
  void aCompletionGoesToTheTopicOfItsProcessorsPhaseWhateverItIsCalled() {
    World world =
        world(
            """
            events:
              - {at: 2026-01-10T15:00:00Z, completion: {processor_name: ml_feature_store_v2}}
              - {at: 2026-01-10T15:01:00Z, completion: {processor_name: job-7, output_table: player_game_summary}}
              - {at: 2026-01-10T15:02:00Z, completion: {processor_name: Nobody, phase: phase_2_raw}}
              - {at: 2026-01-10T15:03:00Z, completion: {processor_name: NbacGambookProcessor}}
              - {at: 2026-01-10T15:04:00Z, completion: {processor_name: Nobody}, topic: some-topic}
            """);
    until(world, "2026-01-10T15:04:00Z");
    assertThat(published)
        .extracting(message -> message.substring(0, message.indexOf(' ')))
        .containsExactly(
            "nba-phase4-precompute-complete",
            "nba-phase3-analytics-complete",
            "nba-phase2-raw-complete",
            "nba-phase2-raw-complete",
            "some-topic");
  }

  @Test
  void aCompletionOfAPhaseWithoutATopicIsHeardByNobody() {
    World world =
        world(
            """
            events:
              - {at: 2026-01-10T15:00:00Z, completion: {processor_name: ExportProcessor, phase: phase_6_export}}
            """);
    until(world, "2026-01-10T15:00:00Z");
    assertThat(published).isEmpty();
  }

  @Test
  void workUnderAnUnknownNameIsRefused() {
    World world =
        world(
            "events:\n  - {at: 2026-01-10T15:00:00Z, works: {processor: cache, date: 2026-01-10}}\n");
    assertThatThrownBy(() -> until(world, "2026-01-10T15:00:00Z"))
        .hasMessageStartingWith("works: found processor \"cache\"; expected one of [");
  }
}
