package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Good files, their overrides, and their hash. */
class PipelineFileTest {
  private static final String SOUND = PipelineProblemsTest.sound();
  private static final CycleName NIGHT = new CycleName("night");
  private static final CycleName DAY = new CycleName("day");

  private static Pipeline parsed(Map<String, ?> overrides) {
    return PipelineFile.parse("f", SOUND, overrides);
  }

  private static StartPolicy policy(Pipeline pipeline, CycleName cycle) {
    return pipeline.transitions().get(0).policy(cycle).orElseThrow();
  }

  private static Tier after(String duration, int atLeast) {
    return new Tier(new Tier.Deadline.After(Duration.parse(duration)), atLeast);
  }

  private static List<String> problems(Map<String, ?> overrides) {
    return PipelineProblemsTest.problemsOf(SOUND, overrides);
  }

  @Test
  void aCycleInheritsWhatItDoesNotNameAndItsNumbersAreClipped() {
    Pipeline pipeline = parsed(Map.of());
    assertThat(policy(pipeline, NIGHT).expect()).hasSize(3);
    assertThat(policy(pipeline, NIGHT).tiers()).containsExactly(after("PT1H", 2), after("PT2H", 1));
    assertThat(policy(pipeline, DAY).expect())
        .containsExactly(new ProcessorName("sales"), new ProcessorName("stock"));
    assertThat(policy(pipeline, DAY).critical()).containsExactly(new ProcessorName("sales"));
    assertThat(policy(pipeline, DAY).gates()).hasSize(1);
    Pipeline one = parsed(Map.of("phases.report.start_when.cycles.day.expect", List.of("stock")));
    assertThat(policy(one, DAY).critical()).isEmpty();
    assertThat(policy(one, DAY).tiers()).containsExactly(after("PT1H", 1));
    assertThat(policy(one, DAY).gates()).isEmpty();
  }

  @Test
  void aCycleMayNameTheMainOneAndHaveADeadlineOfItsOwn() {
    Pipeline pipeline =
        parsed(
            Map.of(
                "phases.report.start_when.cycles",
                Map.of(
                    "night", Map.of("deadline", "PT10M", "quorum", "any"),
                    "day", Map.of("gates", List.of()))));
    assertThat(policy(pipeline, NIGHT).tiers()).containsExactly(after("PT10M", 1));
    assertThat(policy(pipeline, DAY).tiers()).containsExactly(after("PT1H", 2), after("PT2H", 1));
    assertThat(policy(pipeline, DAY).gates()).isEmpty();
  }

  @Test
  void overridesReplaceValuesByTheirPath() {
    Pipeline pipeline =
        parsed(
            Map.of(
                "phases.report.start_when.tiers[0].after", "PT90M",
                "phases.report.late", "retrigger",
                "phases.report.start_by.day", "11:00 D",
                "zone", "Europe/Vienna"));
    assertThat(pipeline.zone()).isEqualTo(ZoneId.of("Europe/Vienna"));
    assertThat(policy(pipeline, NIGHT).tiers())
        .containsExactly(after("PT1H30M", 2), after("PT2H", 1));
    assertThat(pipeline.transitions().get(0).late()).isEqualTo(Transition.Afterwards.RETRIGGER);
    assertThat(pipeline.transitions().get(0).startBy()).containsOnlyKeys(NIGHT, DAY);
  }

  @Test
  void anOverriddenDeadlineTakesThePlaceOfTiersAndTiersThatOfADeadline() {
    Pipeline deadline =
        parsed(
            Map.of(
                "phases.report.start_when.deadline",
                "PT45M",
                "phases.report.start_when.quorum",
                2));
    assertThat(policy(deadline, NIGHT).tiers()).containsExactly(after("PT45M", 2));
    Pipeline nba =
        PipelineFile.load(
            PipelineSchemaTest.pipelines().resolve("nba.yaml"),
            Map.of(
                "phases.phase4.start_when.tiers",
                List.of(
                    Map.of("after", "PT30M", "at_least", 5),
                    Map.of("after", "PT4H", "at_least", "any"))));
    assertThat(
            nba.phase(new PhaseName("phase4"))
                .start()
                .orElseThrow()
                .policy(new CycleName("overnight"))
                .orElseThrow()
                .tiers())
        .containsExactly(after("PT30M", 5), after("PT4H", 1));
  }

  @Test
  void theCounterfactualOfTheScenarioFormatWorks() {
    Pipeline nba =
        PipelineFile.load(
            PipelineSchemaTest.pipelines().resolve("nba.yaml"),
            Map.of("phases.phase4.start_when.deadline", "PT45M"));
    assertThat(nba.phase(new PhaseName("phase4")).start().orElseThrow().policies().values())
        .extracting(policy -> policy.tiers().get(0).deadline())
        .containsOnly(new Tier.Deadline.After(Duration.ofMinutes(45)));
  }

