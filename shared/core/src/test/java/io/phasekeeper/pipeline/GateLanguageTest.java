package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.phasekeeper.warehouse.Condition;
import io.phasekeeper.yaml.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gates that a pipeline file may declare, and what is told of wrong ones. */
class GateLanguageTest {
  private static final Path NBA = PipelineSchemaTest.pipelines().resolve("nba.yaml");
  private static final String SUMMARY = "phases.phase3.processors.player_game_summary.gates";
  private static final String CACHE = "phases.phase4.processors.player_daily_cache.gates";
  private static final String START = "phases.phase4.start_when.gates";

  private static Pipeline with(String path, Object... gates) {
    return PipelineFile.load(NBA, Map.of(path, List.of(gates)));
  }

  private static GateCheck check(String path, Map<String, ?> gate) {
    return with(path, gate).gates().stream()
        .filter(each -> each.rule().name().equals("it"))
        .findFirst()
        .orElseThrow()
        .rule()
        .check();
  }

  @Test
  void theNbaFileDeclaresItsGatesByKindAndOutput() {
    Pipeline nba = PipelineFile.load(NBA);

    assertThat(nba.gates())
        .extracting(gate -> gate.rule().name())
        .contains(
            "coverage:ml_feature_store",
            "coverage:upcoming_player_game_context",
            "share:player_game_summary",
            "unique:player_daily_cache",
            "lookback:player_daily_cache",
            "newer_than:upcoming_player_game_context")
        .doesNotHaveDuplicates();
    assertThat(nba.gateResults()).contains("nba_orchestration.gate_results");
  }

  @Test
  void aShareSaysOfWhomAndOverWhichTime() {
    GateCheck share =
        check(
            SUMMARY,
            Map.of(
                "name",
                "it",
                "share",
                Map.of(
                    "of",
                    List.of(Map.of("column", "usage_rate", "from", 0.1)),
                    "where",
                    List.of(
                        Map.of("column", "minutes_played", "above", 0L),
                        Map.of("column", "team_abbr", "in", List.of("TOR", "BOS"))),
                    "at_least",
                    0.5,
                    "season",
                    true,
                    "per",
                    "team_abbr",
                    "least",
                    20L)));

    assertThat(share)
        .isEqualTo(
            new GateCheck.Share(
                List.of(Condition.of("usage_rate", Condition.Operator.AT_LEAST, 0.1)),
                List.of(
                    Condition.of("minutes_played", Condition.Operator.ABOVE, 0L),
                    Condition.of("team_abbr", Condition.Operator.IN, "TOR", "BOS")),
                0.5,
                1,
                true,
                Optional.of("team_abbr"),
                20));
  }

  @Test
  void aUniqueOutputHasItsOwnKeyWithoutTheDate() {
    assertThat(check(SUMMARY, Map.of("name", "it", "unique", Map.of())))
        .isEqualTo(new GateCheck.Unique(List.of("game_id", "player_lookup")));
  }

  @Test
  void aTransitionMayNameAGateOfItsMemberOrDeclareOne() {
    Pipeline nba =
        with(
            START,
            Map.of("member", "upcoming_player_game_context", "rows", Map.of("per_entity", 15L)),
            Map.of(
                "member",
                "upcoming_player_game_context",
                "gate",
                "coverage:upcoming_player_game_context",
                "action",
                "warn"),
            Map.of(
                "member",
                "player_game_summary",
                "fresh",
                Map.of("max_age", "PT1H", "by", "written")));

    List<GateRule> gates =
        nba.phase(new PhaseName("phase4"))
            .start()
            .orElseThrow()
            .policies()
            .values()
            .iterator()
            .next()
            .gates();

    assertThat(gates)
        .extracting(GateRule::name)
        .containsExactly(
            "rows:upcoming_player_game_context",
            "coverage:upcoming_player_game_context",
            "fresh:player_game_summary");
    assertThat(gates.get(1).check()).isInstanceOf(GateCheck.Coverage.class);
    assertThat(gates.get(1).action()).isEqualTo(GateRule.Action.WARN);
    assertThat(gates.get(2).check())
        .isEqualTo(new GateCheck.Fresh(Duration.ofHours(1), Optional.empty(), true));
  }

