package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.event.IncomingEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which cycle a fact counts in, and what other writers of the same ledger do to it. */
class CyclesAndWritersTest {
  private final Night night = new Night();

  @Test
  void theThreeCyclesOfADateTriggerIndependently() {
    night.now("17:05", -1);
    night.sweeps();
    night.completes("UpcomingPlayerGameContextProcessor", Map.of("correlation_id", "eve"));
    night.now("10:40", 0);
    night.completes("UpcomingPlayerGameContextProcessor", Map.of("correlation_id", "day"));
    night.now("06:40", 1);
    Night.ALL_FIVE.forEach(night::completes);

    assertThat(night.phase4Triggers())
        .containsExactly(
            "phase4:2026-01-10:overnight:1",
            "phase4:2026-01-10:same_day:1",
            "phase4:2026-01-10:tomorrow:1");
  }

  @Test
  void aRunThatCrossesMidnightStaysInTheCycleInWhichItBegan() {
    night.now("00:20", 1);
    night.completes(
        "UpcomingPlayerGameContextProcessor",
        Map.of("duration_seconds", 2400)); // began 23:40 the day before

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:same_day:1");
  }

  @Test
  void aCorrelationThatBeganInAnotherCycleCountsThere() {
    night.now("23:50", 0);
    night.completes("UpcomingTeamGameContextProcessor", Map.of("correlation_id", "late-run"));
    night.now("00:10", 1);
    night.completes("UpcomingPlayerGameContextProcessor", Map.of("correlation_id", "late-run"));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:same_day:1");
  }

  @Test
  void aLedgerThatOnlyAnotherWriterFilledIsStartedByTheSweep() {
    night.sweeps();
    for (String name :
        List.of(
            "player_game_summary",
            "team_offense_game_summary",
            "team_defense_game_summary",
            "upcoming_player_game_context",
            "upcoming_team_game_context")) {
      night.anotherWrites(
          name,
          Map.of("status", "success", "record_count", 12, "completed_at", night.clock.instant()));
    }
    night.anotherWrites("_their_field", "kept");
    night.passes(Duration.ofMinutes(1));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.ledger("2026-01-10")).containsEntry("_their_field", "kept");
  }

  @Test
  void whatAnotherOrchestratorTriggeredIsAdoptedAndNeverPublished() {
    for (String name : List.of("player_game_summary", "upcoming_player_game_context")) {
      night.anotherWrites(name, Map.of("status", "success", "completed_at", Night.at("10:45", 0)));
    }
    night.anotherWrites("_triggered", true);
    night.passes(Duration.ofMinutes(3));
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(40));

    assertThat(night.phase4Triggers()).isEmpty();
  }

  @Test
  void anOlderMessageDeliveredAgainDoesNotWinOverTheCorrectedOne() {
    IncomingEvent old =
        night.message(Night.PHASE3, Night.ALL_FIVE.get(0), Map.of("record_count", 5));
    night.on(old);
    night.clock.add(Duration.ofMinutes(1));
    night.completes(Night.ALL_FIVE.get(0), Map.of("record_count", 211));
    night.on(old);

    assertThat(night.ledger("2026-01-10").get("player_game_summary"))
        .asInstanceOf(
            org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("record_count", 211L);
  }

  @Tag("long")
  @Test
  void tenThousandFailedReportsLeaveTheLedgerSmallAndAbleToTrigger() {
    for (int i = 0; i < 10_000; i++) {
      night.clock.add(Duration.ofMillis(10));
      night.completes(
          Night.ALL_FIVE.get(0),
          Map.of("status", "failed", "error_message", "out of memory ".repeat(30)));
    }
    assertThat(night.ledger("2026-01-10").toString().length()).isLessThan(200_000);
    Night.ALL_FIVE.forEach(night::completes);

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat((Long) night.ledger("2026-01-10").get("_reports_dropped")).isGreaterThan(9_900);
  }

  @Test
  void anEntryThatAnotherWriterMadeOfTheSameRunDoesNotMoveItToTheMainCycle() {
    night.now("10:41", 0);
    night.anotherWrites(
        "upcoming_player_game_context",
        Map.of(
            "status",
            "success",
            "record_count",
            150,
            "correlation_id",
            "same-day-run",
            "completed_at",
            night.clock.instant().minusMillis(200)));
    night.completes("UpcomingPlayerGameContextProcessor", Map.of("correlation_id", "same-day-run"));
    night.now("06:40", 1);
    Night.ALL_FIVE.stream()
        .filter(name -> !name.equals("UpcomingPlayerGameContextProcessor"))
        .forEach(night::completes);

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:same_day:1");
  }

  @Test
  void anUnknownNameNeverCountsAndIsReportedOnce() {
    night.sweeps();
    Night.ALL_FIVE.subList(1, 5).forEach(night::completes);
    night.completes("PlayerGameSumaryProcessor");
    night.completes("PlayerGameSumaryProcessor");
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open"))
        .containsExactly("unknown-processor PlayerGameSumaryProcessor");
    assertThat(night.ledger("2026-01-10")).doesNotContainKey("PlayerGameSumaryProcessor");
  }
}
