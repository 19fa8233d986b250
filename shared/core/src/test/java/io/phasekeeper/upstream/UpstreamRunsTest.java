package io.phasekeeper.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The nights of S0 and S1, and what else may stand in a run history. */
final class UpstreamRunsTest extends TenDays {
  @Test
  void anUpstreamThatSaysThatItRunsForTwentyHoursIsStaleAndItsRowsMakeItSafe() {
    summary(JAN_11, 324);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));

    Upstream found = cache();

    is(found, UpstreamVerdict.STALE_RUNNING, true);
    assertThat(found.finding().age()).contains(Duration.parse("PT19H44M52S"));
    assertThat(found.finding().evidence())
        .contains("player_game_summary: on 2026-01-11")
        .contains("324 rows");
    assertThat(dayOf(found, JAN_11).runId()).contains("summary-2026-01-11");
  }

  @Test
  void aStaleUpstreamWithoutRowsIsNotSafe() {
    summary(JAN_11, 0);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));

    is(cache(), UpstreamVerdict.STALE_RUNNING, false);
  }

  @Test
  void fourHoursMakeARunStale() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T03:15:00Z"));
    is(cache(), UpstreamVerdict.STALE_RUNNING, true);

    night.clock.setInstant(at("2026-01-13T07:14:59.999Z"));
    is(cache(), UpstreamVerdict.RUNNING, false);
  }

  @Test
  void aRunThatBeatsLivesHoweverLongItTakes() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    beat("2026-01-13T07:14:30Z");

    Upstream found = cache();

    is(found, UpstreamVerdict.RUNNING, false);
    assertThat(found.finding().evidence()).contains("it last beat at 2026-01-13T07:14:30Z");
  }

  @Test
  void aRunWhoseBeatsStoppedIsStaleAfterFifteenMinutes() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T06:30:00Z"));
    beat("2026-01-13T07:00:00Z");

    is(cache(), UpstreamVerdict.STALE_RUNNING, true);
    night.clock.setInstant(at("2026-01-13T07:14:59Z"));
    is(cache(), UpstreamVerdict.RUNNING, false);
  }

  @Test
  void aRunWithoutAStartIsAsOldAsItsIdSays() {
    run(
        JAN_11,
        "status",
        "running",
        "run_id",
        "PlayerGameSummaryProcessor_20260112_113008_d1cb5a05");
    is(cache(), UpstreamVerdict.STALE_RUNNING, true);
  }

  @Test
  void aRunWithoutAnySignOfItsBeginningRuns() {
    run(JAN_11, "run_id", "r", "status", "null");
    Upstream found = cache();
    is(found, UpstreamVerdict.RUNNING, false);
    assertThat(found.finding().age()).isEmpty();
  }

  @Test
  void whatAStaleCleanupFailedIsSafeIfItsRowsAreThere() {
    summary(JAN_11, 324);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    run(
        JAN_11,
        "status",
        "failed",
        "started_at",
        at("2026-01-12T11:30:08Z"),
        "processed_at",
        at("2026-01-12T19:33:48Z"),
        "failure_category",
        "timeout",
        "errors",
        "{\"cleanup_reason\": \"stale_running_cleanup\"}");

    Upstream found = cache();

    is(found, UpstreamVerdict.FAILED_BUT_DATA_EXISTS, true);
    assertThat(found.finding().evidence()).contains("cleanup of stale runs").contains("324 rows");
    assertThat(found.finding().age()).contains(Duration.parse("PT11H41M12S"));

    summary(JAN_11, 0);
    is(cache(), UpstreamVerdict.FAILED, false);
  }

  @Test
  void whatFailedByItselfIsSafeOnlyIfTheProcessorAcceptsIt() {
    run(
        JAN_11,
        "status",
        "FAILED",
        "processed_at",
        at("2026-01-12T11:40:00Z"),
        "errors",
        "{\"message\": \"one bad row\"}");

    is(cache(), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, false);
    is(cache(UpstreamVerdict.FAILED_BUT_DATA_EXISTS), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, true);
    is(cache(UpstreamVerdict.STALE_RUNNING), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, false);
  }

  @Test
  void aSuccessAfterTheCleanupIsTheLaterFact() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    run(
        JAN_11,
        "status",
        "failed",
        "processed_at",
        at("2026-01-12T19:33:48Z"),
        "errors",
        "{\"cleanup_reason\": \"stale_running_cleanup\"}");
    run(
        JAN_11,
        "status",
        "success",
        "started_at",
        at("2026-01-12T11:30:08Z"),
        "processed_at",
        at("2026-01-12T20:00:00Z"));

    is(cache(), UpstreamVerdict.OK, true);
  }

  @Test
  void aSuccessWithoutRowsIsMissing() {
    summary(JAN_11, 0);
    run(JAN_11, "status", "success", "processed_at", at("2026-01-12T11:40:00Z"));

    Upstream found = cache();

    is(found, UpstreamVerdict.MISSING, false);
    assertThat(found.finding().evidence()).contains("told of success, and there are no rows");
    assertThat(found.finding().age()).contains(Duration.parse("PT19H35M"));
  }

  @Test
  void whileItIsMadeAgainTheRowsOfAnEarlierSuccessWillDo() {
    run(
        JAN_11,
        "run_id",
        "first",
        "status",
        "success",
        "started_at",
        at("2026-01-12T11:30:00Z"),
        "processed_at",
        at("2026-01-12T11:40:00Z"));
    run(JAN_11, "run_id", "second", "status", "running", "started_at", at("2026-01-13T07:00:00Z"));

    Upstream found = cache();

    is(found, UpstreamVerdict.RUNNING, true);
    assertThat(found.finding().evidence()).contains("made again");
  }

  @Test
  void aRunThatBeganAgainUnderItsIdRuns() {
    run(
        JAN_11,
        "status",
        "failed",
        "started_at",
        at("2026-01-13T06:00:00Z"),
        "processed_at",
        at("2026-01-13T06:10:00Z"));
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T07:00:00Z"));

    is(cache(), UpstreamVerdict.RUNNING, false);
  }

  @Test
  void oneIdOfTwoDatesIsARunOfEach() {
    run(JAN_11, "run_id", "same", "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    run(
        JAN_11.minusDays(1),
        "run_id",
        "same",
        "status",
        "success",
        "started_at",
        at("2026-01-12T11:30:08Z"),
        "processed_at",
        at("2026-01-12T11:35:00Z"));

    Upstream found = cache();

    assertThat(dayOf(found, JAN_11).finding().verdict()).isEqualTo(UpstreamVerdict.STALE_RUNNING);
    assertThat(dayOf(found, JAN_11.minusDays(1)).finding().verdict()).isEqualTo(UpstreamVerdict.OK);
  }

  @Test
  void anEndRowThatNamesNobodyEndsTheRunOfItsId() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));
    run(
        JAN_11,
        "processor_name",
        "null",
        "status",
        "success",
        "processed_at",
        at("2026-01-12T11:40:00Z"));

    is(cache(), UpstreamVerdict.OK, true);
  }

  @Test
  void aSkippedRunSaysNothing() {
    run(JAN_11, "status", "skipped", "processed_at", at("2026-01-12T11:40:00Z"));
    is(cache(), UpstreamVerdict.OK, true);

    summary(JAN_11, 0);
    is(cache(), UpstreamVerdict.MISSING, false);
  }

  @Test
  void aRunOfAnotherClassOrDateIsNobodysHere() {
    run(
        JAN_11,
        "processor_name",
        "PlayerShotZoneAnalysisProcessor",
        "status",
        "failed",
        "processed_at",
        at("2026-01-12T11:40:00Z"));
    run(JAN_12, "status", "running", "started_at", at("2026-01-13T07:00:00Z"));

    is(cache(), UpstreamVerdict.OK, true);
  }

  @Test
  void whatFailedByItsOwnWordIsNotSafeThoughTheCleanupWroteItDown() {
    run(
        JAN_11,
        "status",
        "failed",
        "processed_at",
        at("2026-01-12T11:40:00Z"),
        "failure_category",
        "processing_error",
        "errors",
        "{\"cleanup_reason\": \"end_row_missing\", \"original_errors\": \"no such column\"}");

    is(cache(), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, false);
  }

  @Test
  void aRunWhoseLastBeatSaysThatItCompletedRunsNoMore() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T06:30:00Z"));
    beat("2026-01-13T07:14:30Z");
    night.stored.merge(
        new DocumentPath(
            "processor_heartbeats", "PlayerGameSummaryProcessor_2026-01-11_summary-2026-01-11"),
        List.of(FieldChange.set("status", "completed")));

    Upstream found = cache();
    is(found, UpstreamVerdict.STALE_RUNNING, true);
    assertThat(found.finding().evidence())
        .contains("its last beat at 2026-01-13T07:14:30Z says that it completed");
  }

  @Test
  void aFailureBehindASkippedRunIsStillThere() {
    run(JAN_11, "run_id", "one", "status", "failed", "processed_at", at("2026-01-12T11:40:00Z"));
    run(JAN_11, "run_id", "two", "status", "skipped", "processed_at", at("2026-01-12T12:40:00Z"));
    is(cache(), UpstreamVerdict.FAILED_BUT_DATA_EXISTS, false);
  }

  private void beat(String at) {
    night.stored.merge(
        new DocumentPath(
            "processor_heartbeats", "PlayerGameSummaryProcessor_2026-01-11_summary-2026-01-11"),
        List.of(
            FieldChange.set("run_id", "summary-2026-01-11"),
            FieldChange.set("last_heartbeat", at(at))));
  }
}
