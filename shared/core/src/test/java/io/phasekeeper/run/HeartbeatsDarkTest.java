package io.phasekeeper.run;

import static io.phasekeeper.run.RunNight.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whether the channel of beats is told apart from deaths. */
class HeartbeatsDarkTest {
  private static final String CACHE = "PlayerDailyCacheProcessor";
  private final RunNight night = new RunNight();

  @Test
  void whenNobodyIsHeardWhileRunsSucceedTheChannelIsFoundDarkAndNobodyIsFailed() {
    night.beats(SUMMARY, "s0", 1);
    night.begins(CACHE, "live");
    night.beats(CACHE, "live", 1);
    for (int i = 1; i <= 60; i++) {
      night.passes(Duration.ofMinutes(5));
      night.ends(SUMMARY, "s" + i, "success");
      night.sweeps();
    }
    assertThat(night.night.findings("open")).containsExactly("heartbeats-dark heartbeats");
    assertThat(night.run("live").ended()).isFalse();
    night.beats(CACHE, "live", 2);
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).isEmpty();
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("live").status())
        .as("heard again, and silent since: dead")
        .isEqualTo("failed");
  }

  @Test
  void whoBeatWhileTheCleanupDidNotTickEndsTheDarkToo() {
    night.beats(SUMMARY, "s0", 1);
    night.begins(CACHE, "r1");
    night.beats(CACHE, "r1", 1);
    for (int i = 1; i <= 8; i++) {
      night.passes(Duration.ofMinutes(5));
      night.ends(SUMMARY, "s" + i, "success");
      night.sweeps();
    }
    assertThat(night.night.findings("open")).containsExactly("heartbeats-dark heartbeats");
    night.passes(Duration.ofMinutes(5));
    night.beats(CACHE, "r1", 2);
    night.passes(Duration.ofMinutes(60));
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("r1").status()).isEqualTo("failed");
    assertThat(night.night.findings("open")).doesNotContain("heartbeats-dark heartbeats");
  }

  @Test
  void inTheDarkCompleteRowsAreStillReconciled() {
    night.beats(CACHE, "c0", 1);
    night.begins(SUMMARY, "s0");
    night.beats(SUMMARY, "s0", 1);
    for (int i = 1; i <= 50; i++) {
      night.passes(Duration.ofMinutes(5));
      night.ends(CACHE, "c" + i, "success");
      night.sweeps();
    }
    assertThat(night.run("s0").succeeded()).isTrue();
  }

  @Test
  void whereNobodyEverBeatTheFourHoursStillCount() {
    night.begins(CACHE, "r1");
    for (int i = 1; i <= 48; i++) {
      night.passes(Duration.ofMinutes(5));
      night.ends(SUMMARY, "s" + i, "success");
      night.sweeps();
    }
    assertThat(night.run("r1").status()).isEqualTo("failed");
    assertThat(night.night.findings("open")).containsExactly("run-stale r1");
  }

  @Test
  void whoSucceedsUnheardTellsOfTheChannelUnlessItIsKnownNeverToBeat() {
    night.begins(CACHE, "c1");
    night.sweepsWhileBeating(Duration.ofMinutes(10), CACHE, "c1", true);
    night.ends(SUMMARY, "s1", "success");
    night.sweepsWhileBeating(Duration.ofMinutes(5), CACHE, "c1", true);
    night.ends(CACHE, "c1", "success");
    for (int i = 2; i < 20; i++) {
      night.passes(Duration.ofMinutes(5));
      night.ends(SUMMARY, "s" + i, "success");
      night.sweeps();
    }
    assertThat(night.night.findings("open")).as("the summary never beats").isEmpty();
    night.ends("TeamOffenseGameSummaryProcessor", "t1", "success");
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.night.findings("open")).containsExactly("heartbeats-dark heartbeats");
  }

  /** A run falls silent and is found dead, but the history cannot be changed; then it gets dark. */
  private void aDeathIsPendingWhenItGetsDark() {
    night.beats(SUMMARY, "s0", 1);
    night.begins(CACHE, "r1");
    night.beats(CACHE, "r1", 1);
    night.sweeps();
    night.refusesChanges(true);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.stored("r1")).containsEntry("state", "pending");
    night.refusesChanges(false);
    night.passes(Duration.ofMinutes(3));
    night.ends(SUMMARY, "s1", "success");
  }

  @Test
  void aDeathThatIsDecidedButNotWrittenIsNotWrittenInTheDark() {
    aDeathIsPendingWhenItGetsDark();
    night.sweepsFor(Duration.ofMinutes(60));
    assertThat(night.run("r1").ended()).isFalse();
    assertThat(night.stored("r1")).containsEntry("fenced", false);
    night.sweepsWhileBeating(Duration.ofMinutes(30), CACHE, "r1", true);
    assertThat(night.run("r1").ended()).isFalse();
    assertThat(night.night.findings("open")).isEmpty();
  }

  @Test
  void whoIsStillSilentWhenOthersAreHeardAgainIsFailedThen() {
    aDeathIsPendingWhenItGetsDark();
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.run("r1").ended()).isFalse();
    night.sweepsWhileBeating(Duration.ofMinutes(5), SUMMARY, "s2", true);
    assertThat(night.run("r1").status()).isEqualTo("failed");
    assertThat(night.night.findings("open")).containsExactly("run-dead r1");
  }

  @Test
  void completeRowsOfAPendingEndAreReconciledInTheDarkToo() {
    night.beats(CACHE, "c0", 1);
    night.begins(SUMMARY, "s0");
    night.beats(SUMMARY, "s0", 1);
    night.sweeps();
    night.refusesChanges(true);
    night.sweepsFor(Duration.ofMinutes(15));
    night.refusesChanges(false);
    night.passes(Duration.ofMinutes(3));
    night.ends(CACHE, "c1", "success");
    night.sweepsFor(Duration.ofMinutes(5));
    assertThat(night.run("s0").succeeded()).isTrue();
  }

  @Test
  void whoOnlyBeatIsNotFailedInTheDarkEitherThoughItsEndWasDecided() {
    night.beats(SUMMARY, "s0", 1);
    night.sweeps();
    night.beats(CACHE, "bare", 1);
    night.losesFindings(true);
    night.sweepsFor(Duration.ofMinutes(15));
    assertThat(night.stored("bare")).containsEntry("state", "pending");
    night.losesFindings(false);
    night.passes(Duration.ofMinutes(3));
    night.ends(SUMMARY, "s1", "success");
    night.sweepsFor(Duration.ofMinutes(10));
    assertThat(night.stored("bare")).containsEntry("state", "watched");
    assertThat(night.night.findings("open")).isEmpty();
    night.sweepsWhileBeating(Duration.ofMinutes(5), SUMMARY, "s2", true);
    assertThat(night.stored("bare")).containsEntry("state", "failed");
    assertThat(night.night.findings("open")).containsExactly("run-dead bare");
  }
}
