package io.phasekeeper.run;

import static io.phasekeeper.run.RunNight.DATE;
import static io.phasekeeper.run.RunNight.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.settings.Mode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the cleanup does in shadow: it finds, and nobody else is touched by what it finds. */
class RunShadowTest {
  private static final String CACHE = "PlayerDailyCacheProcessor";
  private static final String SUMMARY_TABLE = "nba_analytics.player_game_summary";
  private final RunNight night = new RunNight();

  private void in(Mode mode) {
    night.night.in(mode);
    var unused = night.restart();
  }

  private void cacheDies() {
    night.begins(CACHE, "r1");
    night.beats(CACHE, "r1", 10);
  }

  private void theSummaryDiesWithoutRows() {
    night.night.rows(SUMMARY_TABLE, "game_date", 0);
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 1);
  }

  @Test
  void inShadowNothingIsWrittenForOthersAndItIsDecidedOnce() {
    in(Mode.SHADOW);
    cacheDies();
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 1);
    night.sweepsFor(Duration.ofMinutes(30));
    assertThat(night.run("r1").ended()).isFalse();
    assertThat(night.run("s1").ended()).isFalse();
    assertThat(night.stored("r1"))
        .containsEntry("state", "shadowed")
        .containsEntry("fenced", false);
    assertThat(night.night.findings("open")).containsExactly("run-dead r1");
    assertThat(night.night.ledger(DATE.toString())).doesNotContainKey("player_game_summary");
    in(Mode.ON);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("r1").status()).isEqualTo("failed");
    assertThat(night.run("s1").succeeded()).isTrue();
  }

  @Test
  void oneThatGoesOnAfterAllIsForgotten() {
    in(Mode.SHADOW);
    cacheDies();
    night.sweepsFor(Duration.ofMinutes(20));
    assertThat(night.night.findings("open")).containsExactly("run-dead r1");
    night.ends(CACHE, "r1", "success");
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).isEmpty();
    assertThat(night.night.findings("resolved")).containsExactly("run-dead r1");
    assertThat(night.stored("r1")).containsEntry("state", "shadowed").doesNotContainKey("due_at");
  }

  @Test
  void oneThatSaysSoLateIsLookedAfterToo() {
    in(Mode.SHADOW);
    cacheDies();
    night.sweepsFor(Duration.ofMinutes(20));
    night.ends(CACHE, "r1", "success");
    night.passes(Duration.ofHours(2));
    night.sweeps();
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void itsOutputResolvesItsFindingByWhomeverItWasMade() {
    in(Mode.SHADOW);
    theSummaryDiesWithoutRows();
    night.sweepsFor(Duration.ofMinutes(20));
    assertThat(night.night.findings("open")).contains("run-dead s1");
    night.night.rows(SUMMARY_TABLE, "game_date", 211);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).doesNotContain("run-dead s1");
  }

  @Test
  void whatOnlyItsCompletionEndedIsEndedOnceItIsOn() {
    in(Mode.SHADOW);
    theSummaryDiesWithoutRows();
    night.sweepsFor(Duration.ofMinutes(20));
    night.night.rows(SUMMARY_TABLE, "game_date", 211);
    night.night.completes(SUMMARY, Map.of("execution_id", "s1"));
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).doesNotContain("run-dead s1");
    assertThat(night.run("s1").ended()).isFalse();
    in(Mode.ON);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("s1").succeeded()).isTrue();
  }

  @Test
  void whomAnEarlierDecisionFencedIsFreeAgain() {
    cacheDies();
    night.refusesChanges(true);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.stored("r1")).containsEntry("state", "pending").containsEntry("fenced", true);
    in(Mode.SHADOW);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.stored("r1"))
        .containsEntry("state", "shadowed")
        .containsEntry("fenced", false);
  }

  @Test
  void oneThatGoesOnWhenItIsOnIsLookedAfterUntilItSucceeds() {
    in(Mode.SHADOW);
    cacheDies();
    night.sweepsFor(Duration.ofMinutes(20));
    in(Mode.ON);
    night.sweepsWhileBeating(Duration.ofMinutes(30), CACHE, "r1", true);
    assertThat(night.run("r1").ended()).isFalse();
    assertThat(night.stored("r1")).containsEntry("state", "shadowed").containsKey("due_at");
    night.ends(CACHE, "r1", "success");
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).isEmpty();
  }
}
