package io.phasekeeper.run;

import static io.phasekeeper.run.RunNight.DATE;
import static io.phasekeeper.run.RunNight.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs whose end row is missing, and that told their end by a beat or a completion. */
class RunLastWordTest {
  private static final String SUMMARY_TABLE = "nba_analytics.player_game_summary";

  private final RunNight night = new RunNight();

  /** Beats once, then says what became of it. */
  private void says(String processor, String id, String status, String message) {
    night.beats(processor, id, 10);
    night.night.stored.merge(
        new DocumentPath("processor_heartbeats", processor + "_" + DATE + "_" + id),
        List.of(FieldChange.set("status", status), FieldChange.set("status_message", message)));
  }

  private JsonObject errors(String id) {
    return JsonParser.parseString((String) night.end(id).get("errors")).getAsJsonObject();
  }

  @Test
  void whatCompletedAndHasItsRowsIsReconciledInTheNextTick() {
    night.begins(SUMMARY, "s1");
    says(SUMMARY, "s1", "completed", "");
    assertThat(night.sweepsFor(Duration.ofMinutes(5)).ended())
        .containsExactly("s1 told, became success");

    assertThat(night.run("s1").succeeded()).isTrue();
    assertThat(errors("s1").get("reconciled").getAsBoolean()).isTrue();
    assertThat(night.stored("s1"))
        .containsEntry("state", "reconciled")
        .containsEntry("told", "completed")
        .containsEntry("fenced", false);
    assertThat(night.night.findings("open")).isEmpty();
    assertThat(night.night.findings("resolved"))
        .contains("run-reconciled s1")
        .doesNotContain("run-dead s1", "run-stale s1");
  }

  @Test
  void itsRowHasTwoMinutesToCome() {
    night.begins(SUMMARY, "s1");
    night.passes(Duration.ofMinutes(4));
    says(SUMMARY, "s1", "completed", "");
    assertThat(night.passes(Duration.ofMinutes(1)).sweeps().ended()).isEmpty();
    night.ends(SUMMARY, "s1", "success");
    night.sweepsFor(Duration.ofHours(1));
    assertThat(night.night.findings("resolved")).doesNotContain("run-reconciled s1");
    assertThat(night.everyStored())
        .noneMatch(document -> "reconciled".equals(document.fields().get("state")));
  }

  @Test
  void whatFailedIsFailedInTheNextTickWithItsOwnWords() {
    night.begins(SUMMARY, "s1");
    says(SUMMARY, "s1", "failed", "no such column: minutes");
    night.sweepsFor(Duration.ofMinutes(5));

    assertThat(night.end("s1"))
        .containsEntry("status", "failed")
        .containsEntry("failure_category", "processing_error");
    assertThat(errors("s1").get("original_errors").getAsString())
        .isEqualTo("no such column: minutes");
    assertThat(errors("s1").get("cleanup_reason").getAsString())
        .as("no cleanup of stale runs: what it left is not safe to build on")
        .isEqualTo("end_row_missing");
    assertThat(errors("s1").get("data_exists").getAsBoolean()).isTrue();
    assertThat(night.stored("s1")).containsEntry("state", "failed").containsEntry("fenced", false);
    assertThat(night.night.findings("open")).as("nobody is called dead").isEmpty();
  }

  @Test
  void aCompletionUnderItsRunIdIsItsWordToo() {
    night.begins(SUMMARY, "s1");
    night.passes(Duration.ofMinutes(2));
    night.night.completes(SUMMARY, Map.of("execution_id", "s1"));
    night.passes(Duration.ofMinutes(3)).sweeps();

    assertThat(night.run("s1").succeeded()).as("long before the four hours").isTrue();
    assertThat(night.stored("s1")).containsEntry("told", "completed");
  }

  @Test
  void aFailedCompletionEndsItWithWhatItSays() {
    night.begins(SUMMARY, "s1");
    night.passes(Duration.ofMinutes(2));
    night.night.completes(
        SUMMARY,
        Map.of("execution_id", "s1", "status", "failed", "error_message", "quota exceeded"));
    night.passes(Duration.ofMinutes(3)).sweeps();

    assertThat(night.run("s1").status()).isEqualTo("failed");
    assertThat(errors("s1").get("original_errors").getAsString()).contains("quota exceeded");
    assertThat(night.night.findings("open")).doesNotContain("run-dead s1", "run-stale s1");
  }

  @Test
  void whatEndedWithoutDataIsSkippedAndNeverFailed() {
    night.night.rows(SUMMARY_TABLE, "game_date", 0);
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 10);
    night.passes(Duration.ofMinutes(2));
    night.night.completes(
        SUMMARY, Map.of("execution_id", "s1", "status", "no_data", "record_count", 0));
    says(SUMMARY, "s1", "completed", "");
    night.sweepsFor(Duration.ofHours(5));

    assertThat(night.run("s1").status()).isEqualTo("skipped");
    assertThat(night.stored("s1")).containsEntry("state", "told").doesNotContainKey("due_at");
    assertThat(night.night.findings("open")).doesNotContain("run-dead c1", "run-stale c1");
  }

  @Test
  void whatCompletedWithoutAllItsRowsWaitsAQuarterOfAnHourForThemAndIsPartial() {
    night.night.rows(SUMMARY_TABLE, "game_date", 3);
    night.begins(SUMMARY, "s1");
    says(SUMMARY, "s1", "completed", "");
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("s1").ended()).isFalse();
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("s1").status()).isEqualTo("partial");
    assertThat(night.night.findings("resolved")).doesNotContain("run-reconciled s1");
  }

  @Test
  void rowsThatComeAfterItsWordReconcileIt() {
    night.night.rows(SUMMARY_TABLE, "game_date", 0);
    night.begins(SUMMARY, "s1");
    says(SUMMARY, "s1", "completed", "");
    night.sweepsFor(Duration.ofMinutes(10));
    night.night.rows(SUMMARY_TABLE, "game_date", 211);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.stored("s1")).containsEntry("state", "reconciled");
  }

  @Test
  void aRunThatIsHeardToGoOnHasNotEnded() {
    night.begins(SUMMARY, "s1");
    night.passes(Duration.ofMinutes(1));
    night.night.completes(SUMMARY, Map.of("execution_id", "s1"));
    night.sweepsWhileBeating(Duration.ofMinutes(30), SUMMARY, "s1", true);
    assertThat(night.run("s1").ended()).isFalse();
  }

  @Test
  void theWordOfAnEarlierRunUnderTheSameIdSaysNothing() {
    night.night.completes(SUMMARY, Map.of("execution_id", "s1"));
    night.passes(Duration.ofHours(1));
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 1);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("s1").ended()).isFalse();
    night.night.rows(SUMMARY_TABLE, "game_date", 0);
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("s1").status()).isEqualTo("failed");
    night.sweepsFor(Duration.ofMinutes(30));
    assertThat(night.stored("s1"))
        .as("nothing was reported since it was failed")
        .containsEntry("state", "failed");
  }
}
