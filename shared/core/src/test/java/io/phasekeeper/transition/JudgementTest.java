package io.phasekeeper.transition;

import static io.phasekeeper.transition.Judging.A;
import static io.phasekeeper.transition.Judging.B;
import static io.phasekeeper.transition.Judging.C;
import static io.phasekeeper.transition.Judging.D;
import static io.phasekeeper.transition.Judging.FIRST;
import static io.phasekeeper.transition.Judging.fact;
import static io.phasekeeper.transition.Judging.found;
import static io.phasekeeper.transition.Judging.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.ledger.Disagreement;
import io.phasekeeper.ledger.LedgerNotes;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.GateRule.Action;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Tier;
import io.phasekeeper.pipeline.Transition.Afterwards;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.trigger.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The judge's whole word: decision, when to look again, findings and what they say. */
class JudgementTest {
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Judging night = new Judging();

  @Test
  void withoutAFactThereIsNothingToDecideOrToLookAtAgain() {
    Judgement judgement = night.judge();

    assertThat(judgement.decision()).isEqualTo(new Decision.Empty());
    assertThat(judgement.decision().word()).isEqualTo("empty");
    assertThat(judgement.dueAt()).isEmpty();
    assertThat(judgement.findings()).isEmpty();
  }

  @Test
  void whileMembersAreMissingItWaitsForTheNextDeadline() {
    Judgement judgement = night.complete(A, B).judge();

    Decision.Waiting waiting = (Decision.Waiting) judgement.decision();
    assertThat(counted(waiting.counted())).containsExactly(A, B);
    assertThat(waiting.missing()).containsExactly(C, D);
    assertThat(waiting.until()).contains(FIRST.plus(HALF));
    assertThat(waiting.late()).isFalse();
    assertThat(judgement.dueAt()).contains(FIRST.plus(HALF));
    assertThat(judgement.firstCompletion()).contains(FIRST);
    assertThat(judgement.findings()).isEmpty();
  }

  @Test
  void afterAPassedDeadlineItWaitsForTheOneBehindIt() {
    Judgement judgement = night.complete(A, B).runs().after(HALF).judge();

    assertThat(judgement.dueAt()).contains(FIRST.plus(HOUR));
    assertThat(((Decision.Waiting) judgement.decision()).until()).contains(FIRST.plus(HOUR));
  }

  @Test
  void aMessageAtAPassedDeadlineLeavesTheStartToTheTimer() {
    Judgement judgement = night.complete(A, B, C).byMessage().after(HALF).judge();

    Decision.Waiting waiting = (Decision.Waiting) judgement.decision();
    assertThat(waiting.until()).contains(FIRST.plus(HALF));
    assertThat(judgement.dueAt()).contains(FIRST.plus(HALF));
  }

  @Test
  void tiersAreTakenInTheOrderOfTheirMomentsNotOfTheFile() {
    night.tiers(
        Judging.after(HOUR, 2),
        new Tier(new Tier.Deadline.By(DueTime.parse("07:00 D+1")), 3)); // half past the first

    assertThat(night.complete(A).judge().dueAt()).contains(FIRST.plus(HALF));
  }

  @Test
  void withoutTiersOnlyAllAreEnoughAndNothingIsEverLate() {
    night.tiers().complete(A, B, C).after(Duration.ofDays(1));

    Judgement judgement = night.judge();
    assertThat(judgement.decision().word()).isEqualTo("waiting");
    assertThat(judgement.dueAt()).isEmpty();
    assertThat(judgement.needs()).isEmpty();
  }

  @Test
  void theFirstCompletionIsTheEarliestOfAnExpectedMemberThatClaimsRows() {
    night
        .complete(A)
        .has(fact(B, ReportStatus.FAILED, null, FIRST.minusSeconds(300)))
        .has(fact(C, ReportStatus.UNKNOWN, 1L, FIRST.minusSeconds(300)))
        .has(fact(new ProcessorName("stranger"), FIRST.minusSeconds(300)));
    assertThat(night.judge().firstCompletion()).contains(FIRST);

    night.has(fact(D, ReportStatus.PARTIAL, 1L, FIRST.minusSeconds(60)));
    assertThat(night.judge().firstCompletion()).contains(FIRST.minusSeconds(60));
  }

