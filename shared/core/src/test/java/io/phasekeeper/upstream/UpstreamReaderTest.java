package io.phasekeeper.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.transition.Night;
import io.phasekeeper.upstream.Upstream.Day;
import io.phasekeeper.upstream.Upstream.InputStanding;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The nights of S0 and S1, and what else may stand in a run history. */
final class UpstreamReaderTest {
  private static final LocalDate JAN_2 = LocalDate.parse("2026-01-02");
  private static final LocalDate JAN_11 = LocalDate.parse("2026-01-11");
  private static final LocalDate JAN_12 = LocalDate.parse("2026-01-12");
  private static final ProcessorName CACHE = new ProcessorName("player_daily_cache");
  private static final ProcessorName FEATURES = new ProcessorName("ml_feature_store");
  private static final String SUMMARY = "nba_analytics.player_game_summary";
  private static final String HISTORY = "nba_reference.processor_run_history";
  private static final String CALENDAR = "nba_raw.v_nbac_schedule_latest";

  private final Night night = new Night();
  private final MemoryWarehouse tables = night.tables;
  private final List<UpstreamQuestion> asked = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private UpstreamReader reader;

  /** Ten whole days, six games each, and at 07:15 of Jan 13 the cache for Jan 12 is to be made. */
  @BeforeEach
  void tenDays() {
    for (LocalDate date : JAN_2.datesUntil(JAN_12.plusDays(1)).toList()) {
      List<Map<String, Object>> games = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        games.add(Map.of("game_date", date, "game_id", "g" + i, "game_status", "final"));
      }
      tables.replaceRows(CALENDAR, "game_date", date, games);
      summary(date, 210);
    }
    night.clock.setInstant(Instant.parse("2026-01-13T07:15:00Z"));
    night.with(counting(tables));
    reader = new UpstreamReader(night);
  }

  /** The warehouse, and what it was asked. */
  private Warehouse counting(Warehouse real) {
    return (Warehouse)
        Proxy.newProxyInstance(
            Warehouse.class.getClassLoader(),
            new Class<?>[] {Warehouse.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              if (arguments != null && arguments[0] instanceof UpstreamQuestion question) {
                asked.add(question);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void summary(LocalDate date, int rows) {
    List<Map<String, Object>> players = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      players.add(Map.of("player_lookup", "p" + i));
    }
    tables.replaceRows(SUMMARY, "game_date", date, players);
  }

  private void run(LocalDate date, Object... more) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("processor_name", "PlayerGameSummaryProcessor");
    row.put("run_id", "summary-" + date);
    row.put("data_date", date);
    for (int i = 0; i < more.length; i += 2) {
      row.put((String) more[i], more[i + 1]);
    }
    row.values().removeIf("null"::equals);
    tables.append(HISTORY, List.of(row));
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }

  private Upstream cache() {
    reader = new UpstreamReader(night);
    return reader.read(CACHE, JAN_12, Set.of());
  }

  private Upstream cache(UpstreamVerdict... accepted) {
    reader = new UpstreamReader(night);
    return reader.read(CACHE, JAN_12, Set.of(accepted));
  }

  private static Day dayOf(Upstream upstream, LocalDate date) {
    return upstream.inputs().get(0).days().stream()
        .filter(day -> day.date().equals(date))
        .findFirst()
        .orElseThrow();
  }

  private static void is(Upstream upstream, UpstreamVerdict verdict, boolean safe) {
    assertThat(upstream.verdict()).as(upstream.finding().evidence()).isEqualTo(verdict);
    assertThat(upstream.safe()).as(upstream.finding().evidence()).isEqualTo(safe);
  }

  @Test
  void tenWholeDaysAreOkAndAskedInOneStatement() {
    Upstream found = reader.read(CACHE, JAN_12, Set.of());

    is(found, UpstreamVerdict.OK, true);
    assertThat(found.finding().evidence()).isEqualTo("everything that it must have is there");
    InputStanding summary = found.inputs().get(0);
    assertThat(summary.days().get(0).finding().evidence()).isEqualTo("it has 210 rows");
    assertThat(summary.from()).isEqualTo(JAN_2);
    assertThat(summary.to()).isEqualTo(JAN_11);
    assertThat(summary.days()).hasSize(10);
    assertThat(calls).containsExactlyInAnyOrder("upstream", "calendar");
    assertThat(asked.get(0).runs().orElseThrow().names())
        .contains("PlayerGameSummaryProcessor", "player_game_summary");
  }

  @Test
  void anUpstreamThatSaysThatItRunsForTwentyHoursIsStaleAndItsRowsMakeItSafe() {
    summary(JAN_11, 324);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));

    Upstream found = cache();

    is(found, UpstreamVerdict.STALE_RUNNING, true);
    assertThat(found.finding().age()).contains(Duration.parse("PT19H44M52S"));
    assertThat(found.finding().evidence())
        .contains("player_game_summary: on 2026-01-11")
        .contains("324 rows");
    assertThat(dayOf(found, JAN_11).runId()).contains("summary-2026-01-11");
  }

  @Test
  void aStaleUpstreamWithoutRowsIsNotSafe() {
    summary(JAN_11, 0);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));

    is(cache(), UpstreamVerdict.STALE_RUNNING, false);
  }

  @Test
  void fourHoursMakeARunStale() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T03:15:00Z"));
    is(cache(), UpstreamVerdict.STALE_RUNNING, true);

    night.clock.setInstant(at("2026-01-13T07:14:59.999Z"));
    is(cache(), UpstreamVerdict.RUNNING, false);
  }

  private void beat(String at) {
    night.stored.merge(
        new DocumentPath(
            "processor_heartbeats", "PlayerGameSummaryProcessor_2026-01-11_summary-2026-01-11"),
        List.of(
            FieldChange.set("run_id", "summary-2026-01-11"),
            FieldChange.set("last_heartbeat", at(at))));
  }

  @Test
  void aRunThatBeatsLivesHoweverLongItTakes() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    beat("2026-01-13T07:14:30Z");

    Upstream found = cache();

    is(found, UpstreamVerdict.RUNNING, false);
    assertThat(found.finding().evidence()).contains("it last beat at 2026-01-13T07:14:30Z");
  }

  @Test
  void aRunWhoseBeatsStoppedIsStaleAfterFifteenMinutes() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T06:30:00Z"));
    beat("2026-01-13T07:00:00Z");

    is(cache(), UpstreamVerdict.STALE_RUNNING, true);
    night.clock.setInstant(at("2026-01-13T07:14:59Z"));
    is(cache(), UpstreamVerdict.RUNNING, false);
  }

  @Test
  void aRunWithoutAStartIsAsOldAsItsIdSays() {
    run(
        JAN_11,
        "status",
        "running",
        "run_id",
        "PlayerGameSummaryProcessor_20260112_113008_d1cb5a05");
    is(cache(), UpstreamVerdict.STALE_RUNNING, true);
  }

  @Test
  void aRunWithoutAnySignOfItsBeginningRuns() {
    run(JAN_11, "run_id", "r", "status", "null");
    Upstream found = cache();
    is(found, UpstreamVerdict.RUNNING, false);
    assertThat(found.finding().age()).isEmpty();
  }

  @Test
  void whatAStaleCleanupFailedIsSafeIfItsRowsAreThere() {
    summary(JAN_11, 324);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    run(
        JAN_11,
        "status",
        "failed",
        "started_at",
        at("2026-01-12T11:30:08Z"),
        "processed_at",
        at("2026-01-12T19:33:48Z"),
        "failure_category",
        "timeout",
        "errors",
        "{\"cleanup_reason\": \"stale_running_cleanup\"}");

    Upstream found = cache();

    is(found, UpstreamVerdict.FAILED_BUT_DATA_EXISTS, true);
    assertThat(found.finding().evidence()).contains("cleanup of stale runs").contains("324 rows");
    assertThat(found.finding().age()).contains(Duration.parse("PT11H41M12S"));

    summary(JAN_11, 0);
    is(cache(), UpstreamVerdict.FAILED, false);
  }

  @Test
  void whatFailedByItselfIsSafeOnlyIfTheProcessorAcceptsIt() {
    run(
        JAN_11,
        "status",
        "FAILED",
        "processed_at",
        at("2026-01-12T11:40:00Z"),
        "errors",
        "{\"message\": \"one bad row\"}");

    is(cache(), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, false);
    is(cache(UpstreamVerdict.FAILED_BUT_DATA_EXISTS), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, true);
    is(cache(UpstreamVerdict.STALE_RUNNING), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, false);
  }

  @Test
  void aSuccessAfterTheCleanupIsTheLaterFact() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    run(
        JAN_11,
        "status",
        "failed",
        "processed_at",
        at("2026-01-12T19:33:48Z"),
        "errors",
        "{\"cleanup_reason\": \"stale_running_cleanup\"}");
    run(
        JAN_11,
        "status",
        "success",
        "started_at",
        at("2026-01-12T11:30:08Z"),
        "processed_at",
        at("2026-01-12T20:00:00Z"));

    is(cache(), UpstreamVerdict.OK, true);
  }

  @Test
  void aSuccessWithoutRowsIsMissing() {
    summary(JAN_11, 0);
    run(JAN_11, "status", "success", "processed_at", at("2026-01-12T11:40:00Z"));

    Upstream found = cache();

    is(found, UpstreamVerdict.MISSING, false);
    assertThat(found.finding().evidence()).contains("told of success, and there are no rows");
    assertThat(found.finding().age()).contains(Duration.parse("PT19H35M"));
  }

  @Test
  void gapsInTheLookBackAreSeenAndCounted() {
    LocalDate gap = LocalDate.parse("2026-01-05");
    summary(gap, 0);
    summary(gap.plusDays(1), 0);

    Upstream found = cache();

    is(found, UpstreamVerdict.MISSING, false);
    assertThat(found.finding().evidence())
        .contains("2026-01-05")
        .contains("in all, 2 dates are not ok");
    assertThat(dayOf(found, gap).rows()).contains(0L);
    assertThat(dayOf(found, gap.plusDays(2)).finding().verdict()).isEqualTo(UpstreamVerdict.OK);
  }

  @Test
  void aDateWithoutGamesNeedsNothing() {
    LocalDate off = LocalDate.parse("2026-01-05");
    summary(off, 0);
    tables.replaceRows(
        CALENDAR, "game_date", off, List.of(Map.of("game_id", "g1", "game_status", "postponed")));

    Upstream found = cache();

    is(found, UpstreamVerdict.OK, true);
    assertThat(dayOf(found, off).finding().evidence()).contains("nothing is due");
  }

  @Test
  void anEmptyCalendarNeverMeansThatNothingIsDue() {
    for (LocalDate date : JAN_2.datesUntil(JAN_12.plusDays(1)).toList()) {
      tables.replaceRows(CALENDAR, "game_date", date, List.of());
    }
    summary(JAN_11, 0);

    Upstream found = cache();

    is(found, UpstreamVerdict.MISSING, false);
    assertThat(found.finding().evidence()).contains("is not known");
  }

  @Test
  void whileItIsMadeAgainTheRowsOfAnEarlierSuccessWillDo() {
    run(
        JAN_11,
        "run_id",
        "first",
        "status",
        "success",
        "started_at",
        at("2026-01-12T11:30:00Z"),
        "processed_at",
        at("2026-01-12T11:40:00Z"));
    run(JAN_11, "run_id", "second", "status", "running", "started_at", at("2026-01-13T07:00:00Z"));

    Upstream found = cache();

    is(found, UpstreamVerdict.RUNNING, true);
    assertThat(found.finding().evidence()).contains("made again");
  }

  @Test
  void aRunThatBeganAgainUnderItsIdRuns() {
    run(
        JAN_11,
        "status",
        "failed",
        "started_at",
        at("2026-01-13T06:00:00Z"),
        "processed_at",
        at("2026-01-13T06:10:00Z"));
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T07:00:00Z"));

    is(cache(), UpstreamVerdict.RUNNING, false);
  }

  @Test
  void oneIdOfTwoDatesIsARunOfEach() {
    run(JAN_11, "run_id", "same", "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    run(
        JAN_11.minusDays(1),
        "run_id",
        "same",
        "status",
        "success",
        "started_at",
        at("2026-01-12T11:30:08Z"),
        "processed_at",
        at("2026-01-12T11:35:00Z"));

    Upstream found = cache();

    assertThat(dayOf(found, JAN_11).finding().verdict()).isEqualTo(UpstreamVerdict.STALE_RUNNING);
    assertThat(dayOf(found, JAN_11.minusDays(1)).finding().verdict()).isEqualTo(UpstreamVerdict.OK);
  }

  @Test
  void anEndRowThatNamesNobodyEndsTheRunOfItsId() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    run(
        JAN_11,
        "processor_name",
        "null",
        "status",
        "success",
        "processed_at",
        at("2026-01-12T11:40:00Z"));

    is(cache(), UpstreamVerdict.OK, true);
  }

  @Test
  void aSkippedRunSaysNothing() {
    run(JAN_11, "status", "skipped", "processed_at", at("2026-01-12T11:40:00Z"));
    is(cache(), UpstreamVerdict.OK, true);

    summary(JAN_11, 0);
    is(cache(), UpstreamVerdict.MISSING, false);
  }

  @Test
  void aRunOfAnotherClassOrDateIsNobodysHere() {
    run(
        JAN_11,
        "processor_name",
        "PlayerShotZoneAnalysisProcessor",
        "status",
        "failed",
        "processed_at",
        at("2026-01-12T11:40:00Z"));
    run(JAN_12, "status", "running", "started_at", at("2026-01-13T07:00:00Z"));

    is(cache(), UpstreamVerdict.OK, true);
  }

  @Test
  void aFailureBehindASkippedRunIsStillThere() {
    run(JAN_11, "run_id", "one", "status", "failed", "processed_at", at("2026-01-12T11:40:00Z"));
    run(JAN_11, "run_id", "two", "status", "skipped", "processed_at", at("2026-01-12T12:40:00Z"));
    is(cache(), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, false);
  }

  @Test
  void aFailedRunIsThatOfItsOwnProcessorAlone() {
    phase4(JAN_12);
    run(
        JAN_12,
        "processor_name",
        "PlayerShotZoneAnalysisProcessor",
        "status",
        "failed",
        "processed_at",
        at("2026-01-13T06:40:00Z"));

    Upstream found = new UpstreamReader(night).read(FEATURES, JAN_12, Set.of());

    assertThat(found.inputs())
        .filteredOn(input -> input.finding().verdict() != UpstreamVerdict.OK)
        .extracting(InputStanding::name)
        .containsExactly("player_shot_zone_analysis");
  }

  private void phase4(LocalDate date) {
    for (String name :
        List.of(
            "team_defense_zone_analysis",
            "player_shot_zone_analysis",
            "player_daily_cache",
            "player_composite_factors")) {
      var table = night.pipeline().processor(new ProcessorName(name)).table().orElseThrow();
      tables.replaceRows(
          table.name(), table.dateColumn(), date, List.of(Map.of("player_lookup", "p")));
    }
  }

  @Test
  void aPhaseThatMakesNoRowsAtASeasonsBeginIsNotMissed() {
    LocalDate early = night.pipeline().calendar().orElseThrow().seasons().get(0).starts();
    tables.replaceRows(
        CALENDAR, "game_date", early, List.of(Map.of("game_id", "g1", "game_status", "final")));

    Upstream found = new UpstreamReader(night).read(FEATURES, early, Set.of());

    is(found, UpstreamVerdict.OK, true);
    assertThat(dayOf(found, early).finding().evidence()).contains("season has only just begun");
    // What another phase makes is due from the first day.
    Upstream context =
        new UpstreamReader(night)
            .read(new ProcessorName("player_composite_factors"), early, Set.of());
    is(context, UpstreamVerdict.MISSING, false);
    assertThat(context.finding().evidence()).startsWith("upcoming_player_game_context");
  }

  private Upstream context() {
    return new UpstreamReader(night)
        .read(new ProcessorName("upcoming_player_game_context"), JAN_12, Set.of());
  }

  private static InputStanding input(Upstream upstream, String name) {
    return upstream.inputs().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ofASourceThatMayBeSoOldTheNewestDateCounts() {
    String rosters = "nba_raw.espn_team_rosters";
    tables.declare(rosters, "roster_date");
    List<Map<String, Object>> rows =
        List.of(Map.of("team_abbr", "TOR"), Map.of("team_abbr", "POR"));
    tables.replaceRows(rosters, "roster_date", JAN_12.minusDays(4), rows);

    Upstream old = context();
    is(old, UpstreamVerdict.MISSING, false);
    assertThat(old.finding().evidence())
        .isEqualTo("rosters: on 2026-01-12 it has no rows since 2026-01-09");
    assertThat(input(old, "rosters").days()).hasSize(1);

    tables.replaceRows(rosters, "roster_date", JAN_12.minusDays(3), rows);
    Upstream found = context();
    is(found, UpstreamVerdict.OK, true);
    assertThat(input(found, "rosters").from()).isEqualTo(JAN_12.minusDays(3));
    assertThat(input(found, "rosters").days().get(0).finding().evidence())
        .contains("the newest of it is of 2026-01-09");
    assertThat(input(found, "rosters").days().get(0).rows()).contains(2L);

    tables.replaceRows(
        CALENDAR, "game_date", JAN_12, List.of(Map.of("game_id", "g", "game_status", "cancelled")));
    tables.replaceRows(rosters, "roster_date", JAN_12.minusDays(3), List.of());
    is(context(), UpstreamVerdict.OK, true);
  }

  @Test
  void aSourceOfTwoTablesIsTwoInputsAndWhoMakesItIsKnown() {
    tables.declare("nba_raw.espn_team_rosters", "roster_date");
    run(
        JAN_12,
        "processor_name",
        "OddsApiGameLinesBatchProcessor",
        "status",
        "failed",
        "processed_at",
        at("2026-01-12T15:00:00Z"));

    assertThat(context().inputs())
        .filteredOn(each -> each.name().equals("odds"))
        .extracting(each -> each.table().orElse("") + " " + each.finding().verdict().word())
        .containsExactly(
            "nba_raw.odds_api_game_lines failed", "nba_raw.odds_api_player_points_props missing");
  }

  @Test
  void withoutACalendarsTableEverythingMayBeDue() {
    MemoryWarehouse other = new MemoryWarehouse();
    other.declare(HISTORY, "data_date");
    other.declare(SUMMARY, "game_date");
    night.with(other);

    Upstream found = cache();

    is(found, UpstreamVerdict.MISSING, false);
    assertThat(found.finding().evidence()).contains("the calendar cannot be read");
  }

  @Test
  void aSoftNeedDoesNotStandInTheWay() {
    Upstream found = reader.read(new ProcessorName("player_shot_zone_analysis"), JAN_12, Set.of());
    is(found, UpstreamVerdict.OK, true);

    summary(JAN_11, 0);
    found = new UpstreamReader(night).read(found.processor(), JAN_12, Set.of());
    is(found, UpstreamVerdict.OK, true);
    assertThat(found.inputs().get(0).finding().verdict()).isEqualTo(UpstreamVerdict.MISSING);
  }

  @Test
  void theWorstOfTheHardNeedsIsTheVerdict() {
    for (String table : List.of("team_defense_zone_analysis", "player_shot_zone_analysis")) {
      tables.replaceRows(
          "nba_precompute." + table, "analysis_date", JAN_12, List.of(Map.of("team_abbr", "TOR")));
    }
    tables.replaceRows(
        "nba_precompute.player_composite_factors",
        "game_date",
        JAN_12,
        List.of(Map.of("player_lookup", "p")));

    Upstream found = new UpstreamReader(night).read(FEATURES, JAN_12, Set.of());

    is(found, UpstreamVerdict.MISSING, false);
    assertThat(found.finding().evidence()).startsWith("player_daily_cache: on 2026-01-12");
    assertThat(found.inputs()).hasSize(4);
  }

  @Test
  void aProcessorThatNeedsNothingMayStart() {
    Upstream found = reader.read(new ProcessorName("p2_odds_game_lines"), JAN_12, Set.of());

    is(found, UpstreamVerdict.OK, true);
    assertThat(found.inputs()).isEmpty();
    assertThat(calls).isEmpty();
  }

  @Test
  void aTableThatIsNotThereMakesTheVerdictUnknownAndNeverOk() {
    MemoryWarehouse bare = new MemoryWarehouse();
    bare.declare(CALENDAR, "game_date");
    bare.declare(HISTORY, "data_date");
    night.with(bare);

    Upstream found = cache();

    is(found, UpstreamVerdict.UNKNOWN, false);
    assertThat(found.finding().evidence()).startsWith("config-invalid").contains(SUMMARY);
    is(cache(UpstreamVerdict.MISSING), UpstreamVerdict.UNKNOWN, false);
  }

  @Test
  void aWarehouseThatCannotBeReadIsAFailureAndIsAskedAgain() {
    Warehouse down =
        counting(
            (Warehouse)
                Proxy.newProxyInstance(
                    Warehouse.class.getClassLoader(),
                    new Class<?>[] {Warehouse.class},
                    (proxy, method, arguments) -> {
                      throw new PortFailure(
                          PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "no answer");
                    }));
    night.with(down);
    reader = new UpstreamReader(night);
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(
              () -> {
                Upstream never = reader.read(CACHE, JAN_12, Set.of());
                assertThat(never).isNull();
              })
          .isInstanceOf(PortFailure.class);
      assertThat(calls).hasSize(i);
    }
  }

  @Test
  void whatWasReadIsBelievedForAMinuteAndAgesGoOn() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T07:00:00Z"));
    assertThat(reader.read(CACHE, JAN_12, Set.of()).finding().age())
        .contains(Duration.ofMinutes(15));
    night.clock.add(Duration.ofSeconds(59));
    assertThat(reader.read(CACHE, JAN_12, Set.of()).finding().age())
        .contains(Duration.ofSeconds(15 * 60 + 59));
    assertThat(asked).hasSize(1);
    night.clock.add(Duration.ofSeconds(1));
    is(reader.read(CACHE, JAN_12, Set.of()), UpstreamVerdict.RUNNING, false);
    assertThat(asked).hasSize(2);
    assertThat(calls).containsOnlyOnce("calendar");
  }

  @Test
  void theTextTellsTheWholeThenTheInputsThenTheirBadDates() {
    summary(JAN_11, 324);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));

    assertThat(UpstreamText.of(cache(), false))
        .isEqualTo(
            """
            player_daily_cache for 2026-01-12: stale_running, safe to process, 19 h 44 min
              player_game_summary: on 2026-01-11 its run says that it runs, but no beat of it is known, and it began at 2026-01-12T11:30:08Z; it has 324 rows
              - player_game_summary (nba_analytics.player_game_summary), 2026-01-02 to 2026-01-11: stale_running
                  2026-01-11  stale_running, 19 h 44 min: its run says that it runs, but no beat of it is known, and it began at 2026-01-12T11:30:08Z; it has 324 rows  summary-2026-01-11"""
                .stripIndent());
    assertThat(UpstreamText.of(cache(), true)).contains("\u001b[33mstale_running\u001b[0m");
  }

  @Test
  void theJsonTellsWhatProcessorsAskFor() {
    summary(JAN_11, 324);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));

    JsonObject json = JsonParser.parseString(UpstreamJson.of(cache())).getAsJsonObject();

    assertThat(json.get("processor").getAsString()).isEqualTo("player_daily_cache");
    assertThat(json.get("date").getAsString()).isEqualTo("2026-01-12");
    assertThat(json.get("verdict").getAsString()).isEqualTo("stale_running");
    assertThat(json.get("safe_to_process").getAsBoolean()).isTrue();
    assertThat(json.get("age_seconds").getAsLong()).isEqualTo(71_092);
    JsonObject need = json.getAsJsonArray("needs").get(0).getAsJsonObject();
    assertThat(need.get("table").getAsString()).isEqualTo(SUMMARY);
    assertThat(need.getAsJsonArray("dates")).hasSize(10);
    assertThat(need.getAsJsonArray("dates").get(9).getAsJsonObject().get("run_id").getAsString())
        .isEqualTo("summary-2026-01-11");
  }
}
