package io.phasekeeper.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunBeatTest {
  private static final Instant AT = Instant.parse("2026-01-12T11:38:08Z");
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");
  private static final Set<String> NAMES =
      Set.of("PlayerDailyCacheProcessor", "player_daily_cache");

  private static Document document(String id, Map<String, Object> fields) {
    return new Document(new DocumentPath("processor_heartbeats", id), fields, "1");
  }

  private static Run run(String id, LocalDate date) {
    return new Run(
        id,
        "PlayerDailyCacheProcessor",
        Optional.ofNullable(date),
        Optional.of(AT.minusSeconds(480)),
        Run.RUNNING,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  @Test
  void whatItsFieldsLeaveOutItsNameTells() {
    RunBeat long1 =
        RunBeat.of(document("player_daily_cache_2026-01-11_r_1", Map.of("last_heartbeat", AT)))
            .orElseThrow();
    assertThat(long1.processorName()).isEqualTo("player_daily_cache");
    assertThat(long1.dataDate()).contains(DATE);
    assertThat(long1.runId()).contains("r_1");

    RunBeat undated =
        RunBeat.of(document("PlayerDailyCacheProcessor_None_r1", Map.of("last_heartbeat", AT)))
            .orElseThrow();
    assertThat(undated.dataDate()).isEmpty();
    assertThat(undated.runId()).contains("r1");

    RunBeat short1 =
        RunBeat.of(document("PlayerDailyCacheProcessor", Map.of("last_heartbeat", AT)))
            .orElseThrow();
    assertThat(short1.processorName()).isEqualTo("PlayerDailyCacheProcessor");
    assertThat(short1.runId()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-12T11:38:08Z",
        "2026-01-12T11:38:08",
        "2026-01-12 11:38:08+00:00",
        "2026-01-12T06:38:08.000000-05:00"
      })
  void aTimeMayBeATextAsPythonWritesIt(String text) {
    assertThat(RunBeat.of(document("p", Map.of("last_heartbeat", text))).orElseThrow().last())
        .isEqualTo(AT);
  }

  @Test
  void whatDoesNotSayWhenIsNoBeat() {
    Map<String, Object> nulls = new HashMap<>();
    nulls.put("last_heartbeat", null);
    assertThat(RunBeat.of(document("p", nulls))).isEmpty();
    assertThat(RunBeat.of(document("p", Map.of("last_heartbeat", "soon")))).isEmpty();
    assertThat(RunBeat.of(document("p", Map.of("last_heartbeat", 12L)))).isEmpty();
  }

  @Test
  void fieldsOfAForeignTypeAreSurvived() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("last_heartbeat", AT);
    fields.put("run_id", 7L);
    fields.put("data_date", "None");
    fields.put("progress", "many");
    fields.put("total", 12.6);
    fields.put("status", null);
    RunBeat beat = RunBeat.of(document("p", fields)).orElseThrow();
    assertThat(beat.runId()).isEmpty();
    assertThat(beat.dataDate()).isEmpty();
    assertThat(beat.progress()).isEmpty();
    assertThat(beat.total()).contains(13L);
  }

  @Test
  void aRunsBeatsAreLookedForUnderBothFormsAndEveryName() {
    assertThat(
            RunBeat.ids(
                List.of("PlayerDailyCacheProcessor", "player_daily_cache"), run("r1", DATE)))
        .contains(
            "PlayerDailyCacheProcessor_2026-01-11_r1",
            "player_daily_cache_2026-01-11_r1",
            "PlayerDailyCacheProcessor_None_r1",
            "PlayerDailyCacheProcessor",
            "player_daily_cache");
    assertThat(RunBeat.ids(List.of("P"), run("r1", null))).containsExactly("P_None_r1", "P");
    assertThat(RunBeat.ids(List.of("P"), run("a/b", DATE)))
        .as("no document can have such an id; our clients write it so")
        .containsExactly("P_2026-01-11_a∕b", "P_None_a∕b", "P");
  }

  private static RunBeat beat(String run, LocalDate date, Instant at) {
    return new RunBeat(
        "PlayerDailyCacheProcessor",
        Optional.ofNullable(run),
        Optional.ofNullable(date),
        at,
        Optional.empty(),
        "running",
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aBeatThatNamesItsRunTellsOfThatRunAlone() {
    assertThat(beat("r1", DATE, AT).tellsOf(run("r1", DATE), NAMES)).isTrue();
    assertThat(beat("r1", null, AT).tellsOf(run("r1", DATE), NAMES)).isTrue();
    assertThat(beat("r2", DATE, AT).tellsOf(run("r1", DATE), NAMES)).isFalse();
  }

  @Test
  void aBeatWithoutARunTellsOfTheRunOfItsProcessorAndDate() {
    assertThat(beat(null, DATE, AT).tellsOf(run("r1", DATE), NAMES)).isTrue();
    assertThat(beat(null, DATE.plusDays(1), AT).tellsOf(run("r1", DATE), NAMES)).isFalse();
    assertThat(beat(null, null, AT).tellsOf(run("r1", DATE), NAMES)).isFalse();
    assertThat(beat(null, null, AT).tellsOf(run("r1", null), NAMES)).isFalse();
    assertThat(beat(null, DATE, AT).tellsOf(run("r1", DATE), Set.of("Other"))).isFalse();
  }

  @Test
  void aBeatWithoutARunFromBeforeTheStartIsAnEarlierRuns() {
    Instant start = AT.minusSeconds(480);
    assertThat(beat(null, DATE, start.minus(RunBeat.SKEW)).tellsOf(run("r1", DATE), NAMES))
        .isTrue();
    assertThat(
            beat(null, DATE, start.minus(RunBeat.SKEW).minusSeconds(1))
                .tellsOf(run("r1", DATE), NAMES))
        .isFalse();
  }
}