  @Test
  void allCompleteIsDueAtOnceWithWhatItCountedAndNothingMissing() {
    Judgement judgement = night.complete(A, B, C, D).byMessage().judge();

    Decision.Due due = (Decision.Due) judgement.decision();
    assertThat(due.id()).isEqualTo(Judging.ID);
    assertThat(due.reason()).isEqualTo(TriggerReason.ALL_COMPLETE);
    assertThat(counted(due.counted())).containsExactly(A, B, C, D);
    assertThat(due.missing()).isEmpty();
    assertThat(judgement.firstCompletion()).contains(FIRST);
    assertThat(judgement.findings()).isEmpty();
  }

  @Test
  void aQuorumAtItsDeadlineIsDueAndNamesWhomItGoesWithout() {
    Judgement judgement = night.complete(A, B, D).runs().after(HALF).judge();

    Decision.Due due = (Decision.Due) judgement.decision();
    assertThat(due.reason()).isEqualTo(TriggerReason.QUORUM_DEADLINE);
    assertThat(due.missing()).containsExactly(C);
    assertThat(judgement.findings()).isEmpty();
  }

  @Test
  void lateNamesTheMissingAndTheCriticalAmongThem() {
    Judgement judgement = night.complete(B, C, D).runs().after(HOUR).judge();

    assertThat(judgement.decision().word()).isEqualTo("late");
    FindingDraft finding = only(judgement);
    assertThat(finding.key()).isEqualTo("phase-late:made:2026-01-10:overnight");
    assertThat(finding.what())
        .isEqualTo(
            "made cannot start for 2026-01-10: 3 of 4 complete at its last deadline, missing a,"
                + " of which critical a");
    assertThat(finding.evidence())
        .containsEntry("missing", List.of("a"))
        .containsEntry("complete", 3L);
    assertThat(judgement.dueAt()).contains(FIRST.plus(HOUR).plus(Judge.SELDOM));
  }

  @Test
  void lateForWantOfAQuorumNamesNoCritical() {
    FindingDraft finding = only(night.complete(A).runs().after(HOUR).judge());

    assertThat(finding.what())
        .isEqualTo(
            "made cannot start for 2026-01-10: 1 of 4 complete at its last deadline,"
                + " missing b, c, d");
  }

  @Test
  void aMessageAfterTheLastDeadlineIsLateWithoutAFindingAndTheTimerLooksAtOnce() {
    Judgement judgement = night.complete(A).byMessage().after(HOUR).judge();

    assertThat(judgement.decision().word()).isEqualTo("late");
    assertThat(judgement.findings()).isEmpty();
    assertThat(judgement.dueAt()).contains(FIRST.plus(HALF));
  }

  @Test
  void enoughForTenMinutesWithoutATriggerIsStuck() {
    night.complete(A, B, C, D);
    Instant enough = FIRST.plus(Duration.ofMinutes(3));

    assertThat(night.at(enough.plus(Judge.STUCK_AFTER).minus(SECOND)).judge().findings()).isEmpty();
    FindingDraft finding = only(night.at(enough.plus(Judge.STUCK_AFTER)).judge());
    assertThat(finding.key()).isEqualTo("orchestrator-stuck:made:2026-01-10:overnight");
    assertThat(finding.what())
        .isEqualTo(
            "raw is complete for 2026-01-10 since " + enough + " and made was not triggered");
    assertThat(night.byMessage().judge().findings()).isEmpty();
  }

  @Test
  void aQuorumIsEnoughFromItsDeadlineOn() {
    night.complete(A, B, C).runs();
    Instant enough = FIRST.plus(HALF);

    assertThat(night.at(enough.plus(Judge.STUCK_AFTER).minus(SECOND)).judge().findings()).isEmpty();
    assertThat(found(night.at(enough.plus(Judge.STUCK_AFTER)).judge()))
        .containsExactly("orchestrator-stuck made");
  }

  @Test
  void aQuorumThatCameAfterItsDeadlineIsEnoughFromThenOn() {
    Instant last = FIRST.plus(Duration.ofMinutes(50));
    night.complete(A, B).has(fact(C, last)).runs();

    assertThat(night.at(last.plus(Judge.STUCK_AFTER).minus(SECOND)).judge().findings()).isEmpty();
    assertThat(found(night.at(last.plus(Judge.STUCK_AFTER)).judge()))
        .containsExactly("orchestrator-stuck made");
  }

