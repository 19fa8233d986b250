package io.phasekeeper.pipeline;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code pipelines/nba.yaml} says is what the contract and the requirements say. */
class NbaPipelineTest {
  private static final Pipeline NBA =
      PipelineFile.load(PipelineSchemaTest.pipelines().resolve("nba.yaml"));
  private static final CycleName OVERNIGHT = new CycleName("overnight");
  private static final CycleName SAME_DAY = new CycleName("same_day");
  private static final CycleName TOMORROW = new CycleName("tomorrow");

  private static Transition startOf(String phase) {
    return NBA.phase(new PhaseName(phase)).start().orElseThrow();
  }

  private static StartPolicy policy(String phase, CycleName cycle) {
    return startOf(phase).policy(cycle).orElseThrow();
  }

  private static List<String> names(Iterable<ProcessorName> processors) {
    List<String> names = new java.util.ArrayList<>();
    processors.forEach(each -> names.add(each.value()));
    return names;
  }

  private static Tier after(String duration, int atLeast) {
    return new Tier(new Tier.Deadline.After(Duration.parse(duration)), atLeast);
  }

  @Test
  void itsDaysAreNewYorkDaysInThreeCycles() {
    assertThat(NBA.id()).isEqualTo("nba");
    assertThat(NBA.zone()).isEqualTo(ZoneId.of("America/New_York"));
    assertThat(NBA.cycles()).isEqualTo(new CycleRule(OVERNIGHT, OVERNIGHT, SAME_DAY, TOMORROW));
    assertThat(NBA.activeFrom()).isEqualTo(-3);
    assertThat(NBA.activeTo()).isEqualTo(1);
    assertThat(NBA.entities())
        .containsExactly(Map.entry("player", "players"), Map.entry("team", "teams"));
    assertThat(NBA.runHistory()).contains("nba_reference.processor_run_history");
    assertThat(NBA.heartbeats()).contains("processor_heartbeats");
  }

  @Test
  void itsPhasesTopicsAndTriggersAreThoseOfTheContract() {
    assertThat(NBA.phases().keySet())
        .extracting(PhaseName::value)
        .containsExactly("phase2", "phase3", "phase4", "phase5", "phase6");
    assertThat(NBA.phases().values())
        .extracting(phase -> phase.completions().orElse("-"))
        .containsExactly(
            "nba-phase2-raw-complete",
            "nba-phase3-analytics-complete",
            "nba-phase4-precompute-complete",
            "nba-phase5-predictions-complete",
            "-");
    assertThat(NBA.transitions())
        .extracting(t -> t.after() + ">" + t.phase() + " " + t.trigger().topic())
        .containsExactly(
            "phase2>phase3 nba-phase3-trigger",
            "phase3>phase4 nba-phase4-trigger",
            "phase4>phase5 nba-predictions-trigger",
            "phase5>phase6 nba-phase6-export-trigger");
    assertThat(NBA.transitions())
        .extracting(t -> t.trigger().fanOut())
        .containsExactly(
            Transition.FanOut.SINGLE,
            Transition.FanOut.PER_TABLE,
            Transition.FanOut.SINGLE,
            Transition.FanOut.SINGLE);
    assertThat(NBA.transitions())
        .allSatisfy(t -> assertThat(t.late()).isEqualTo(Transition.Afterwards.ALERT))
        .allSatisfy(t -> assertThat(t.repeated()).isEqualTo(Transition.Afterwards.IGNORE));
    assertThat(NBA.transitions())
        .extracting(Transition::watchStart)
        .containsExactly(true, true, true, false);
    assertThat(startOf("phase6").trigger().extra())
        .containsOnlyKeys("export_types", "target_date", "update_latest")
        .containsEntry("target_date", "{date}")
        .containsEntry("update_latest", true);
    assertThat(NBA.phase(new PhaseName("phase3")).aliases()).containsExactly("phase_3_analytics");
  }

  @Test
  void phase3StartsInOneCycleByTheMorningWithTheThreeRequiredOnes() {
    assertThat(startOf("phase3").policies()).containsOnlyKeys(OVERNIGHT);
    StartPolicy policy = policy("phase3", OVERNIGHT);
    assertThat(names(policy.expect()))
        .containsExactly(
            "p2_bigdataball_pbp",
            "p2_odds_game_lines",
            "p2_odds_player_props",
            "p2_nbacom_gamebook_pdf",
            "p2_nbacom_boxscores");
    assertThat(names(policy.critical()))
        .containsExactlyInAnyOrder(
            "p2_odds_game_lines", "p2_nbacom_gamebook_pdf", "p2_nbacom_boxscores");
    assertThat(policy.tiers())
        .containsExactly(new Tier(new Tier.Deadline.By(DueTime.parse("08:00 D+1")), 3));
    assertThat(policy.gates()).isEmpty();
  }

