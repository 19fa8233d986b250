package io.phasekeeper.transition;

import static io.phasekeeper.transition.Judging.A;
import static io.phasekeeper.transition.Judging.B;
import static io.phasekeeper.transition.Judging.C;
import static io.phasekeeper.transition.Judging.D;
import static io.phasekeeper.transition.Judging.DATE;
import static io.phasekeeper.transition.Judging.FIRST;
import static io.phasekeeper.transition.Judging.fact;
import static io.phasekeeper.transition.Judging.found;
import static io.phasekeeper.transition.Judging.only;
import static io.phasekeeper.transition.Judging.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.GateRule.Action;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** By what each member counts: its word, its rows, or its ended run. */
class MembersTest {
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Instant LAST = FIRST.plusSeconds(300);

  /** A, C and D are complete; what B has is the question. */
  private final Judging night = new Judging().complete(A, C, D);

  @Test
  void aSuccessWithoutRowsWaitsForTheTableAndCountsOnceItHasSome() {
    Fact hollow = fact(B, ReportStatus.SUCCESS, 0L, LAST);
    night.has(hollow);
    assertThat(night.judge().needs()).containsExactly(new Question.Rows(table(B)));

    Judgement without = night.rows(B, 0L).judge();
    assertThat(without.decision().word()).isEqualTo("waiting");
    FindingDraft finding = only(without);
    assertThat(finding.key()).isEqualTo("hollow-success:b:2026-01-10:overnight");
    assertThat(finding.what()).isEqualTo("b reported success, but t.b has no row for 2026-01-10");
    assertThat(finding.evidence()).containsEntry("rows", 0L).containsEntry("reported", "0");
    assertThat(without.proven()).isEmpty();
    assertThat(without.dueAt()).contains(now().plus(Judge.OFTEN));

    Judgement with = night.rows(B, 1L).judge();
    assertThat(counted(with)).containsExactly(A, B, C, D);
    assertThat(with.findings()).isEmpty();
    assertThat(with.proven()).containsExactly(hollow);
    assertThat(with.miscounted()).containsExactly(hollow);
  }

  @Test
  void aClaimIsLookedAtOftenInTheFirstHourAndThenSeldom() {
    night.has(fact(B, ReportStatus.SUCCESS, 0L, LAST)).rows(B, 0L).tiers();

    Duration hour = Duration.ofHours(1);
    assertThat(night.after(hour.minusSeconds(1)).judge().dueAt())
        .contains(FIRST.plus(hour).minusSeconds(1).plus(Judge.OFTEN));
    assertThat(night.after(hour).judge().dueAt()).contains(FIRST.plus(hour).plus(Judge.SELDOM));
  }

  @Test
  void aSuccessAtAnUnknownTimeCountsOnceTheTableHasRowsAndIsNoMiscount() {
    Fact bare = fact(B, ReportStatus.SUCCESS, null, null);
    Judgement judgement = night.has(bare).rows(B, 7L).judge();

    assertThat(counted(judgement)).containsExactly(A, B, C, D);
    assertThat(judgement.proven()).containsExactly(bare);
    assertThat(judgement.miscounted()).isEmpty();
    assertThat(only(night.rows(B, 0L).judge()).evidence()).containsEntry("reported", "unknown");
  }

  @Test
  void aCountBelowZeroIsNoClaimToHaveMadeNothing() {
    Fact odd = fact(B, ReportStatus.SUCCESS, -5L, LAST);
    Judgement judgement = night.has(odd).rows(B, 7L).judge();

    assertThat(judgement.proven()).containsExactly(odd);
    assertThat(judgement.miscounted()).isEmpty();
  }

  @Test
  void onADateWithoutWorkASuccessWithoutRowsIsDone() {
    Fact hollow = fact(B, ReportStatus.SUCCESS, 0L, LAST);
    night.has(hollow).rows(B, 0L).rowsPerEntity(B);
    assertThat(night.judge().needs()).containsExactly(new Question.Work());

    Judgement free = night.work(new DayWork(DayWork.State.KNOWN, 0, "")).judge();
    assertThat(counted(free)).containsExactly(A, B, C, D);
    assertThat(free.proven()).containsExactly(hollow);
    assertThat(free.miscounted()).isEmpty();

    assertThat(found(night.work(new DayWork(DayWork.State.KNOWN, 1, "")).judge()))
        .containsExactly("hollow-success b");
  }