  @Test
  void whatPeopleHeldOrStoppedIsNotStuckUntilTenMinutesAfterThat() {
    Instant free = FIRST.plus(Duration.ofMinutes(20));
    List<Judging> nights =
        List.of(
            new Judging().resumed(free),
            new Judging().control(Map.of("released_at", free)),
            new Judging()
                .notes(
                    new LedgerNotes(
                        "", Optional.empty(), Optional.of(free), Optional.empty(), false, 0)),
            new Judging()
                .control(Map.of("holds", Map.of("*", Map.of("who", "ann", "until", free)))),
            new Judging()
                .control(
                    Map.of("holds", Map.of("overnight", Map.of("who", "ann", "until", free)))));
    for (Judging each : nights) {
      each.complete(A, B, C, D);
      assertThat(each.at(free.plus(Judge.STUCK_AFTER).minus(SECOND)).judge().findings()).isEmpty();
      assertThat(found(each.at(free.plus(Judge.STUCK_AFTER)).judge()))
          .containsExactly("orchestrator-stuck made");
    }
  }

  @Test
  void aHoldHoldsUntilItsEndWhoeverAsks() {
    Instant until = FIRST.plus(HOUR);
    night
        .complete(A, B, C, D)
        .control(
            Map.of(
                "holds",
                Map.of(
                    "overnight",
                    Map.of("who", "ann", "why", "late data", "since", FIRST, "until", until))));

    Judgement held = night.at(until.minus(SECOND)).judge();
    assertThat(held.decision())
        .isEqualTo(
            new Decision.HeldByOperator(
                new Control.Hold("ann", "late data", FIRST, Optional.of(until))));
    assertThat(held.decision().word()).isEqualTo("held-by-operator");
    assertThat(held.dueAt()).contains(until);
    assertThat(night.at(until).judge().decision().word()).isEqualTo("due");
  }

  @Test
  void aHoldWithoutAnEndHoldsForEverAndOneOfAnotherCycleDoesNotHold() {
    night.complete(A, B, C, D).control(Map.of("holds", Map.of("*", Map.of("who", "ann"))));
    Judgement judgement = night.after(Duration.ofHours(9)).judge();
    assertThat(judgement.decision().word()).isEqualTo("held-by-operator");
    assertThat(judgement.dueAt()).isEmpty();

    for (Object holds :
        List.of(Map.of("same_day", Map.of("who", "ann")), "none", Map.of("*", 7L))) {
      assertThat(night.control(Map.of("holds", holds)).judge().decision().word())
          .as(holds.toString())
          .isEqualTo("due");
    }
  }

  @Test
  void aDateOutsideTheWindowStartsNothingUnlessItsPolicyRetriggers() {
    night.complete(A, B, C, D);
    // The window of a date is three days before today to one after, in New York.
    Instant lastMoment = Instant.parse("2026-01-14T04:59:59Z");
    assertThat(night.at(lastMoment).judge().decision().word()).isEqualTo("due");
    assertThat(night.at(lastMoment.plus(SECOND)).judge().decision())
        .isEqualTo(new Decision.Outside());
    assertThat(night.judge().decision().word()).isEqualTo("outside-window");
    Instant firstMoment = Instant.parse("2026-01-09T05:00:00Z");
    assertThat(night.at(firstMoment).judge().decision().word()).isEqualTo("due");
    assertThat(night.at(firstMoment.minus(SECOND)).judge().decision().word())
        .isEqualTo("outside-window");

    night.at(lastMoment.plus(SECOND));
    assertThat(night.afterwards(Afterwards.RETRIGGER, Afterwards.IGNORE).judge().decision().word())
        .isEqualTo("due");
    assertThat(night.afterwards(Afterwards.IGNORE, Afterwards.RETRIGGER).judge().decision().word())
        .isEqualTo("due");
  }

  @Test
  void whatAnotherOrchestratorTriggeredIsAdoptedWithWhatItCouldCount() {
    Decision.Adopt adopt = (Decision.Adopt) night.complete(A, C).adopted().judge().decision();

    assertThat(adopt.id()).isEqualTo(Judging.ID);
    assertThat(counted(adopt.counted())).containsExactly(A, C);
    assertThat(adopt.missing()).containsExactly(B, D);
    assertThat(adopt.word()).isEqualTo("adopted");
  }

  @Test
  void aPendingTriggerIsLookedAtWhenItsLeaseEndsAndStuckAfterTenMinutes() {
    night.complete(A, B, C, D).started(TriggerState.PENDING, TriggerReason.ALL_COMPLETE);
    Instant created = FIRST.plus(Duration.ofMinutes(5));

    Judgement judgement = night.at(created.plus(Judge.STUCK_AFTER).minus(SECOND)).judge();
    assertThat(judgement.decision().word()).isEqualTo("pending");
    assertThat(judgement.dueAt()).contains(created.plusSeconds(60));
    assertThat(judgement.findings()).isEmpty();
    assertThat(only(night.at(created.plus(Judge.STUCK_AFTER)).judge()).what())
        .isEqualTo(
            "trigger made:2026-01-10:overnight:1 is decided since "
                + created
                + " and not acknowledged after 0 failures");
  }

