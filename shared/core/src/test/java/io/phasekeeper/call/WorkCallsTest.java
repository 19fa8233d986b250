package io.phasekeeper.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkCallsTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));
  private static final LocalDate DAY = LocalDate.of(2026, 1, 11);
  private static final Map<String, String> VARIABLES =
      Map.of(
          "PHASEKEEPER_PHASE3_URL", "https://phase3-abc-uw.a.run.app/",
          "PHASEKEEPER_PHASE4_URL", " https://phase4-abc-uw.a.run.app ",
          "PHASEKEEPER_PHASE5_URL", "http://127.0.0.1:8085",
          "PHASEKEEPER_RUN_REGION", "us-west2");

  private static Preparation prepared(String output, LocalDate to, Map<String, String> variables) {
    return WorkCalls.of(
        NBA,
        new WorkOrder(output, DAY, to, Optional.empty(), "c-1", "o-1"),
        name -> Optional.ofNullable(variables.get(name)));
  }

  private static WorkCall call(String output) {
    return prepared(output, DAY, VARIABLES).call().orElseThrow();
  }

  private static String reason(Preparation preparation) {
    assertThat(preparation.call()).isEmpty();
    return preparation.reason().orElseThrow();
  }

  @Test
  void anOutputIsMadeByItsPhasesServiceWithTheServicesOwnBody() {
    WorkCall call = call("player_daily_cache");
    assertThat(call)
        .isEqualTo(
            new WorkCall.HttpCall(
                "phase4",
                URI.create("https://phase4-abc-uw.a.run.app/process-date"),
                URI.create("https://phase4-abc-uw.a.run.app"),
                Map.of(
                    "analysis_date",
                    "2026-01-11",
                    "processors",
                    List.of("PlayerDailyCacheProcessor"),
                    "backfill_mode",
                    true,
                    "strict_mode",
                    false,
                    "correlation_id",
                    "c-1",
                    "triggered_by",
                    "phasekeeper")));
    assertThat(call.target()).isEqualTo("phase4");
    assertThat(call.describe())
        .isEqualTo(
            "POST https://phase4-abc-uw.a.run.app/process-date {\"analysis_date\":\"2026-01-11\","
                + "\"processors\":[\"PlayerDailyCacheProcessor\"],\"backfill_mode\":true,"
                + "\"strict_mode\":false,\"correlation_id\":\"c-1\",\"triggered_by\":\"phasekeeper\"}");
    assertThat(call.json())
        .containsEntry("kind", "http")
        .containsEntry("target", "phase4")
        .containsEntry("audience", "https://phase4-abc-uw.a.run.app")
        .containsKey("body");
  }

  @Test
  void aRangeOfDatesGoesToAServiceThatTakesOne() {
    Preparation range = prepared("player_game_summary", DAY.plusDays(3), VARIABLES);
    assertThat(range.call().orElseThrow().describe())
        .startsWith(
            "POST https://phase3-abc-uw.a.run.app/process-date-range"
                + " {\"start_date\":\"2026-01-11\",\"end_date\":\"2026-01-14\"");
    assertThat(reason(prepared("player_daily_cache", DAY.plusDays(3), VARIABLES)))
        .isEqualTo(
            "the body of service phase4 takes one date at a time; found the order for 2026-01-11 to"
                + " 2026-01-14");
  }

  @Test
  void anOutputWithAnActionOfItsOwnIsMadeByIt() {
    WorkCall call = call("export");
    assertThat(call)
        .isEqualTo(
            new WorkCall.TopicMessage(
                "nba-phase6-export-trigger",
                Map.of(
                    "export_types",
                    List.of("predictions", "best-bets"),
                    "target_date",
                    "2026-01-11",
                    "update_latest",
                    true),
                Map.of(
                    "order_id", "o-1",
                    "correlation_id", "c-1",
                    "output", "export",
                    "data_date", "2026-01-11")));
    assertThat(call.target()).isEqualTo("topic:nba-phase6-export-trigger");
    assertThat(call.describe()).startsWith("publish to nba-phase6-export-trigger {");
    assertThat(call.json()).containsEntry("kind", "topic").containsKey("attributes");
  }

  @Test
  void aSourceIsFetchedByItsJobOnlyWhereItsRegionIsKnown() {
    WorkCall call = call("rosters");
    assertThat(call).isEqualTo(new WorkCall.JobRun("br-rosters-backfill"));
    assertThat(call.target()).isEqualTo("job:br-rosters-backfill");
    assertThat(call.describe()).isEqualTo("run the Cloud Run job br-rosters-backfill");
    assertThat(call.json()).containsEntry("job", "br-rosters-backfill");
    assertThat(reason(prepared("rosters", DAY, Map.of("PHASEKEEPER_RUN_REGION", " "))))
        .isEqualTo(
            "Cloud Run job br-rosters-backfill: PHASEKEEPER_RUN_REGION is not set; expected the"
                + " region that it runs in");
  }

  @Test
  void whatCannotBeCalledSaysWhy() {
    assertThat(reason(prepared("odds", DAY, VARIABLES)))
        .isEqualTo("sources.odds has no heal: nobody fetches it again");
    assertThat(reason(prepared("p2_nbacom_boxscores", DAY, VARIABLES)))
        .isEqualTo("services.phase2 has no path: it cannot be called");
    assertThat(reason(prepared("player_dayly_cache", DAY, VARIABLES)))
        .isEqualTo("pipeline nba has no output or source player_dayly_cache");
    assertThat(reason(prepared("player_daily_cache", DAY, Map.of())))
        .isEqualTo(
            "PHASEKEEPER_PHASE4_URL is not set; expected the root URL of the service Precompute"
                + " processors");
    for (String wrong : List.of("phase4", "http://phase4.example.com", "https://x y", "ftp://a")) {
      assertThat(
              reason(prepared("player_daily_cache", DAY, Map.of("PHASEKEEPER_PHASE4_URL", wrong))))
          .isEqualTo(
              "PHASEKEEPER_PHASE4_URL is \""
                  + wrong
                  + "\"; expected a URL such as https://host.run.app");
    }
  }

  @Test
  void aPhaseWithoutAServiceCallsNobody() {
    Pipeline shop =
        PipelineFile.parse(
            "f",
            """
            pipeline: shop
            zone: UTC
            services:
              build:
                url_env: BUILD_URL
                path: /build
                body: {d: "{date}", cycle: "{cycle}", of: "{pipeline} {trigger_id}", to: "{to}"}
            phases:
              load:
                processors:
                  sales: {}
                  stock: {heal: {service: build}}
            """,
            Map.of());
    WorkOrder order = WorkOrder.on("sales", DAY, Optional.empty(), "c", "o");
    assertThat(reason(WorkCalls.of(shop, order, name -> Optional.of("https://x"))))
        .isEqualTo("sales has no heal, and no service runs load");
    WorkOrder nightly = WorkOrder.on("stock", DAY, Optional.of(new CycleName("night")), "c", "o");
    assertThat(
            WorkCalls.of(shop, nightly, name -> Optional.of("https://x"))
                .call()
                .orElseThrow()
                .describe())
        .isEqualTo(
            "POST https://x/build {\"d\":\"2026-01-11\",\"cycle\":\"night\",\"of\":\"shop o\","
                + "\"to\":\"2026-01-11\"}");
  }

  @Test
  void anOrderThatEndsBeforeItBeginsIsNone() {
    assertThatThrownBy(
            () -> new WorkOrder("x", DAY, DAY.minusDays(1), Optional.empty(), "c", "o-7"))
        .hasMessage("order o-7 for x is from 2026-01-11 to 2026-01-10");
  }
}