  @Test
  void rowsThatNobodyCouldCountHoldTheMemberAsItsOwnGate() {
    Judgement judgement = night.has(fact(B, ReportStatus.SUCCESS, 0L, LAST)).rows(B, null).judge();

    assertThat(judgement.decision().word()).isEqualTo("held");
    assertThat(counted(judgement)).containsExactly(A, B, C, D);
    assertThat(found(judgement)).containsExactly("phase-held made", "gate-unknown made");
    assertThat(judgement.findings().get(0).what())
        .isEqualTo("made is held for 2026-01-10: cannot count the rows of t.b");
    assertThat(judgement.proven()).isEmpty();
  }

  @Test
  void aCalendarThatNobodyCouldReadHoldsASuccessWithoutRows() {
    night
        .has(fact(B, ReportStatus.SUCCESS, 0L, LAST))
        .rows(B, 0L)
        .rowsPerEntity(B)
        .work(DayWork.unreadable("no answer"));

    Judgement judgement = night.judge();
    assertThat(judgement.decision().word()).isEqualTo("held");
    assertThat(judgement.findings().get(0).what())
        .endsWith("cannot tell whether rows are due: no answer");
  }

  @Test
  void anUnseenMemberAmongMissingOnesIsFoundAndLookedAtAgain() {
    Judging two = new Judging().complete(A).has(fact(B, ReportStatus.SUCCESS, 0L, LAST));

    Judgement judgement = two.rows(B, null).judge();
    assertThat(judgement.decision().word()).isEqualTo("waiting");
    assertThat(((Decision.Waiting) judgement.decision()).missing()).containsExactly(C, D);
    assertThat(found(judgement)).containsExactly("gate-unknown made");
    assertThat(judgement.dueAt()).contains(now().plus(Judge.OFTEN));
  }

  @Test
  void withoutATableAClaimIsBelieved() {
    Judging three = new Judging().complete(A, B, C);
    Judgement judgement = three.has(fact(D, ReportStatus.SUCCESS, 0L, LAST)).judge();

    assertThat(counted(judgement)).containsExactly(A, B, C, D);
    assertThat(judgement.needs()).isEmpty();
    assertThat(judgement.proven()).isEmpty();
  }

  @Test
  void aPartialWithoutAGateCounts() {
    Fact partial = fact(B, ReportStatus.PARTIAL, 5L, LAST);
    Judgement judgement = night.has(partial).judge();

    assertThat(counted(judgement)).containsExactly(A, B, C, D);
    assertThat(judgement.proven()).containsExactly(partial);
    assertThat(judgement.miscounted()).isEmpty();
  }

  @Test
  void aPartialCountsIfItsGatePassesAndIsElseMissing() {
    Fact partial = fact(B, ReportStatus.PARTIAL, 5L, LAST);
    night.has(partial).gate(B, B, 10, Action.BLOCK).rows(B, 10L);
    assertThat(night.judge().decision().word()).isEqualTo("due");
    assertThat(night.judge().proven()).containsExactly(partial);

    Judgement missing = night.rows(B, 9L).judge();
    assertThat(((Decision.Waiting) missing.decision()).missing()).containsExactly(B);
    assertThat(found(missing)).containsExactly("partial-output b");
    assertThat(missing.proven()).isEmpty();
    assertThat(missing.dueAt()).contains(now().plus(Judge.OFTEN));

    Judgement unknown = night.rows(B, null).judge();
    assertThat(unknown.decision().word()).isEqualTo("held");
    assertThat(unknown.proven()).isEmpty();
  }

  @Test
  void aNewerClaimOfADoneMemberIsProvenByTheTableAndNeverTakesItAway() {
    Fact again = fact(C, ReportStatus.SUCCESS, 0L, LAST);
    night.complete(B).has(again);
    assertThat(night.judge().needs()).containsExactly(new Question.Rows(table(C)));

    Judgement with = night.rows(C, 1L).judge();
    assertThat(with.decision().word()).isEqualTo("due");
    assertThat(with.proven()).containsExactly(again);
    assertThat(with.miscounted()).containsExactly(again);

    Judgement without = night.rows(C, 0L).judge();
    assertThat(without.decision().word()).isEqualTo("due");
    assertThat(without.proven()).isEmpty();
    assertThat(without.miscounted()).isEmpty();
  }

