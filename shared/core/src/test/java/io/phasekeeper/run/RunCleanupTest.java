package io.phasekeeper.run;

import static io.phasekeeper.run.RunNight.DATE;
import static io.phasekeeper.run.RunNight.HISTORY;
import static io.phasekeeper.run.RunNight.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.transition.Night;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the cleanup makes of runs that stopped without a word, and of those that only seem so. */
class RunCleanupTest {
  private static final String CACHE = "PlayerDailyCacheProcessor";
  private static final String CACHE_TABLE = "nba_precompute.player_daily_cache";
  private final RunNight night = new RunNight();

  /** A run of the cache, whose table is empty, beats once and then no more. */
  private void cacheDies() {
    night.begins(CACHE, "r1");
    night.beats(CACHE, "r1", 10);
  }

  @Test
  void aDeadRunWithoutDataIsFailedWithExactlyTheFieldsThatAreAskedFor() {
    Instant begun = night.now();
    cacheDies();
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("r1").ended()).isFalse();
    assertThat(night.sweepsFor(Duration.ofMinutes(5)).ended())
        .containsExactly("r1 dead, became failed");

    Map<String, Object> end = night.end("r1");
    assertThat(end)
        .containsEntry("status", "failed")
        .containsEntry("failure_category", "timeout")
        .containsEntry("processed_at", begun.plusSeconds(900))
        .containsEntry("duration_seconds", 900.0)
        .containsEntry("started_at", begun);
    JsonObject errors = JsonParser.parseString((String) end.get("errors")).getAsJsonObject();
    assertThat(errors.keySet())
        .containsExactly(
            "cleanup_reason",
            "cleanup_timestamp",
            "hours_stuck",
            "message",
            "original_errors",
            "data_exists");
    assertThat(errors.get("cleanup_reason").getAsString()).isEqualTo("stale_running_cleanup");
    assertThat(errors.get("hours_stuck").getAsDouble()).isEqualTo(0.25);
    assertThat(errors.get("original_errors").isJsonNull()).isTrue();
    assertThat(errors.get("data_exists").getAsBoolean()).isFalse();
    assertThat(night.night.findings("open")).containsExactly("run-dead r1");
    assertThat(night.stored("r1"))
        .containsEntry("state", "failed")
        .containsEntry("fenced", true)
        .containsEntry("processor", "player_daily_cache")
        .containsEntry("written_by", "update");
  }

  @Test
  void originalErrorsAreKept() {
    Map<String, Object> row = night.row(CACHE, "r1", "running");
    row.put("errors", "{\"message\":\"slow upstream\"}");
    night.writes(row);
    night.sweepsFor(Duration.ofHours(4));
    JsonObject errors =
        JsonParser.parseString((String) night.end("r1").get("errors")).getAsJsonObject();
    assertThat(errors.getAsJsonObject("original_errors").get("message").getAsString())
        .isEqualTo("slow upstream");
  }

  @Test
  void aRunThatNeverBeatIsFailedAfterFourHours() {
    night.begins(CACHE, "r1");
    night.sweepsFor(Duration.ofMinutes(235));
    assertThat(night.run("r1").ended()).isFalse();
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("r1").status()).isEqualTo("failed");
    assertThat(night.night.findings("open")).containsExactly("run-stale r1");
  }

  @Test
  void theOutputResolvesTheFindingByWhomeverItWasMade() {
    cacheDies();
    night.sweepsFor(Duration.ofMinutes(20));
    assertThat(night.night.findings("open")).containsExactly("run-dead r1");
    night.night.rows(CACHE_TABLE, "cache_date", 150);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).isEmpty();
    assertThat(night.stored("r1")).containsEntry("state", "failed");
  }

  @Test
  void aDeadRunWhoseRowsAreCompleteIsReconciledAndItsPhaseStarts() {
    Night.ALL_FIVE.stream().filter(name -> !name.equals(SUMMARY)).forEach(night.night::completes);
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 300);
    RunReport report = night.sweepsFor(Duration.ofMinutes(15));

    assertThat(report.ended()).containsExactly("s1 dead, became success");
    assertThat(night.run("s1").succeeded()).isTrue();
    assertThat(night.run("s1").records()).contains(211L);
    assertThat(night.end("s1").get("errors").toString())
        .contains("\"reconciled\":true", "\"data_exists\":true");
    assertThat(night.end("s1")).doesNotContainKey("failure_category");
    assertThat(night.night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    @SuppressWarnings("unchecked")
    Map<String, Object> entry =
        (Map<String, Object>) night.night.ledger(DATE.toString()).get("player_game_summary");
    assertThat(entry)
        .containsEntry("status", "success")
        .containsEntry("reconciled", true)
        .containsEntry("execution_id", "s1")
        .containsEntry("record_count", 211L);
    assertThat(night.night.findings("open")).isEmpty();
    assertThat(night.night.findings("resolved")).contains("run-dead s1", "run-reconciled s1");
    assertThat(night.stored("s1"))
        .containsEntry("state", "reconciled")
        .containsEntry("fenced", false);
  }

  @Test
  void whatItsCompletionHasCountedIsNotCountedAgain() {
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 300);
    night.passes(Duration.ofMinutes(1));
    night.night.completes(SUMMARY, Map.of("execution_id", "another-id"));
    Object before = night.night.ledger(DATE.toString()).get("_reports");
    night.sweepsFor(Duration.ofMinutes(20));
    assertThat(night.run("s1").succeeded()).isTrue();
    assertThat(night.night.ledger(DATE.toString()).get("_reports")).isEqualTo(before);
  }

  @Test
  void rowsThatDoNotPassTheGatesAreNoReconciliation() {
    night.night.rows("nba_analytics.player_game_summary", "game_date", 3);
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 300);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.run("s1").status()).isEqualTo("failed");
    JsonObject errors =
        JsonParser.parseString((String) night.end("s1").get("errors")).getAsJsonObject();
    assertThat(errors.get("data_exists").getAsBoolean()).isTrue();
  }

  @Test
  void theReconciledStatusIsASetting() {
    RunNight other = new RunNight(Map.of("reconciled_status", "partial"));
    other.begins(SUMMARY, "s1");
    other.beats(SUMMARY, "s1", 300);
    other.sweepsFor(Duration.ofMinutes(15));
    assertThat(other.run("s1").status()).isEqualTo("partial");
  }

  @Test
  void aRunWithATerminalRowIsNeverTouchedWhateverItsBeatsSay() {
    night.begins(CACHE, "done");
    night.beats(CACHE, "done", 10);
    night.passes(Duration.ofMinutes(2));
    night.ends(CACHE, "done", "skipped");
    night.sweepsFor(Duration.ofHours(5));
    assertThat(night.run("done").status()).isEqualTo("skipped");
    assertThat(night.everyStored()).isEmpty();
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void anEightHourBackfillThatBeatsIsNeverFailed() {
    night.begins(CACHE, "long");
    RunReport report = night.sweepsWhileBeating(Duration.ofHours(8), CACHE, "long", true);
    assertThat(report.verdicts()).isEqualTo(Map.of(RunVerdict.ALIVE, 1));
    assertThat(night.run("long").ended()).isFalse();
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void ofTwoRunsOfOneClassOnlyTheDeadOneIsFailed() {
    night.begins(CACHE, "dead");
    night.beats(CACHE, "dead", 1);
    night.begins(CACHE, "live");
    night.sweepsWhileBeating(Duration.ofMinutes(30), CACHE, "live", true);
    assertThat(night.run("dead").status()).isEqualTo("failed");
    assertThat(night.run("live").ended()).isFalse();
  }

  @Test
  void beatsUnderTheNameAloneTellOnlyOfTheRunThatTheyName() {
    night.begins(CACHE, "r1");
    night.begins(CACHE, "r2");
    for (int minute = 0; minute < 30; minute++) {
      night.passes(Duration.ofMinutes(1));
      night.beats("player_daily_cache", "player_daily_cache", "r2", minute, night.now());
      if (minute % 5 == 0) {
        assertThat(night.sweeps().ended()).isEmpty();
      }
    }
    assertThat(night.run("r1").ended()).as("no beat of it is known: the four hours").isFalse();
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.run("r2").status()).isEqualTo("failed");
    assertThat(night.run("r1").ended()).isFalse();
  }

  @Test
  void aRunThatBeatsWithoutProgressIsNoticedAndLeftAlone() {
    night.begins(CACHE, "r1");
    night.sweepsWhileBeating(Duration.ofMinutes(30), CACHE, "r1", false);
    assertThat(night.night.findings("open")).isEmpty();
    night.sweepsWhileBeating(Duration.ofMinutes(5), CACHE, "r1", false);
    assertThat(night.night.findings("open")).containsExactly("run-stuck r1");
    assertThat(night.run("r1").ended()).isFalse();
    night.sweepsWhileBeating(Duration.ofMinutes(5), CACHE, "r1", true);
    assertThat(night.night.findings("open")).as("it gets on").isEmpty();
  }

  @Test
  void aStuckRunIsFailedWhereThePipelineSaysSo() {
    RunNight strict =
        new RunNight(
            Map.of(
                "phases.phase4.processors.player_daily_cache.runs",
                Map.of("fail_stuck", true, "stuck_after", "PT10M")));
    strict.begins(CACHE, "r1");
    strict.sweepsWhileBeating(Duration.ofMinutes(20), CACHE, "r1", false);
    assertThat(strict.run("r1").status()).isEqualTo("failed");
    assertThat(strict.night.findings("open")).containsExactly("run-stuck r1");
  }

  @Test
  void aRunOverTwiceItsUsualTimeIsNoticedUntilItEnds() {
    for (int i = 0; i < 20; i++) {
      night.ends(CACHE, "before-" + i, "success");
    }
    night.begins(CACHE, "r1");
    night.sweepsWhileBeating(Duration.ofMinutes(15), CACHE, "r1", true);
    assertThat(night.night.findings("open")).isEmpty();
    night.sweepsWhileBeating(Duration.ofMinutes(5), CACHE, "r1", true);
    assertThat(night.night.findings("open")).containsExactly("run-overdue r1");
    night.ends(CACHE, "r1", "success");
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void aRunThatReportsSuccessAfterItWasFailedIsRevived() {
    cacheDies();
    night.sweepsFor(Duration.ofMinutes(20));
    night.ends(CACHE, "r1", "success");
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).isEmpty();
    assertThat(night.night.findings("resolved")).contains("run-dead r1", "run-revived r1");
    assertThat(night.stored("r1"))
        .containsEntry("state", "revived")
        .containsEntry("fenced", false)
        .doesNotContainKey("due_at");
    assertThat(night.run("r1").succeeded()).as("the later fact wins").isTrue();
  }

  @Test
  void aCompletionUnderItsRunIdRevivesItToo() {
    night.night.rows("nba_analytics.player_game_summary", "game_date", 0);
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 1);
    night.sweepsFor(Duration.ofMinutes(20));
    assertThat(night.run("s1").status()).isEqualTo("failed");
    night.night.rows("nba_analytics.player_game_summary", "game_date", 211);
    night.night.completes(SUMMARY, Map.of("execution_id", "s1"));
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.stored("s1")).containsEntry("state", "revived");
    assertThat(night.night.findings("resolved")).contains("run-revived s1");
  }

  @Test
  void stoppedItDecidesNothing() {
    cacheDies();
    Asked asked = new Asked("ann", "test", Optional.empty());
    assertThat(night.night.operator().stop(asked).done()).isTrue();
    RunReport report = night.sweepsFor(Duration.ofMinutes(30));
    assertThat(report.stopped()).isTrue();
    assertThat(night.run("r1").ended()).isFalse();
    assertThat(night.night.operator().resume(asked).done()).isTrue();
    report = night.sweepsFor(Duration.ofMinutes(5));
    assertThat(report.failures()).isEmpty();
    assertThat(report.verdicts()).containsKey(RunVerdict.DEAD);
    assertThat(night.run("r1").status()).isEqualTo("failed");
  }

  @Test
  void ofVeryManyTheNewestAreEndedFirstAndTheOthersInTheNextTicks() {
    for (int i = 0; i < 50; i++) {
      night.begins(CACHE, "r" + i);
      night.passes(Duration.ofSeconds(1));
    }
    night.passes(Duration.ofHours(4));
    assertThat(night.sweeps().ended())
        .hasSize(RunCleanup.MOST_ENDED)
        .first()
        .asString()
        .startsWith("r49 ");
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.night.tables.openRuns(HISTORY, DATE, DATE, List.of(), 100)).isEmpty();
  }

  @Test
  void twiceIsTheSameAsOnce() {
    cacheDies();
    night.sweepsFor(Duration.ofMinutes(15));
    Map<String, Object> row = night.end("r1");
    night.sweeps();
    night.restart().sweeps();
    assertThat(night.end("r1")).isEqualTo(row);
    assertThat(night.night.tables.rows(HISTORY, DATE)).hasSize(1);
  }

  @Test
  void rowsOfAnEarlierRunAreNotTheDeadRunsOutput() {
    night.night.rows("nba_analytics.player_game_summary", "game_date", 211, night.now());
    night.passes(Duration.ofHours(3));
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 300);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.run("s1").status()).isEqualTo("failed");
    assertThat(night.night.findings("open")).contains("run-dead s1");
    night.night.rows("nba_analytics.player_game_summary", "game_date", 211, night.now());
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).doesNotContain("run-dead s1");
  }

  @Test
  void rowsWrittenWhileItRanAreItsOutput() {
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 300);
    night.passes(Duration.ofMinutes(1));
    night.night.rows("nba_analytics.player_game_summary", "game_date", 211, night.now());
    night.sweepsFor(Duration.ofMinutes(20));
    assertThat(night.run("s1").succeeded()).isTrue();
  }

  @Test
  void ofTwoRunsThatShareTheirDocumentOfBeatsNeitherIsCalledDeadWhileItLives() {
    night.begins(CACHE, "a");
    night.begins(CACHE, "b");
    for (int minute = 1; minute <= 300; minute++) {
      night.passes(Duration.ofMinutes(1));
      night.beats(
          "player_daily_cache",
          "player_daily_cache",
          minute % 5 == 4 ? "a" : "b",
          minute,
          night.now());
      if (minute % 5 == 0) {
        assertThat(night.sweeps().ended()).isEmpty();
      }
    }
    night.sweepsFor(Duration.ofMinutes(20));
    assertThat(night.run("a").ended()).as("the document is silent, too").isTrue();
    assertThat(night.run("b").ended()).isTrue();
  }

  @Test
  void progressOfNothingIsNoStandstill() {
    night.begins(CACHE, "r1");
    for (int minute = 1; minute <= 60; minute++) {
      night.passes(Duration.ofMinutes(1));
      night.beats(CACHE, "r1", 0);
      night.night.stored.merge(
          new DocumentPath("processor_heartbeats", CACHE + "_" + DATE + "_r1"),
          List.of(FieldChange.set("total", 0L)));
      if (minute % 5 == 0) {
        night.sweeps();
      }
    }
    assertThat(night.night.findings("open")).isEmpty();
  }
}