  static Stream<Arguments> wrongOnes() {
    return Stream.of(
        arguments(
            SUMMARY,
            Map.of("unique", Map.of(), "fresh", Map.of("max_age", "P1D")),
            "found fresh beside unique; expected exactly one of rows, coverage, share, fresh,"
                + " unique, newer_than, lookback"),
        arguments(SUMMARY, Map.of("name", "x"), "found none of rows, coverage"),
        arguments(
            SUMMARY,
            share(Map.of("column", "usage_rte", "is", "present"), 0.9),
            "found \"usage_rte\"; expected a column that is declared"),
        arguments(
            SUMMARY,
            share(Map.of("column", "usage_rate", "is", "present"), 95),
            "expected a share above 0 and at most 1"),
        arguments(
            SUMMARY,
            share(Map.of("column", "team_abbr", "above", 3L), 0.9),
            "compared with a column of type STRING; expected a column of numbers"),
        arguments(
            SUMMARY,
            share(Map.of("column", "usage_rate", "equals", "x"), 0.9),
            "compared with a column of type FLOAT64"),
        arguments(
            SUMMARY,
            share(Map.of("column", "usage_rate", "is", "present", "above", 1L), 0.9),
            "found is beside above; expected exactly one of is, equals"),
        arguments(
            SUMMARY,
            Map.of("coverage", Map.of("part", "minutes_played", "at_least", 8L)),
            "of type FLOAT64; expected a STRING column"),
        arguments(
            SUMMARY,
            Map.of("coverage", Map.of("at_least", 8L)),
            "found none of entity, part; expected exactly one of entity, part"),
        arguments(
            SUMMARY,
            Map.of("newer_than", Map.of("input", "p2_nbacom_gamebok_pdf")),
            "did you mean \"p2_nbacom_gamebook_pdf\""),
        arguments(
            SUMMARY,
            Map.of("newer_than", Map.of("input", "odds")),
            "found no table, though there are 2; expected table: one of"),
        arguments(
            SUMMARY,
            Map.of("newer_than", Map.of("input", "export")),
            "which has no table; expected an input with a table"),
        arguments(
            CACHE,
            Map.of(
                "lookback",
                Map.of(
                    "input",
                    "player_game_summary",
                    "days",
                    3L,
                    "entities",
                    2L,
                    "part",
                    "team_abbr")),
            "found days beside entities"),
        arguments(
            CACHE,
            Map.of("rows", Map.of("at_least", 5L, "expected", 4L)),
            "expected at least the minimum, 5"),
        arguments(
            START,
            Map.of("member", "player_game_summary", "gate", "share:player_game_sumary"),
            "did you mean \"share:player_game_summary\""));
  }

  private static Map<String, ?> share(Map<String, ?> of, Object atLeast) {
    return Map.of("share", Map.of("of", List.of(of), "at_least", atLeast));
  }

  @ParameterizedTest
  @MethodSource("wrongOnes")
  void aWrongGateIsToldWithWhatWasExpected(String path, Map<String, ?> gate, String told) {
    PipelineFileException wrong =
        catchThrowableOfType(PipelineFileException.class, () -> with(path, gate));

    assertThat(wrong).isNotNull();
    assertThat(wrong.problems())
        .extracting(Problem::toString)
        .anySatisfy(problem -> assertThat(problem).contains(told));
  }

  @Test
  void twoGatesOfOneKindNeedNames() {
    PipelineFileException wrong =
        catchThrowableOfType(
            PipelineFileException.class,
            () -> with(SUMMARY, Map.of("unique", Map.of()), Map.of("unique", Map.of())));

    assertThat(wrong).hasMessageContaining("a second gate named \"unique:player_game_summary\"");
  }
}
