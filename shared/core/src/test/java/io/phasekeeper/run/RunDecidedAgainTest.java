package io.phasekeeper.run;

import static io.phasekeeper.run.RunNight.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.settings.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Runs whose end is decided a second time: nothing of the first decision is left. */
class RunDecidedAgainTest {
  private static final String CACHE = "PlayerDailyCacheProcessor";
  private static final String SUMMARY_TABLE = "nba_analytics.player_game_summary";
  private final RunNight night = new RunNight();

  private void theSummaryDiesWithoutRows() {
    night.night.rows(SUMMARY_TABLE, "game_date", 0);
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 1);
  }

  @Test
  void oneThatWasToBeFailedAndIsReconciledHasNoFailureCategory() {
    theSummaryDiesWithoutRows();
    night.refusesChanges(true);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.stored("s1"))
        .containsEntry("state", "pending")
        .containsEntry("failure_category", "timeout");
    night.refusesChanges(false);
    night.night.rows(SUMMARY_TABLE, "game_date", 211);
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("s1").succeeded()).isTrue();
    assertThat(night.end("s1")).doesNotContainKey("failure_category");
    assertThat(night.stored("s1")).doesNotContainKeys("failure_category", "last_failure");
  }

  @Test
  void oneThatWasFailedInShadowAndIsReconciledHasNoFailureCategory() {
    night.night.in(Mode.SHADOW);
    theSummaryDiesWithoutRows();
    night.restart().sweepsFor(Duration.ofMinutes(15));
    assertThat(night.stored("s1")).containsEntry("state", "shadowed");
    night.night.rows(SUMMARY_TABLE, "game_date", 211);
    night.night.in(Mode.ON);
    night.restart().sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("s1").succeeded()).isTrue();
    assertThat(night.end("s1")).doesNotContainKey("failure_category");
  }

  @Test
  void oneThatOnlyBeatInShadowAndHasARowByNowIsEndedInIt() {
    night.night.in(Mode.SHADOW);
    night.beats(CACHE, "late", 1);
    night.restart().sweepsFor(Duration.ofMinutes(15));
    assertThat(night.stored("late"))
        .containsEntry("state", "shadowed")
        .containsEntry("unrecorded", true);
    night.begins(CACHE, "late");
    night.night.in(Mode.ON);
    night.restart().sweepsFor(Duration.ofMinutes(15));
    assertThat(night.run("late").status()).isEqualTo("failed");
    assertThat(night.stored("late"))
        .containsEntry("state", "failed")
        .containsEntry("written_by", "update")
        .doesNotContainKey("unrecorded");
  }
}
