package io.phasekeeper.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.status.DayStatus;
import io.phasekeeper.status.DayStatusReader;
import io.phasekeeper.status.StatusJson;
import io.phasekeeper.status.StatusText;
import io.phasekeeper.transition.Control;
import io.phasekeeper.transition.Night;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people do by hand (A9). */
class OperatorActionsTest {
  private static final PhaseName PHASE4 = new PhaseName("phase4");
  private static final String ID = "phase4:2026-01-10:overnight:";
  private static final List<String> FIVE =
      List.of(
          "PlayerGameSummaryProcessor",
          "TeamOffenseGameSummaryProcessor",
          "TeamDefenseGameSummaryProcessor",
          "UpcomingPlayerGameContextProcessor",
          "UpcomingTeamGameContextProcessor");
  private final Night night = new Night();
  private final Asked asked = new Asked("ann", "tonight's games", Optional.empty());

  @Test
  void triggerStartsTheNextGenerationEachTimeWithReasonManual() {
    assertThat(trigger(false).message()).isEqualTo(ID + "1 is published");
    assertThat(trigger(false).message()).isEqualTo(ID + "2 is published");

    assertThat(night.phase4Triggers()).containsExactly(ID + "1", ID + "2");
    assertThat(night.sent.published("nba-phase4-trigger").get(0).message().text())
        .contains("\"trigger_reason\":\"manual\"");
    assertThat(night.ledger("2026-01-10")).containsEntry("_trigger_id", ID + "2");
  }

  @Test
  void gatesApplyToATriggerByHandUnlessItIsForced() {
    night.rows("nba_analytics.player_game_summary", "game_date", 10);

    ActionResult refused = trigger(false);
    assertThat(refused.done()).isFalse();
    assertThat(refused.message()).contains("player_game_summary has 10 rows, wanted at least 150");
    assertThat(night.phase4Triggers()).isEmpty();

    assertThat(trigger(true).done()).isTrue();
    assertThat(night.phase4Triggers()).containsExactly(ID + "1");
  }

  @Test
  void aPendingTriggerRefusesAnother() {
    night.with(
        night.stored,
        (topic, message) -> {
          throw new io.phasekeeper.outcome.PortFailure(
              io.phasekeeper.outcome.PortFailure.Service.PUBSUB,
              io.phasekeeper.outcome.PortFailure.Kind.UNAVAILABLE,
              "down");
        });
    FIVE.forEach(night::completes);

    assertThat(trigger(false).message()).contains(ID + "1 is pending since");
  }

  @Test
  void aHoldHoldsUntilItsEndAndIsToldInTheStatus() {
    Asked until =
        new Asked("ann", "late data", Optional.of(night.clock.instant().plusSeconds(600)));
    assertThat(night.operator().hold(PHASE4, Night.DATE, Optional.empty(), until).done()).isTrue();
    FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(9));
    assertThat(night.phase4Triggers()).isEmpty();

    night.passes(Duration.ofMinutes(1));