  @Test
  void aNewerPartialOfADoneMemberIsProvenByRowsAndGates() {
    Fact again = fact(C, ReportStatus.PARTIAL, 3L, LAST);
    night.complete(B).has(again).gate(C, C, 10, Action.WARN);

    assertThat(night.rows(C, 10L).judge().proven()).containsExactly(again);
    assertThat(night.rows(C, 9L).judge().proven()).isEmpty();
    assertThat(night.rows(C, 0L).judge().proven()).isEmpty();

    Judging ungated = new Judging().complete(A, B, C, D).has(again);
    assertThat(ungated.rows(C, 1L).judge().proven()).containsExactly(again);
    assertThat(ungated.rows(C, 1L).judge().miscounted()).isEmpty();
    assertThat(ungated.rows(C, 0L).judge().proven()).isEmpty();
  }

  @Test
  void anOlderClaimOfADoneMemberAndOneWithoutATableAreOfNoInterest() {
    Judging all = new Judging().complete(A, B, C, D);

    assertThat(all.has(fact(C, ReportStatus.SUCCESS, 0L, FIRST)).judge().needs()).isEmpty();
    assertThat(all.has(fact(D, ReportStatus.SUCCESS, 0L, LAST)).judge().needs()).isEmpty();
    assertThat(all.judge().decision().word()).isEqualTo("due");
  }

  @Test
  void theNewestFactOfAMemberIsTheOneThatCounts() {
    Fact newer = fact(B, LAST);
    night.complete(B).has(newer);

    Decision.Due due = (Decision.Due) night.judge().decision();
    assertThat(due.counted()).contains(new Decision.Counted(B, Optional.of(newer)));
  }

  @Test
  void runsAreAskedForOnlyByTheTimerFromADeadlineOn() {
    assertThat(night.after(HALF.minusSeconds(1)).judge().needs()).isEmpty();
    assertThat(night.after(HALF).judge().needs()).containsExactly(new Question.Runs());
    assertThat(night.byMessage().judge().needs()).isEmpty();
  }

  @Test
  void anEndedRunAndItsRowsSpeakForAMissingMessage() {
    Judgement judgement = night.runs(run("success", FIRST)).rows(B, 1L).after(HALF).judge();

    Decision.Due due = (Decision.Due) judgement.decision();
    assertThat(due.reason()).isEqualTo(TriggerReason.ALL_COMPLETE);
    assertThat(due.counted()).contains(new Decision.Counted(B, Optional.empty()));
    FindingDraft finding = only(judgement);
    assertThat(finding.key()).isEqualTo("ledger-disagreement:b:2026-01-10:overnight");
    assertThat(finding.what())
        .isEqualTo(
            "no completion of b came, but its run r1 ended in success and its rows are there:"
                + " counted");
    assertThat(finding.evidence()).containsEntry("run_id", "r1");
  }

  @Test
  void countedByEvidenceItIsEnoughFromTheDeadlineAtWhichItWasLookedFor() {
    night.runs(run("success", FIRST)).rows(B, 1L);
    Instant stuck = FIRST.plus(HALF).plus(Judge.STUCK_AFTER);

    assertThat(found(night.at(stuck.minusSeconds(1)).judge()))
        .containsExactly("ledger-disagreement b");
    assertThat(found(night.at(stuck).judge()))
        .containsExactly("ledger-disagreement b", "orchestrator-stuck made");
  }

  @Test
  void anEndedRunWithoutRowsIsMissingAndLookedAtAgain() {
    Judging two = new Judging().complete(A).runs(run("success", FIRST)).rows(B, 0L).after(HALF);

    Judgement judgement = two.judge();
    assertThat(((Decision.Waiting) judgement.decision()).missing()).containsExactly(B, C, D);
    assertThat(judgement.findings()).isEmpty();
    assertThat(judgement.dueAt()).contains(FIRST.plus(HALF).plus(Judge.OFTEN));
  }