  @Test
  void aSkippedOneIsSettledWhateverComes() {
    night.complete(A).started(TriggerState.SKIPPED, TriggerReason.MANUAL).complete(B, C, D);

    Judgement judgement = night.afterwards(Afterwards.RETRIGGER, Afterwards.RETRIGGER).judge();
    assertThat(judgement.decision().word()).isEqualTo("settled");
    assertThat(judgement.dueAt()).isEmpty();
  }

  @Test
  void onlyTheGatesOfTheCountedMembersAndOfNobodyApply() {
    night
        .complete(A, B, D)
        .gate(B, B, 10, Action.BLOCK)
        .gate(C, C, 10, Action.BLOCK)
        .gate(null, A, 10, Action.BLOCK)
        .rows(A, 10L)
        .rows(B, 10L)
        .rows(C, 0L)
        .runs()
        .after(HALF);

    Decision.Due due = (Decision.Due) night.judge().decision();
    assertThat(due.gates()).extracting(g -> g.rule().name()).containsExactly("rows:b", "rows:a");
    assertThat(due.gates()).allMatch(GateResult::passes);

    assertThat(night.rows(A, 9L).judge().decision().word()).isEqualTo("held");
    assertThat(night.rows(A, 10L).rows(B, 9L).judge().decision().word()).isEqualTo("held");
  }

  @Test
  void aGatesRowsAreAskedForBeforeAnythingIsDecided() {
    night.complete(A, B, C, D).gate(B, B, 10, Action.BLOCK);

    Judgement judgement = night.judge();
    assertThat(judgement.needs()).containsExactly(new Question.Rows(Judging.table(B)));
    assertThat(judgement.decision().word()).isEqualTo("waiting");
    assertThat(judgement.firstCompletion()).contains(FIRST);
    assertThat(night.gatePerEntity(C, 2).judge().needs())
        .containsExactly(
            new Question.Rows(Judging.table(B)),
            new Question.Rows(Judging.table(C)),
            new Question.Work());
  }

  @Test
  void aFailedGateHoldsWithItsFindingAndIsAskedEveryMinuteThenEveryFive() {
    night.complete(A, B, C, D).gate(B, B, 10, Action.BLOCK).rows(B, 9L);

    Judgement held = night.judge();
    assertThat(held.decision().word()).isEqualTo("held");
    assertThat(((Decision.Held) held.decision()).gates()).hasSize(1);
    assertThat(found(held)).containsExactly("phase-held made", "partial-output b");
    Instant now = FIRST.plus(Duration.ofMinutes(10));
    assertThat(held.dueAt()).contains(now.plus(Judge.OFTEN));

    night.notes(
        new LedgerNotes("", Optional.empty(), Optional.empty(), Optional.of(FIRST), true, 0));
    assertThat(night.after(HOUR.minus(SECOND)).judge().dueAt())
        .contains(FIRST.plus(HOUR).minus(SECOND).plus(Judge.OFTEN));
    assertThat(night.after(HOUR).judge().dueAt()).contains(FIRST.plus(HOUR).plus(Judge.SELDOM));
  }

  @Test
  void aGateThatOnlyWarnsIsFoundAndDoesNotHold() {
    night.complete(A, B, C, D).gate(B, B, 10, Action.WARN).rows(B, 9L);

    Judgement judgement = night.judge();
    assertThat(judgement.decision().word()).isEqualTo("due");
    assertThat(found(judgement)).containsExactly("partial-output b");
    assertThat(night.rows(B, 10L).judge().findings()).isEmpty();
    assertThat(night.rows(B, null).judge().findings()).isEmpty();
  }

  @Test
  void whatIsNotAsAgreedInTheLedgerIsFoundWhateverIsDecided() {
    night.disagreement(new Disagreement("b", "is 42; expected a map"));

    FindingDraft finding = only(night.judge());
    assertThat(finding.key()).isEqualTo("ledger-disagreement:b:2026-01-10:overnight");
    assertThat(finding.what()).isEqualTo("b in raw_completion of 2026-01-10 is 42; expected a map");
    assertThat(found(night.complete(A, B, C, D).judge())).containsExactly("ledger-disagreement b");
  }

  private static List<ProcessorName> counted(List<Decision.Counted> counted) {
    return counted.stream().map(Decision.Counted::processor).toList();
  }
}