    assertThat(night.phase4Triggers()).containsExactly(ID + "1");
    assertThat(night.findings("resolved")).doesNotContain("orchestrator-stuck phase4");
  }

  @Test
  void releaseEndsAHoldAndTheNextSweepStarts() {
    Optional<CycleName> overnight = Optional.of(new CycleName("overnight"));
    assertThat(night.operator().hold(PHASE4, Night.DATE, overnight, asked).done()).isTrue();
    FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(20));
    assertThat(night.phase4Triggers()).isEmpty();

    assertThat(night.operator().release(PHASE4, Night.DATE, overnight, asked).done()).isTrue();
    night.passes(Duration.ofMinutes(1));

    assertThat(night.phase4Triggers()).containsExactly(ID + "1");
    assertThat(night.findings("resolved")).doesNotContain("orchestrator-stuck phase4");
    assertThat(night.operator().release(PHASE4, Night.DATE, overnight, asked).done()).isFalse();
  }

  @Test
  void skipSettlesWithoutSendingAnything() {
    FIVE.subList(0, 4).forEach(night::completes);
    assertThat(night.operator().skip(PHASE4, Night.DATE, Optional.empty(), asked).done()).isTrue();
    night.completes(FIVE.get(4));
    night.passes(Duration.ofMinutes(40));

    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open")).isEmpty();
    assertThat(night.ledger("2026-01-10").get("_triggered")).isNotEqualTo(true);
  }

  @Test
  void aTriggerOnTheDayItselfIsNotTheNights() {
    night.now("13:00", 0);
    assertThat(trigger(false).message()).isEqualTo("phase4:2026-01-10:same_day:1 is published");

    night.now("06:30", 1);
    FIVE.forEach(night::completes);

    assertThat(night.phase4Triggers()).containsExactly(ID + "1", "phase4:2026-01-10:same_day:1");
  }

  @Test
  void skipWithoutACycleSettlesAllThatHaveNotStarted() {
    night.now("13:00", 0);
    night.completes("UpcomingPlayerGameContextProcessor");

    ActionResult result = night.operator().skip(PHASE4, Night.DATE, Optional.empty(), asked);
    assertThat(result.message())
        .contains("(overnight, tomorrow) is skipped")
        .contains("same_day is published already, as phase4:2026-01-10:same_day:1");

    night.now("06:30", 1);
    FIVE.forEach(night::completes);
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:same_day:1");
    Optional<CycleName> sameDay = Optional.of(new CycleName("same_day"));
    assertThat(night.operator().skip(PHASE4, Night.DATE, sameDay, asked).done()).isFalse();
  }

  @Test
  void completeIsAFactLikeACompletionAndTheGatesApply() {
    night.rows("nba_analytics.player_game_summary", "game_date", 10);
    FIVE.subList(1, 5).forEach(night::completes);
    ActionResult result =
        night
            .operator()
            .complete("PlayerGameSummaryProcessor", Night.DATE, Optional.empty(), asked);
    assertThat(result.message()).contains("phase4 (overnight) held");
    assertThat(night.ledger("2026-01-10").get("player_game_summary"))
        .asInstanceOf(
            org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("status", "success")
        .containsEntry("source", "operator");

    night.rows("nba_analytics.player_game_summary", "game_date", 211);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).containsExactly(ID + "1");
  }

  @Test
  void completeRefusesANameThatNobodyHas() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> night.operator().complete("PlayerSummary", Night.DATE, Optional.empty(), asked))
        .withMessageContaining("found processor \"PlayerSummary\"; expected one of");
  }

  @Test
  void everyActionIsRecordedWithWhoAndWhy() {
    assertThat(trigger(false).done()).isTrue();
    List<Document> log =
        night.stored.query(DocumentQuery.in(Control.COLLECTION, 10)).stream()
            .filter(d -> d.path().id().contains(":log:"))
            .toList();

    assertThat(log).hasSize(1);
    assertThat(log.get(0).fields())
        .containsAllEntriesOf(Map.of("who", "ann", "why", "tonight's games", "action", "trigger"));
  }

  @Test
  void whatDoesNotExistIsRefusedWithWhatDoes() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                night.operator().skip(new PhaseName("phase9"), Night.DATE, Optional.empty(), asked))
        .withMessageContaining("expected one that is started: [phase3, phase4, phase5, phase6]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                night
                    .operator()
                    .skip(PHASE4, Night.DATE, Optional.of(new CycleName("weekly")), asked))
        .withMessageContaining("expected one of [overnight, same_day, tomorrow]");
  }

  @Test
  void aForcedStartNamesWhatItWentWithoutAndClaimsNoEvidence() {
    for (String table :
        List.of(
            "player_game_summary",
            "team_offense_game_summary",
            "team_defense_game_summary",
            "upcoming_player_game_context",
            "upcoming_team_game_context")) {
      night.rows("nba_analytics." + table, "game_date", 0);
    }
    night.completes("TeamOffenseGameSummaryProcessor");

    assertThat(trigger(true).message()).isEqualTo(ID + "1 is published");

    Document trigger =
        night.stored.query(DocumentQuery.in("phasekeeper_triggers", 10)).stream()
            .filter(d -> d.fields().get("trigger_id").equals(ID + "1"))
            .findFirst()
            .orElseThrow();
    assertThat(trigger.fields().get("missing"))
        .isEqualTo(
            List.of(
                "player_game_summary",
                "team_defense_game_summary",
                "upcoming_player_game_context",
                "upcoming_team_game_context"));
    assertThat(night.sent.published("nba-phase4-trigger"))
        .as("it starts on every table all the same")
        .hasSize(5)
        .allSatisfy(
            m -> assertThat(m.message().text()).contains("\"upstream_processors_count\":1"));
    night.passes(Duration.ofMinutes(3));
    assertThat(night.findings("open")).noneMatch(f -> f.startsWith("ledger-disagreement"));
  }

  @Test
  void oneCycleReleasedFromAHoldOfAllLeavesTheOthersHeld() {
    Optional<CycleName> overnight = Optional.of(new CycleName("overnight"));
    assertThat(night.operator().hold(PHASE4, Night.DATE, Optional.empty(), asked).done()).isTrue();
    FIVE.forEach(night::completes);

    assertThat(night.operator().release(PHASE4, Night.DATE, overnight, asked).message())
        .isEqualTo("phase4 of 2026-01-10 (overnight) is released");
    night.passes(Duration.ofMinutes(1));

    assertThat(night.phase4Triggers()).containsExactly(ID + "1");
    Control control =
        new Control(night.stored.get(Control.path(night.pipeline(), PHASE4, Night.DATE)));
    assertThat(control.hold(new CycleName("overnight"), night.clock.instant())).isEmpty();
    assertThat(control.hold(new CycleName("same_day"), night.clock.instant()))
        .hasValueSatisfying(hold -> assertThat(hold.why()).isEqualTo("tonight's games"));
  }

  @Test
  void anEndInThePastIsRefused() {
    Asked past = new Asked("ann", "x", Optional.of(night.clock.instant().minusSeconds(1)));
    assertThat(night.operator().hold(PHASE4, Night.DATE, Optional.empty(), past).message())
        .contains("--until: found")
        .contains("expected a time after");
    assertThat(night.operator().stop(past).done()).isFalse();
    assertThat(new ActionLog(night.stored, night.pipeline()).on(Night.DATE)).isEmpty();
  }

  @Test
  void aPhaseThatWasSkippedIsNotMissedNorAreThoseAfterIt() {
    night.sweeps();
    FIVE.forEach(night::completes);
    night.now("09:00", 1);
    night.passes(Duration.ofMinutes(2));
    assertThat(night.findings("open")).contains("phase-not-begun phase4");

    Night skipped = new Night();
    skipped.sweeps();
    assertThat(skipped.operator().skip(PHASE4, Night.DATE, Optional.empty(), asked).done())
        .isTrue();
    FIVE.forEach(skipped::completes);
    skipped.now("23:00", 1);
    skipped.passes(Duration.ofMinutes(2));
    assertThat(skipped.findings("open")).noneMatch(f -> f.startsWith("phase-not-begun"));
  }

  @Test
  void whatPeopleDidIsInTheStatusOfTheDateWithWhoWhyAndHowMany() {
    assertThat(trigger(false).done()).isTrue();
    night.now("06:31", 1);
    assertThat(
            night
                .operator()
                .complete("TeamOffenseGameSummaryProcessor", Night.DATE, Optional.empty(), asked)
                .done())
        .isTrue();

    DayStatus status = new DayStatusReader(night).read(Night.DATE);

    assertThat(status.byHand())
        .extracting(DayStatus.ByHand::action)
        .containsExactly("trigger", "complete");
    assertThat(StatusText.of(status, false))
        .contains("By hand: 2 actions")
        .contains("trigger by ann (tonight's games): " + ID + "1 is published");
    assertThat(StatusJson.of(status)).contains("\"why\": \"tonight's games\"");
  }

  @Test
  void anActionThatDiedOnTheWayHasLeftItsTrace() {
    night.with(
        night.stored,
        (topic, message) -> {
          throw new IllegalStateException("died");
        });
    FIVE.subList(0, 4).forEach(night::completes);
    assertThatIllegalStateException().isThrownBy(() -> trigger(true));

    assertThat(new ActionLog(night.stored, night.pipeline()).on(Night.DATE))
        .extracting(ActionLog.Noted::action, ActionLog.Noted::result)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("trigger", ""));
  }

  private ActionResult trigger(boolean force) {
    return night.operator().trigger(PHASE4, Night.DATE, Optional.empty(), force, asked);
  }
}
