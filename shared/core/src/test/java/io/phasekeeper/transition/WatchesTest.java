package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the sweep watches besides deadlines: starts, beginnings, names. */
class WatchesTest {
  private final Night night = new Night();

  @Test
  void theNextPhaseMustBeSeenToStartElseItsTriggerIsPublishedOnceMoreAndThenFound() {
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(14));
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(10);
    assertThat(night.findings("open")).isEmpty();
    night.passes(Duration.ofMinutes(1));
    assertThat(night.findings("open")).containsExactly("no-downstream-start phase4");

    night.on(night.message(Night.PHASE4, "PlayerDailyCacheProcessor", Map.of()));
    night.passes(Duration.ofMinutes(2));

    assertThat(night.findings("open")).isEmpty();
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(10);
  }

  @Test
  void aHeartbeatOfTheTriggeredPhaseIsAStartThatWasSeen() {
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);
    night.stored.merge(
        new io.phasekeeper.document.DocumentPath(
            "processor_heartbeats", "PlayerDailyCacheProcessor_2026-01-10_r1"),
        List.of(
            io.phasekeeper.document.FieldChange.set("processor_name", "PlayerDailyCacheProcessor"),
            io.phasekeeper.document.FieldChange.set("data_date", "2026-01-10"),
            io.phasekeeper.document.FieldChange.set(
                "last_heartbeat", night.clock.instant().plusSeconds(60))));
    night.passes(Duration.ofMinutes(20));

    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(5);
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void aPhaseThatNobodyBeginsOnADayWithWorkIsFoundUntilItsFirstCompletion() {
    night.now("07:00", 1);
    night.games(Night.DATE.plusDays(1), 0);
    night.passes(Duration.ofMinutes(29));
    assertThat(night.findings("open")).isEmpty();
    night.passes(Duration.ofMinutes(1));
    assertThat(night.findings("open")).containsExactly("phase-not-begun phase3");

    night.completes(Night.ALL_FIVE.get(0));
    night.passes(Duration.ofMinutes(1));

    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void aNameThatNobodySendsForSevenDaysWithWorkIsFoundUntilItIsSent() {
    for (int day = -8; day <= 3; day++) {
      night.games(Night.DATE.plusDays(day), 5);
    }
    night.now("12:00", -7);
    night.sweeps();
    for (int day = -7; day <= 0; day++) {
      night.now("12:00", day);
      night.sweeps();
      assertThat(night.findings("open")).doesNotContain("processor-unseen player_game_summary");
    }
    night.now("12:00", 1);
    night.sweeps();
    assertThat(night.findings("open")).contains("processor-unseen player_game_summary");

    night.completes("PlayerGameSummaryProcessor");
    night.now("13:01", 1);
    night.sweeps();

    assertThat(night.findings("open")).doesNotContain("processor-unseen player_game_summary");
  }
}
