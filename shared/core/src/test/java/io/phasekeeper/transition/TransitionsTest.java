package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.settings.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The start of phase 4 after phase 3, told as nights. */
class TransitionsTest {
  private final Night night = new Night();

  @Test
  void theLastOfFiveCompletionsStartsTheNextPhaseOnce() {
    night.sweeps();
    for (String processor : Night.ALL_FIVE) {
      assertThat(night.phase4Triggers()).isEmpty();
      night.clock.add(Duration.ofSeconds(30));
      night.completes(processor);
    }

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    night.passes(Duration.ofMinutes(5));
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(5);
    assertThat(night.findings("open")).isEmpty();
    Map<String, Object> ledger = night.ledger("2026-01-10");
    assertThat(ledger)
        .containsEntry("_triggered", true)
        .containsEntry("_trigger_id", "phase4:2026-01-10:overnight:1")
        .containsEntry("_trigger_reason", "all_complete")
        .containsEntry("_completed_count", 5L)
        .containsEntry("_mode", "overnight");
    assertThat(ledger.get("player_game_summary"))
        .asInstanceOf(
            org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("status", "success")
        .containsEntry("record_count", 100L);
  }

  @Test
  void aCompletionDeliveredAgainAfterTheTriggerChangesNothing() {
    IncomingEvent last = null;
    for (String processor : Night.ALL_FIVE) {
      last = night.message(Night.PHASE3, processor, Map.of());
      night.on(last);
    }
    night.on(last);
    night.sweeps();
    night.on(last);

    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(5);
  }

  @Test
  void aFailedPublishIsTriedAgainAtRedeliveryUnderTheSameId() {
    Faults.FailingMessages failing = new Faults.FailingMessages(night.sent, 2);
    night.with(night.stored, failing);
    Night.ALL_FIVE.subList(0, 4).forEach(night::completes);
    IncomingEvent fifth = night.message(Night.PHASE3, Night.ALL_FIVE.get(4), Map.of());

    Outcome first = night.on(fifth);
    assertThat(first.tryAgain()).isPresent();
    assertThat(night.ledger("2026-01-10").get("_triggered")).isNotEqualTo(true);
    night.clock.add(Duration.ofSeconds(10));
    assertThat(night.on(fifth).tryAgain()).isPresent();
    night.clock.add(Duration.ofSeconds(20));
    assertThat(night.on(fifth).tryAgain()).isEmpty();

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(5);
    night.sweeps();
    assertThat(night.ledger("2026-01-10")).containsEntry("_triggered", true);
  }

  @Test
  void theSweepPublishesWhatNobodyDeliversAgain() {
    Faults.FailingMessages failing = new Faults.FailingMessages(night.sent, 1);
    night.with(night.stored, failing);
    Night.ALL_FIVE.forEach(night::completes);
    assertThat(night.phase4Triggers()).isEmpty();

    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
  }

  @Test
  void theRestOfAHalfPublishedFanOutFollowsWithTheSameIds() {
    Faults.FailingMessages failing = new Faults.FailingMessages(night.sent, 0);
    failing.failAt = 3;
    night.with(night.stored, failing);
    Night.ALL_FIVE.forEach(night::completes);
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(2);

    night.passes(Duration.ofMinutes(2));

    assertThat(
            night.sent.published("nba-phase4-trigger").stream()
                .map(p -> p.message().attributes().get("trigger_id")))
        .hasSize(5)
        .doesNotHaveDuplicates();
  }

  @Test
  void aTriggerThatStaysPendingForTenMinutesIsFoundAndResolvesWhenPublished() {
    Faults.FailingMessages failing = new Faults.FailingMessages(night.sent, 1_000);
    night.with(night.stored, failing);
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(9));
    assertThat(night.findings("open")).doesNotContain("orchestrator-stuck phase4");
    night.passes(Duration.ofMinutes(2));
    assertThat(night.findings("open"))
        .contains("orchestrator-stuck phase4", "warehouse-unseen pubsub");

    failing.failures = 0;
    night.passes(Duration.ofMinutes(3));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void fourOfFiveAndThenSilenceAreStartedByTheTimerAtTheDeadlineOnly() {
    night.sweeps();
    Instant first = night.clock.instant();
    Night.ALL_FIVE.subList(0, 4).forEach(night::completes);
    night.clock.setInstant(first.plus(Duration.ofMinutes(30)).minusSeconds(1));
    night.sweeps();
    assertThat(night.phase4Triggers()).isEmpty();

    night.clock.add(Duration.ofSeconds(1));
    night.completes(Night.ALL_FIVE.get(3)); // not even at the deadline by a message
    assertThat(night.phase4Triggers()).isEmpty();
    night.sweeps();

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).containsExactly("phase-started-partial phase4");
    assertThat(night.ledger("2026-01-10")).containsEntry("_trigger_reason", "quorum_deadline");
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(4);
  }

  @Test
  void withoutACriticalMemberTheDeadlineIsLateAndTheMemberStillStartsIt() {
    night.sweeps();
    Night.ALL_FIVE.subList(1, 5).forEach(night::completes);
    night.passes(Duration.ofMinutes(31));
    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open")).containsExactly("phase-late phase4");

    night.completes(Night.ALL_FIVE.get(0));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    night.sweeps();
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void shadowDecidesEverythingAndSendsNothing() {
    night.in(Mode.SHADOW);
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.sent.published("nba-phase4-trigger")).isEmpty();
    assertThat(night.ledger("2026-01-10"))
        .doesNotContainKeys("_triggered", "player_game_summary", "_completed_count");
    assertThat(night.stored.all().stream().map(d -> d.fields().get("state"))).contains("shadowed");
  }

  @Test
  void stoppedFactsAreMergedAndTheSweepDecidesAfterResume() {
    night
        .operator()
        .stop(new io.phasekeeper.operator.Asked("ann", "maintenance", java.util.Optional.empty()));
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(15));
    assertThat(night.phase4Triggers()).isEmpty();

    night
        .operator()
        .resume(new io.phasekeeper.operator.Asked("ann", "done", java.util.Optional.empty()));
    night.passes(Duration.ofMinutes(1));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).isEmpty();
    assertThat(night.findings("resolved")).doesNotContain("orchestrator-stuck phase4");
  }

  @Test
  void aDateOutsideTheActiveWindowIsRecordedAndStartsNothing() {
    night.now("06:30", 5);
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.ledger("2026-01-10")).containsKey("player_game_summary");
  }

  @Test
  void aLateCompletionAlertsByPolicyAndRetriggersByPolicy() {
    night.sweeps();
    Night.ALL_FIVE.subList(0, 4).forEach(night::completes);
    night.passes(Duration.ofMinutes(31));
    night.completes(Night.ALL_FIVE.get(4));
    assertThat(night.findings("open")).contains("late-completion upcoming_team_game_context");
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");

    Night other = new Night(Map.of("phases.phase4.late", "retrigger"));
    other.sweeps();
    Night.ALL_FIVE.subList(0, 4).forEach(other::completes);
    other.passes(Duration.ofMinutes(31));
    other.completes(Night.ALL_FIVE.get(4));
    assertThat(other.phase4Triggers())
        .containsExactly("phase4:2026-01-10:overnight:1", "phase4:2026-01-10:overnight:2");
  }
}
