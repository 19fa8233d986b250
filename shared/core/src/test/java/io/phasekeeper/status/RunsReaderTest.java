package io.phasekeeper.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.run.RunLook;
import io.phasekeeper.run.RunVerdict;
import io.phasekeeper.transition.Night;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runs of a date, as {@code phasekeeper runs} shows them. */
final class RunsReaderTest {
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");
  private static final String HISTORY = "nba_reference.processor_run_history";

  private final Night night = new Night();
  private final RunsReader reader = new RunsReader(night);

  @BeforeEach
  void morning() {
    night.clock.setInstant(Instant.parse("2026-01-12T16:00:00Z"));
  }

  private void row(String id, String status, String started, String ended) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("processor_name", "PlayerDailyCacheProcessor");
    row.put("run_id", id);
    row.put("data_date", DATE);
    row.put("status", status);
    row.put("started_at", Instant.parse(started));
    if (!ended.isEmpty()) {
      row.put("processed_at", Instant.parse(ended));
      row.put("records_processed", 199L);
    }
    night.tables.append(HISTORY, List.of(row));
  }

  private void beat(String runId, String at, long progress) {
    night.stored.merge(
        new DocumentPath("processor_heartbeats", "player_daily_cache_" + DATE + "_" + runId),
        List.of(
            FieldChange.set("processor_name", "player_daily_cache"),
            FieldChange.set("run_id", runId),
            FieldChange.set("data_date", DATE.toString()),
            FieldChange.set("last_heartbeat", Instant.parse(at)),
            FieldChange.set("progress", progress),
            FieldChange.set("total", 450L)));
  }

  private RunVerdict verdict(String id) {
    return reader.read(DATE).runs().stream()
        .filter(seen -> seen.run().id().equals(id))
        .map(RunLook.Seen::verdict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDateWithoutRunsSaysSo() {
    RunsOfDay day = reader.read(DATE);
    assertThat(day.wrong()).isFalse();
    assertThat(RunsText.of(day, false)).isEqualTo("No run is known for 2026-01-11.");
  }

  @Test
  void aRunIsToldOnceByTheRowThatEndedIt() {
    row("r1", "running", "2026-01-12T11:30:00Z", "");
    row("r1", "success", "2026-01-12T11:30:00Z", "2026-01-12T11:34:00Z");

    RunsOfDay day = reader.read(DATE);

    assertThat(day.runs()).hasSize(1);
    assertThat(day.wrong()).isFalse();
    assertThat(RunsText.of(day, false))
        .isEqualTo(
            "Runs for 2026-01-11 (1):\n"
                + "  finished  player_daily_cache  success Jan 12, 6:34 AM, 199 rows  r1");
  }

  @Test
  void aRunThatBeatsLivesAndOneWhoseBeatsStoppedIsDead() {
    row("r1", "running", "2026-01-12T08:00:00Z", "");
    row("r2", "running", "2026-01-12T15:00:00Z", "");
    beat("r1", "2026-01-12T15:59:30Z", 118);
    beat("r2", "2026-01-12T15:45:00Z", 12);

    assertThat(verdict("r1")).isEqualTo(RunVerdict.ALIVE);
    assertThat(verdict("r2")).isEqualTo(RunVerdict.DEAD);
    RunsOfDay day = reader.read(DATE);
    assertThat(day.wrong()).isTrue();
    assertThat(RunsText.of(day, false))
        .contains("alive     player_daily_cache  running since Jan 12, 3:00 AM (8 h 0 min)  r1")
        .contains("last beat Jan 12, 10:59 AM, 118 of 450")
        .contains("its beats stopped at 2026-01-12T15:45:00Z");
    assertThat(RunsText.of(day, true)).contains("\u001b[31mdead");
  }

  @Test
  void aRunThatNeverBeatIsStaleAfterFourHours() {
    row("r1", "running", "2026-01-12T12:00:00Z", "");
    assertThat(verdict("r1")).isEqualTo(RunVerdict.STALE);
    night.clock.setInstant(Instant.parse("2026-01-12T15:59:59Z"));
    assertThat(verdict("r1")).isEqualTo(RunVerdict.ALIVE);
  }

  @Test
  void whileOthersSucceedUnheardASilentRunIsNotCalledDead() {
    row("r1", "running", "2026-01-12T15:00:00Z", "");
    beat("r1", "2026-01-12T15:40:00Z", 12);
    row("r2", "success", "2026-01-12T15:50:00Z", "2026-01-12T15:58:00Z");

    assertThat(verdict("r1")).isEqualTo(RunVerdict.SUSPECT);
  }

  @Test
  void whatTheCleanupDecidedIsShown() {
    row("r1", "success", "2026-01-12T11:30:00Z", "2026-01-12T11:34:00Z");
    night.stored.merge(
        new DocumentPath("phasekeeper_runs", "nba:r1"),
        List.of(FieldChange.set("state", "revived")));

    assertThat(verdict("r1")).isEqualTo(RunVerdict.REVIVED);
    assertThat(RunsText.of(reader.read(DATE), false)).contains("the cleanup of runs: revived");
  }

  @Test
  void aRunThatTakesLongerThanUsualIsOverdue() {
    for (int i = 1; i <= 3; i++) {
      row("old" + i, "success", "2026-01-12T10:00:00Z", "2026-01-12T10:10:00Z");
    }
    row("r1", "running", "2026-01-12T15:40:00Z", "");

    assertThat(verdict("r1")).isEqualTo(RunVerdict.OVERDUE);
    assertThat(reader.read(DATE).wrong()).isFalse();
  }

  @Test
  void theJsonHasEveryRunWithItsEvidence() {
    row("r1", "running", "2026-01-12T15:00:00Z", "");
    beat("r1", "2026-01-12T15:59:00Z", 118);

    JsonObject json = RunsJson.tree(reader.read(DATE));

    assertThat(json.get("wrong").getAsBoolean()).isFalse();
    JsonObject run = json.getAsJsonArray("runs").get(0).getAsJsonObject();
    assertThat(run.get("run_id").getAsString()).isEqualTo("r1");
    assertThat(run.get("processor").getAsString()).isEqualTo("player_daily_cache");
    assertThat(run.get("verdict").getAsString()).isEqualTo("alive");
    assertThat(run.get("age_seconds").getAsLong()).isEqualTo(3_600);
    assertThat(run.get("last_heartbeat").getAsString()).isEqualTo("2026-01-12T15:59:00Z");
    assertThat(run.get("progress").getAsLong()).isEqualTo(118);
    assertThat(run.get("total").getAsLong()).isEqualTo(450);
    assertThat(run.get("rows").isJsonNull()).isTrue();
    assertThat(run.get("evidence").getAsString()).contains("last beat");
  }
}