  @Test
  void phase4StartsWithFiveOrThreeAfterHalfAnHourOrWithTheOneOfItsCycle() {
    StartPolicy overnight = policy("phase4", OVERNIGHT);
    assertThat(names(overnight.expect()))
        .containsExactly(
            "player_game_summary",
            "team_offense_game_summary",
            "team_defense_game_summary",
            "upcoming_player_game_context",
            "upcoming_team_game_context");
    assertThat(names(overnight.critical()))
        .containsExactlyInAnyOrder("player_game_summary", "upcoming_player_game_context");
    assertThat(overnight.tiers()).containsExactly(after("PT30M", 3));
    assertThat(
            overnight.gates().stream()
                .collect(toMap(GateRule::name, gate -> gate.minimum().rows())))
        .isEqualTo(
            Map.of(
                "rows:player_game_summary", 25L,
                "rows:team_offense_game_summary", 2L,
                "rows:team_defense_game_summary", 2L,
                "rows:upcoming_player_game_context", 15L,
                "rows:upcoming_team_game_context", 2L));
    assertThat(overnight.gates())
        .allSatisfy(gate -> assertThat(gate.minimum().perEntity()).isTrue())
        .allSatisfy(gate -> assertThat(gate.action()).isEqualTo(GateRule.Action.BLOCK));
    for (CycleName cycle : List.of(SAME_DAY, TOMORROW)) {
      StartPolicy one = policy("phase4", cycle);
      assertThat(names(one.expect())).containsExactly("upcoming_player_game_context");
      assertThat(names(one.critical())).containsExactly("upcoming_player_game_context");
      assertThat(one.tiers()).containsExactly(after("PT30M", 1));
      assertThat(one.gates())
          .extracting(GateRule::name)
          .containsExactly("rows:upcoming_player_game_context");
    }
    assertThat(startOf("phase4").policies()).containsOnlyKeys(OVERNIGHT, SAME_DAY, TOMORROW);
    assertThat(startOf("phase4").startBy())
        .isEqualTo(
            Map.of(SAME_DAY, DueTime.parse("11:00 D"), OVERNIGHT, DueTime.parse("07:30 D+1")));
  }

  @Test
  void phase5StartsWithFiveOrInTwoTiersOrWithTheFeatureStoreAlone() {
    StartPolicy overnight = policy("phase5", OVERNIGHT);
    assertThat(overnight.expect()).hasSize(5);
    assertThat(names(overnight.critical()))
        .containsExactlyInAnyOrder("ml_feature_store", "player_daily_cache");
    assertThat(overnight.tiers()).containsExactly(after("PT1H", 4), after("PT2H", 3));
    assertThat(overnight.gates()).isEmpty();
    for (CycleName cycle : List.of(SAME_DAY, TOMORROW)) {
      assertThat(names(policy("phase5", cycle).expect())).containsExactly("ml_feature_store");
      assertThat(policy("phase5", cycle).tiers()).containsExactly(after("PT1H", 1));
    }
    assertThat(startOf("phase5").startBy())
        .isEqualTo(Map.of(OVERNIGHT, DueTime.parse("08:30 D+1")));
  }

  @Test
  void phase6StartsInEachCycleWithTheCoordinator() {
    for (CycleName cycle : List.of(OVERNIGHT, SAME_DAY, TOMORROW)) {
      assertThat(names(policy("phase6", cycle).expect())).containsExactly("prediction_coordinator");
      assertThat(policy("phase6", cycle).tiers()).isEmpty();
    }
  }