  @Test
  void anUnknownPathIsToldWithTheNearestName() {
    assertThat(problems(Map.of("phases.report.start_when.dedline", "PT45M")))
        .containsExactly(
            "settings: phases.report.start_when.dedline: found \"dedline\"; expected one of"
                + " [expect, critical, deadline, quorum, tiers, gates, cycles]; did you mean"
                + " \"deadline\"?");
    assertThat(problems(Map.of("phases.reprot.late", "alert")))
        .containsExactly(
            "settings: phases.reprot.late: found \"reprot\"; expected one of [load, report]; did"
                + " you mean \"report\"?");
    assertThat(problems(Map.of("phases.report.start_when.tiers[7].after", "PT1H")))
        .containsExactly(
            "settings: phases.report.start_when.tiers[7].after: found [7]; expected an item of a"
                + " list that has 2");
    assertThat(problems(Map.of("phases.report.start_by.noon", "11:00 D")))
        .containsExactly(
            "settings: phases.report.start_by.noon: found \"noon\"; expected a cycle in which the"
                + " phase starts: [night, day]");
  }

  @Test
  void aWrongOverrideIsToldAsWhatItIs() {
    assertThat(problems(Map.of("phases.report.start_when.tiers[0].after", "1h")))
        .containsExactly(
            "settings: phases.report.start_when.tiers[0].after: found \"1h\"; expected an ISO 8601"
                + " duration such as PT30M, PT2H or P3D");
  }

  @Test
  void theHashIsOfTheTextAndTheOverrides() {
    String hash = parsed(Map.of()).hash();
    assertThat(hash).matches("[0-9a-f]{12}").isEqualTo(parsed(Map.of()).hash());
    assertThat(PipelineFile.parse("g", SOUND + "\n", Map.of()).hash()).isNotEqualTo(hash);
    assertThat(parsed(Map.of("phases.report.late", "ignore")).hash()).isNotEqualTo(hash);
    assertThat(PipelineFile.parse("another name", SOUND, Map.of()).hash()).isEqualTo(hash);
  }

  @Test
  void withoutCyclesThereIsOneAndWhatIsLeftOutHasItsDefault() {
    Pipeline pipeline =
        PipelineFile.parse(
            "f",
            """
            pipeline: tiny
            zone: UTC
            phases:
              a: {completions: a-done, processors: {load_it: }}
              b: {after: a, trigger: {topic: b-start}, processors: {show_it: }}
            """,
            Map.of());
    CycleName daily = new CycleName("daily");
    assertThat(pipeline.cycles()).isEqualTo(new CycleRule(daily, daily, daily, daily));
    assertThat(pipeline.activeFrom()).isEqualTo(-3);
    assertThat(pipeline.activeTo()).isEqualTo(1);
    Transition start = pipeline.transitions().get(0);
    assertThat(start.late()).isEqualTo(Transition.Afterwards.ALERT);
    assertThat(start.repeated()).isEqualTo(Transition.Afterwards.ALERT);
    assertThat(start.watchStart()).isTrue();
    assertThat(start.policies()).containsOnlyKeys(daily);
    Processor processor = pipeline.processor(new ProcessorName("load_it"));
    assertThat(processor.className()).isEqualTo("LoadItProcessor");
    assertThat(processor.rowsPerEntity()).isFalse();
    assertThat(pipeline.phase(new PhaseName("a")).title()).isEqualTo("a");
  }

  @Test
  void theExampleIsAPipelineOfTwoPhasesWithoutSport() {
    Pipeline example = PipelineFile.load(PipelineSchemaTest.pipelines().resolve("example.yaml"));
    assertThat(example.phases().keySet())
        .extracting(PhaseName::value)
        .containsExactly("load", "report");
    StartPolicy policy = example.transitions().get(0).policy(new CycleName("daily")).orElseThrow();
    assertThat(policy.tiers()).containsExactly(after("PT1H", 2));
    assertThat(policy.gates())
        .extracting(gate -> gate.name() + " " + gate.minimum().perEntity() + " " + gate.action())
        .containsExactly("rows:sales_lines true BLOCK", "rows:refunds false WARN");
    assertThat(example.phase(new PhaseName("report")).service()).contains("reports");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 6 * * *|good",
        "*/3 19-23 * * *|good",
        "* * * * *|good",
        "0 0 * * 1-5|good",
        "0 0 29 2 *|good",
        "0 0 1,15 * *|good",
        "60 6 * * *|bad",
        "0 24 * * *|bad",
        "0 23-19 * * *|bad",
        "*/0 * * * *|bad",
        "0 0 31 4 *|bad",
        "0 0 * 13 *|bad",
        "0 0 * *|bad",
        "0 0 0 * * *|bad",
        "nightly|bad",
      })
  void aScheduleIsGoodIfItEverFires(String schedule, String verdict) {
    assertThat(PipelineFormats.ALL.get("cron").expectedInsteadOf(schedule).isEmpty())
        .isEqualTo(verdict.equals("good"));
  }
}