  @Test
  void aRunHistoryThatNobodyCouldReadIsLookedAtAgain() {
    Judging two = new Judging().complete(A).runsUnreadable().after(HALF);
    assertThat(two.judge().dueAt()).contains(FIRST.plus(HALF).plus(Judge.OFTEN));
    assertThat(two.runs().judge().dueAt()).contains(FIRST.plus(Duration.ofHours(1)));
  }

  @Test
  void aRunThatDidNotEndWellOrIsAnothersSaysNothing() {
    RunRow another =
        new RunRow(
            "StrangerProcessor",
            "r1",
            "success",
            Optional.of(FIRST),
            Optional.of(FIRST),
            Optional.of(DATE),
            Optional.empty());
    RunRow timeless =
        new RunRow(
            "BProcessor",
            "r1",
            "success",
            Optional.empty(),
            Optional.empty(),
            Optional.of(DATE),
            Optional.empty());
    for (RunRow run :
        List.of(
            run("running", FIRST),
            run("failed", FIRST),
            run("partial", FIRST),
            another,
            timeless)) {
      Judgement judgement = night.runs(run).rows(B, 1L).after(HALF).judge();
      assertThat(((Decision.Due) judgement.decision()).missing())
          .as(run.toString())
          .containsExactly(B);
    }
  }

  @Test
  void aRunOfAnotherCycleSaysNothingWhereThereAreCycles() {
    night.cycles(Judging.OVERNIGHT, Judging.SAME_DAY).rows(B, 1L).after(HALF);

    Instant noonOfTheDay = Instant.parse("2026-01-10T17:00:00Z");
    Judgement other = night.runs(run("success", noonOfTheDay)).judge();
    assertThat(((Decision.Due) other.decision()).missing()).containsExactly(B);
    Judgement own = night.runs(run("success", FIRST)).judge();
    assertThat(((Decision.Due) own.decision()).missing()).isEmpty();

    Judgement alone = night.cycles(Judging.OVERNIGHT).runs(run("success", noonOfTheDay)).judge();
    assertThat(((Decision.Due) alone.decision()).missing()).isEmpty();
  }

  @Test
  void aRunWithoutAStartIsPlacedByItsEnd() {
    RunRow ended =
        new RunRow(
            "BProcessor",
            "r1",
            "success",
            Optional.empty(),
            Optional.of(FIRST),
            Optional.of(DATE),
            Optional.empty());
    assertThat(
            ((Decision.Due) night.runs(ended).rows(B, 1L).after(HALF).judge().decision()).missing())
        .isEmpty();
  }

  @Test
  void anEndedRunIsProvenByItsGatesWhereItHasSome() {
    night.runs(run("success", FIRST)).gate(B, B, 10, Action.BLOCK).after(HALF);

    assertThat(((Decision.Due) night.rows(B, 10L).judge().decision()).missing()).isEmpty();
    assertThat(((Decision.Due) night.rows(B, 9L).judge().decision()).missing()).containsExactly(B);
  }

  @Test
  void anEndedRunOfAMemberWithoutATableNeedsNoRows() {
    RunRow run =
        new RunRow(
            "DProcessor",
            "r1",
            "success",
            Optional.of(FIRST),
            Optional.of(FIRST),
            Optional.of(DATE),
            Optional.empty());
    Judgement judgement = new Judging().complete(A, B, C).runs(run).after(HALF).judge();

    assertThat(((Decision.Due) judgement.decision()).missing()).isEmpty();
    assertThat(judgement.needs()).isEmpty();
  }

  private static List<ProcessorName> counted(Judgement judgement) {
    List<Decision.Counted> counted =
        judgement.decision() instanceof Decision.Held held
            ? held.counted()
            : ((Decision.Due) judgement.decision()).counted();
    return counted.stream().map(Decision.Counted::processor).toList();
  }

  private static RunRow run(String status, Instant startedAt) {
    return new RunRow(
        "BProcessor",
        "r1",
        status,
        Optional.of(startedAt),
        Optional.of(startedAt.plusSeconds(60)),
        Optional.of(DATE),
        Optional.empty());
  }

  private static Instant now() {
    return FIRST.plus(Duration.ofMinutes(10));
  }
}