  @Test
  void itsTablesAndDateColumnsAreThoseOfTheContract() {
    Map<String, String> dateColumns =
        NBA.processors().values().stream()
            .flatMap(processor -> processor.table().stream())
            .collect(toMap(TableRef::name, TableRef::dateColumn));
    assertThat(dateColumns)
        .containsEntry("nba_precompute.player_daily_cache", "cache_date")
        .containsEntry("nba_precompute.team_defense_zone_analysis", "analysis_date")
        .containsEntry("nba_precompute.player_shot_zone_analysis", "analysis_date")
        .containsEntry("nba_precompute.player_composite_factors", "game_date")
        .containsEntry("nba_predictions.ml_feature_store_v2", "game_date")
        .containsEntry("nba_analytics.player_game_summary", "game_date")
        .hasSize(16);
    assertThat(
            NBA.processor(new ProcessorName("prediction_coordinator"))
                .table()
                .orElseThrow()
                .where())
        .isEqualTo(Map.of("is_active", true));
    assertThat(NBA.processor(new ProcessorName("export")).table()).isEmpty();
    assertThat(NBA.tables()).hasSize(18);
    assertThat(NBA.tables().get("nba_analytics.player_game_summary"))
        .isNotNull()
        .satisfies(
            shape ->
                assertThat(shape.columns().keySet())
                    .containsExactly(
                        "game_date",
                        "game_id",
                        "player_lookup",
                        "team_abbr",
                        "minutes_played",
                        "usage_rate",
                        "processed_at"));
  }

  @Test
  void playerTablesNamePlayersAndTeamTablesTeams() {
    assertThat(NBA.processor(new ProcessorName("player_daily_cache")).entity()).contains("player");
    assertThat(NBA.processor(new ProcessorName("team_offense_game_summary")).entity())
        .contains("team");
  }

  @Test
  void itsOutputsHaveTheirNeedsAndDueTimes() {
    Output cache = NBA.processor(new ProcessorName("player_daily_cache")).output();
    assertThat(cache.needs())
        .containsExactly(new Need(Need.Kind.PROCESSOR, "player_game_summary", -10, -1, true));
    assertThat(cache.due()).isEqualTo(Map.of(OVERNIGHT, Due.at(DueTime.parse("04:00 D+1"))));
    Output context = NBA.processor(new ProcessorName("upcoming_player_game_context")).output();
    assertThat(context.needs())
        .containsExactly(
            new Need(Need.Kind.SOURCE, "calendar", 0, 0, true),
            new Need(Need.Kind.SOURCE, "rosters", -3, 0, true),
            new Need(Need.Kind.SOURCE, "odds", 0, 0, false));
    assertThat(context.uselessAfterFirstStart()).containsExactlyInAnyOrder(SAME_DAY, TOMORROW);
    Output predictions = NBA.processor(new ProcessorName("prediction_coordinator")).output();
    Due due = predictions.alertAt().orElseThrow();
    LocalDate date = LocalDate.of(2026, 1, 10);
    assertThat(due.on(date, NBA.zone(), Optional.of(Instant.parse("2026-01-11T00:00:00Z"))))
        .contains(Instant.parse("2026-01-10T19:00:00Z")); // 14:00 in New York
    assertThat(due.on(date, NBA.zone(), Optional.of(Instant.parse("2026-01-10T18:00:00Z"))))
        .contains(Instant.parse("2026-01-10T16:00:00Z")); // two hours before a matinee
    assertThat(NBA.processor(new ProcessorName("export")).output().heal())
        .get()
        .isInstanceOf(HealAction.Publish.class);
  }

  @Test
  void itsCalendarKnowsSeasonBreakAndBootstrap() {
    Calendar calendar = NBA.calendar().orElseThrow();
    assertThat(calendar.withoutWork()).isEqualTo(Set.of("postponed", "cancelled"));
    assertThat(calendar.lasts()).isEqualTo(Duration.parse("PT2H30M"));
    assertThat(calendar.source().partColumns()).containsExactly("home_team", "away_team");
    assertThat(calendar.inBreak(LocalDate.of(2026, 2, 12))).isFalse();
    assertThat(calendar.inBreak(LocalDate.of(2026, 2, 13))).isTrue();
    assertThat(calendar.inBreak(LocalDate.of(2026, 2, 18))).isTrue();
    assertThat(calendar.inBreak(LocalDate.of(2026, 2, 19))).isFalse();
    PhaseName phase4 = new PhaseName("phase4");
    assertThat(calendar.isBootstrap(phase4, LocalDate.of(2025, 10, 20))).isFalse();
    assertThat(calendar.isBootstrap(phase4, LocalDate.of(2025, 10, 21))).isTrue();
    assertThat(calendar.isBootstrap(phase4, LocalDate.of(2025, 11, 3))).isTrue();
    assertThat(calendar.isBootstrap(phase4, LocalDate.of(2025, 11, 4))).isFalse();
    assertThat(calendar.isBootstrap(new PhaseName("phase3"), LocalDate.of(2025, 10, 21))).isFalse();
  }

