package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONTRACT §2: who a completion is from. */
class ProcessorIdentityTest {
  private static final Pipeline NBA =
      PipelineFile.load(PipelineSchemaTest.pipelines().resolve("nba.yaml"));

  private static Optional<String> identity(String phase, String name, Optional<String> table) {
    return new ProcessorIdentity(NBA, new PhaseName(phase))
        .of(name, table)
        .map(ProcessorName::value);
  }

  @ParameterizedTest
  @CsvSource({
    "phase3, player_game_summary, player_game_summary",
    "phase3, PlayerGameSummaryProcessor, player_game_summary",
    "phase3, AsyncUpcomingPlayerGameContextProcessor, upcoming_player_game_context",
    "phase3, UpcomingPlayerGameContext, upcoming_player_game_context",
    "phase3, AsyncUpcomingPlayerGameContext, upcoming_player_game_context",
    "phase3, ' PlayerGameSummaryProcessor ', player_game_summary",
    "phase4, MLFeatureStoreProcessor, ml_feature_store",
    "phase4, MLFeatureStore, ml_feature_store",
    "phase4, AsyncMLFeatureStoreProcessor, ml_feature_store",
    "phase4, ml_feature_store_v2, ml_feature_store",
    "phase5, PredictionCoordinator, prediction_coordinator",
    "phase5, PredictionCoordinatorProcessor, prediction_coordinator",
    "phase2, NbacGamebookProcessor, p2_nbacom_gamebook_pdf",
    "phase2, AsyncNbacGamebookProcessor, p2_nbacom_gamebook_pdf",
    "phase2, p2_odds_game_lines, p2_odds_game_lines",
  })
  void aNameInAnyOfItsFormsIsRecognised(String phase, String name, String processor) {
    assertThat(identity(phase, name, Optional.empty())).contains(processor);
  }

  @ParameterizedTest
  @CsvSource({
    "phase2, NbacGambookProcessor",
    "phase2, NbacGämebookProcessor",
    "phase3, PlayerDailyCacheProcessor",
    "phase4, PlayerGameSummaryProcessor",
    "phase3, playergamesummary",
    "phase3, Processor",
    "phase3, Async",
    "phase3, _triggered",
    "phase3, ''",
  })
  void aNameThatNobodyConfiguredIsNobodys(String phase, String name) {
    assertThat(identity(phase, name, Optional.empty())).isEmpty();
  }

  @Test
  void theOutputTableTellsWhoItIsWhenTheNameDoesNot() {
    assertThat(identity("phase4", "Phase4Runner", Optional.of("ml_feature_store_v2")))
        .contains("ml_feature_store");
    assertThat(
            identity("phase4", "Phase4Runner", Optional.of("nba_predictions.ml_feature_store_v2")))
        .contains("ml_feature_store");
    assertThat(identity("phase4", "Phase4Runner", Optional.of("ml_feature_store_v3"))).isEmpty();
  }

  @Test
  void anExactNameGoesBeforeTheTableAndTheTableBeforeTheDerivedName() {
    assertThat(identity("phase4", "PlayerDailyCacheProcessor", Optional.of("ml_feature_store_v2")))
        .contains("player_daily_cache");
    assertThat(
            identity(
                "phase4", "AsyncPlayerDailyCacheProcessor", Optional.of("ml_feature_store_v2")))
        .contains("ml_feature_store");
  }

  @ParameterizedTest
  @CsvSource({
    "MLFeatureStore, ml_feature_store",
    "PlayerDailyCache, player_daily_cache",
    "NBAStats, nba_stats",
    "StatsNBA, stats_nba",
    "BigDataBallPbp, big_data_ball_pbp",
    "Top10Players, top10_players",
    "already_snake, already_snake",
    "X, x",
  })
  void aRunOfCapitalsIsOneWord(String camel, String snake) {
    assertThat(ProcessorIdentity.snakeCase(camel)).isEqualTo(snake);
  }

  @Test
  void asyncIsAPrefixOnlyBeforeACapital() {
    assertThat(ProcessorIdentity.bareClass("AsynchronousLoadProcessor"))
        .isEqualTo("AsynchronousLoad");
    assertThat(ProcessorIdentity.bareClass("AsyncLoadProcessor")).isEqualTo("Load");
    assertThat(ProcessorIdentity.bareClass("Processor")).isEqualTo("Processor");
  }
}
