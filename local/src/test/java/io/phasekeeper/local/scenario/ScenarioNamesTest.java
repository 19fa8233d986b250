package io.phasekeeper.local.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioNamesTest {
  private static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));
  private static final Pipeline NBA =
      PipelineFile.load(HOME.resolve("pipelines/nba.yaml"), Map.of());
  private static final String HEAD =
      """
      title: "A day"
      pipeline: nba
      start: 2025-12-29T05:00:00-05:00
      end: 2025-12-30T00:00:00-05:00
      """;

  private static void check(String rest) throws Exception {
    ScenarioNames.check(
        ScenarioFile.parse(Path.of("day.yaml"), HEAD + rest),
        NBA,
        FunctionTable.read(HOME.resolve(FunctionTable.PATH), NBA.zone()));
  }

  private static List<String> problems(String rest) {
    ScenarioException thrown = catchThrowableOfType(ScenarioException.class, () -> check(rest));
    assertThat(thrown).as("problems of " + rest).isNotNull();
    return thrown.problems();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          trigger: {phase: phase44} | never[0].trigger.phase | phase44 | phase4
          trigger: {cycle: overnite} | never[0].trigger.cycle | overnite | overnight
          trigger: {reason: all_completed} | never[0].trigger.reason | all_completed | all_complete
          trigger: {missing: [player_game_sumary]} | never[0].trigger.missing | player_game_sumary | player_game_summary
          finding: {about: fase4, kind: phase-late} | never[0].finding.about | fase4 | phase4
          finding: {kind: phase-not-begun, about: phase33} | never[0].finding.about | phase33 | phase3
          finding: {kind: late-completion, about: export_} | never[0].finding.about | export_ | export
          finding: {cycle: sameday} | never[0].finding.cycle | sameday | same_day
          dispatched: {output: odd} | never[0].dispatched.output | odd | odds
          why: {phase: phase7} | never[0].why.phase | phase7 | phase2
          any_of: [{trigger: {phase: p}}] | never[0].any_of[0].trigger.phase | p | phase3
          """)
  void whatIsLookedForBearsNamesOfThePipeline(
      String item, String where, String found, String nearest) {
    assertThat(problems("never:\n  - {" + item + "}\n"))
        .singleElement()
        .asString()
        .startsWith("day.yaml:6: " + where + ": found \"" + found + "\"; expected one of [")
        .endsWith("; nearest known: \"" + nearest + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sweep: phase-sweeep | phase-sweep
          raw_message: {topic: nba-phase3-analytics-completed, data: x} | nba-phase3-analytics-complete
          dead_letter: {topic: nba-phase4-triger, count: 1} | nba-phase4-trigger
          rows: {table: nba_analytics.player_game_sumary, date: 2025-12-29, count: 1} | nba_analytics.player_game_summary
          services: {phase_4: {answers: 404}} | phase4
          services: {"job:br-roster-backfill": {answers: 403}} | job:br-rosters-backfill
          operator: {action: hold, phase: phase44, why: w} | phase4
          operator: {action: hold, cycle: daily, why: w} |
          """)
  void eventsBearNamesOfThePipelineToo(String event, String nearest) {
    assertThat(problems("events:\n  - {at: 2025-12-29T10:41:00-05:00, " + event + "}\n"))
        .singleElement()
        .asString()
        .startsWith("day.yaml:6: events[0].")
        .contains(": found \"")
        .contains("; nearest known: \"" + (nearest == null ? "" : nearest));
  }

  @Test
  void whatTheWorldSaysMayBeWrongOnPurpose() {
    assertThatCode(
            () ->
                check(
                    """
                    world:
                      ledgers: {phase3_completion/2025-12-28: {nobody_knows_it: {status: success}}}
                    events:
                      - {at: 2025-12-29T10:41:00-05:00, completion: {processor_name: Nobody, game_date: x, status: ?}}
                      - {at: 2025-12-29T10:42:00-05:00, raw_message: {topic: nba-phase4-trigger, data: "not json"}}
                      - {at: 2025-12-29T10:43:00-05:00, raw_message: {topic: nba-phase3-analytics-complete, data: ""}}
                    expect:
                      - {finding: {kind: unknown-processor, about: Nobody}}
                      - {finding: {kind: ledger-disagreement, about: nobody_knows_it}}
                      - {trigger: {phase: phase4, cycle: same_day, reason: quorum_deadline, missing: [player_game_summary]}}
                    """))
        .doesNotThrowAnyException();
  }

  @Test
  void whatThePipelineDoesNotNameIsSomebodyElsesUnlessItIsNearlyOneThatItDoes() {
    assertThatCode(
            () ->
                check(
                    """
                    events:
                      - {at: 2025-12-29T10:41:00-05:00, sweep: stale-running-cleanup}
                      - {at: 2025-12-29T10:42:00-05:00, rows: {table: somebodys.other_table, date: 2025-12-29, count: 1}}
                      - {at: 2025-12-29T10:43:00-05:00, raw_message: {topic: their-own-topic, data: x}}
                    """))
        .doesNotThrowAnyException();
  }

  @Test
  void anAlternativeWithoutItemsIsRefused() {
    assertThat(problems("expect:\n  - {any_of: []}\n"))
        .singleElement()
        .asString()
        .startsWith("day.yaml:6: expect[0].any_of: found nothing");
  }

  @Test
  void anOperatorSaysWhy() {
    assertThat(problems("events:\n  - {at: 2025-12-29T10:41:00-05:00, operator: {action: stop}}\n"))
        .containsExactly("day.yaml:6: events[0].operator: \"why\" is missing");
  }
}