  @Test
  void itsJobsHaveTheirSchedulesZonesAndTargets() {
    assertThat(NBA.jobs()).hasSize(20);
    Job cache = NBA.jobs().get("player-daily-cache-daily");
    assertThat(cache).isNotNull();
    assertThat(cache.schedule()).isEqualTo("15 23 * * *");
    assertThat(cache.zone()).isEqualTo(ZoneId.of("America/Los_Angeles"));
    assertThat(cache.target()).isEqualTo(new Job.Target.OfService("phase4", Optional.empty()));
    assertThat(cache.body()).containsEntry("analysis_date", "AUTO");
    assertThat(cache.makes()).containsExactly("player_daily_cache");
    assertThat(NBA.jobs().get("grading-daily"))
        .isNotNull()
        .extracting(Job::target)
        .isEqualTo(new Job.Target.OfTopic("nba-grading-trigger"));
    assertThat(NBA.jobs().get("br-rosters-batch-daily"))
        .isNotNull()
        .extracting(Job::target)
        .isEqualTo(new Job.Target.OfRunJob("br-rosters-backfill"));
  }

  @Test
  void autoIsYesterdayInUtcWhichAtNightInLosAngelesIsTheDayThere() {
    Instant night = Instant.parse("2026-01-13T07:15:00Z"); // 23:15 of January 12 there
    assertThat(NBA.dates()).containsOnlyKeys("AUTO", "TODAY", "YESTERDAY", "TOMORROW");
    assertThat(NBA.dates().get("AUTO").at(night)).isEqualTo("2026-01-12");
    assertThat(NBA.dates().get("TODAY").at(night)).isEqualTo("2026-01-13");
    assertThat(NBA.dates().get("YESTERDAY").at(night)).isEqualTo("2026-01-12");
    assertThat(NBA.dates().get("TOMORROW").at(night)).isEqualTo("2026-01-14");
  }

  @Test
  void itsServicesAreCalledWithTheFieldsThatTheyKnow() {
    Service phase4 = NBA.services().get("phase4");
    assertThat(phase4).isNotNull();
    assertThat(phase4.path()).contains("/process-date");
    assertThat(phase4.resolves()).contains("AUTO").doesNotContain("YESTERDAY");
    assertThat(phase4.worksInsideCall()).isTrue();
    assertThat(
            BodyTemplate.fill(
                phase4.body(),
                Map.of(
                    "date", "2026-01-12",
                    "classes", List.of("PlayerDailyCacheProcessor"),
                    "correlation_id", "abc")))
        .containsEntry("analysis_date", "2026-01-12")
        .containsEntry("processors", List.of("PlayerDailyCacheProcessor"))
        .containsEntry("backfill_mode", true)
        .containsEntry("correlation_id", "abc");
    assertThat(NBA.services().get("phase3").resolves()).doesNotContain("YESTERDAY", "AUTO");
    assertThat(NBA.services().get("phase5").answers())
        .contains(
            new Service.Answer(
                503,
                Optional.of("DATA_INCOMPLETE"),
                Optional.empty(),
                List.of(),
                Service.Meaning.GATE));
    assertThat(NBA.phase(new PhaseName("phase5")).service()).contains("phase5");
  }

  @Test
  void itsSourcesAndFilesAreThoseOfTheContract() {
    assertThat(NBA.sources()).containsOnlyKeys("calendar", "rosters", "odds");
    Source rosters = NBA.sources().get("rosters");
    assertThat(rosters.heal()).contains(new HealAction.RunJob("br-rosters-backfill"));
    assertThat(rosters.maxAge()).contains(Duration.ofDays(3));
    assertThat(rosters.per()).contains("team_abbr");
    assertThat(NBA.sources().get("odds").heal()).isEmpty();
    assertThat(NBA.files())
        .containsEntry(
            "today",
            new ExportFile(
                "today",
                "gs://nba-props-platform-api/today.json",
                Optional.of(new ProcessorName("export")),
                Optional.of(DueTime.parse("15:00 D")),
                Optional.of(Duration.ofHours(24)),
                Optional.of("game_date")));
  }

  @Test
  void whatIsLeftToPeopleIsWarnedOf() {
    assertThat(HealWarnings.of(NBA))
        .containsExactly(
            "sources.calendar has no heal: when it is missing or old, nobody fetches it again for"
                + " upcoming_player_game_context",
            "phases.phase2.processors.p2_nbacom_gamebook_pdf has no heal, and its phase no service"
                + " with a path: when it is missing, nobody makes it again for"
                + " player_game_summary",
            "phases.phase2.processors.p2_nbacom_boxscores has no heal, and its phase no service"
                + " with a path: when it is missing, nobody makes it again for player_game_summary,"
                + " team_defense_game_summary, team_offense_game_summary");
  }
}
