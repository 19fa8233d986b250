package io.phasekeeper.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.upstream.Upstream.InputStanding;
import io.phasekeeper.warehouse.MemoryWarehouse;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Look-backs, sources, soft needs, and dates on which nothing is due. */
final class UpstreamInputsTest extends TenDays {
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
}
