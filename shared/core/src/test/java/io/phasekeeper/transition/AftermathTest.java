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
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.Transition.Afterwards;
import io.phasekeeper.trigger.CountedMember;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.trigger.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found, and what is asked for again, after a start. */
class AftermathTest {
  private static final Instant THEN = FIRST.plus(Duration.ofMinutes(9));

  /** Midnight in New York after {@link Judging#FIRST}. */
  private static final Instant MIDNIGHT = Instant.parse("2026-01-12T05:00:00Z");

  @Test
  void aStartWithAllIsSettledWithoutAWord() {
    Judgement judgement = all().judge();

    assertThat(judgement.decision().word()).isEqualTo("settled");
    assertThat(judgement.findings()).isEmpty();
    assertThat(judgement.dueAt()).isEmpty();
    assertThat(judgement.needs()).isEmpty();
  }

  @Test
  void aLateCompletionIsFoundUntilTheEndOfItsDay() {
    Judging night = quorum().has(fact(D, THEN));

    Judgement judgement = night.judge();
    assertThat(judgement.decision().word()).isEqualTo("settled");
    FindingDraft finding = only(judgement);
    assertThat(finding.key()).isEqualTo("late-completion:d:2026-01-10:overnight");
    assertThat(finding.what()).isEqualTo("d completed after made was started for 2026-01-10");
    assertThat(finding.evidence()).containsEntry("completed_at", THEN.toString());
    assertThat(judgement.dueAt()).contains(MIDNIGHT);
    assertThat(found(night.at(MIDNIGHT.minusSeconds(1)).judge()))
        .containsExactly("late-completion d");
    assertThat(night.at(MIDNIGHT).judge().findings()).isEmpty();
    assertThat(night.at(MIDNIGHT).judge().dueAt()).isEmpty();
  }

  @Test
  void aRepeatedCompletionIsFoundToo() {
    Judgement judgement = all().has(fact(A, THEN)).judge();

    assertThat(only(judgement).what())
        .isEqualTo("a completed again after made was started for 2026-01-10");
    assertThat(judgement.dueAt()).contains(MIDNIGHT);
  }

  @Test
  void eachPolicyIsForItsOwnKind() {
    for (Afterwards late : Afterwards.values()) {
      for (Afterwards repeated : Afterwards.values()) {
        Judgement ofLate = quorum().has(fact(D, THEN)).afterwards(late, repeated).judge();
        Judgement ofRepeated = all().has(fact(A, THEN)).afterwards(late, repeated).judge();

        assertThat(told(ofLate)).as("late: " + late).isEqualTo(expected(late));
        assertThat(told(ofRepeated)).as("repeated: " + repeated).isEqualTo(expected(repeated));
      }
    }
  }

  private static String told(Judgement judgement) {
    boolean found = found(judgement).stream().anyMatch(f -> f.startsWith("late-completion"));
    return judgement.decision().word() + (found ? ", found" : "");
  }

  private static String expected(Afterwards policy) {
    return switch (policy) {
      case IGNORE -> "settled";
      case ALERT -> "settled, found";
      case RETRIGGER -> "due";
    };
  }

  @Test
  void aRetriggerIsTheNextGeneration() {
    Decision.Due due =
        (Decision.Due)
            all()
                .has(fact(A, THEN))
                .afterwards(Afterwards.IGNORE, Afterwards.RETRIGGER)
                .judge()
                .decision();

    assertThat(due.id()).hasToString("made:2026-01-10:overnight:2");
  }

  @Test
  void whatTheTriggerWasDecidedOnAndWhatFailedAsksForNothing() {
    Judging night =
        all()
            .has(fact(A, ReportStatus.FAILED, 1L, THEN))
            .has(fact(B, ReportStatus.NO_DATA, 1L, THEN))
            .afterwards(Afterwards.RETRIGGER, Afterwards.RETRIGGER);

    assertThat(night.judge().decision().word()).isEqualTo("settled");
  }

  @Test
  void anOlderCompletionOfACountedMemberAndOneOfTheSameTimeAreNoNews() {
    Judging night = all().afterwards(Afterwards.RETRIGGER, Afterwards.RETRIGGER);

    assertThat(night.has(fact(A, FIRST.minusSeconds(1))).judge().decision().word())
        .isEqualTo("settled");
    assertThat(night.has(fact(A, ReportStatus.SUCCESS, 7L, FIRST)).judge().decision().word())
        .isEqualTo("settled");
    Fact untimed = fact(A, ReportStatus.SUCCESS, 7L, null);
    assertThat(night.has(untimed).judge().decision().word()).isEqualTo("settled");
    assertThat(night.has(fact(A, FIRST.plusMillis(1))).judge().decision().word()).isEqualTo("due");
  }

  @Test
  void aMemberCountedAtAnUnknownTimeIsRepeatedByAnyFactUnlessByEvidenceOrAdopted() {
    Afterwards again = Afterwards.RETRIGGER;
    List<CountedMember> untimed = members(false);

    assertThat(startedWith(TriggerState.PUBLISHED, untimed).afterwards(again, again).judge())
        .extracting(j -> j.decision().word())
        .isEqualTo("due");
    assertThat(startedWith(TriggerState.ADOPTED, untimed).afterwards(again, again).judge())
        .extracting(j -> j.decision().word())
        .isEqualTo("settled");
    assertThat(startedWith(TriggerState.PUBLISHED, members(true)).afterwards(again, again).judge())
        .extracting(j -> j.decision().word())
        .isEqualTo("settled");
  }

  private static Judging startedWith(TriggerState state, List<CountedMember> counted) {
    return new Judging()
        .started(state, TriggerReason.ALL_COMPLETE, counted, List.of())
        .complete(A, B, C, D);
  }

  private static List<CountedMember> members(boolean byEvidence) {
    return List.of(A, B, C, D).stream()
        .map(name -> new CountedMember(name, Optional.empty(), byEvidence))
        .toList();
  }

  @Test
  void aFactOfAMemberThatWasNeitherCountedNorMissingIsNoNews() {
    Judging night =
        new Judging()
            .started(TriggerState.PUBLISHED, TriggerReason.ALL_COMPLETE, List.of(), List.of())
            .complete(A, B, C, D)
            .afterwards(Afterwards.RETRIGGER, Afterwards.RETRIGGER);

    assertThat(night.judge().decision().word()).isEqualTo("settled");
  }

  @Test
  void aLateClaimIsACompletionOnceItsRowsAreThere() {
    Judging night =
        new Judging()
            .complete(A, B, D)
            .started(TriggerState.PUBLISHED, TriggerReason.QUORUM_DEADLINE)
            .has(fact(C, ReportStatus.SUCCESS, 0L, THEN));
    assertThat(night.judge().needs()).containsExactly(new Question.Rows(Judging.table(C)));

    Judgement hollow = night.rows(C, 0L).judge();
    assertThat(found(hollow)).containsExactly("phase-started-partial made", "hollow-success c");
    assertThat(hollow.dueAt()).contains(now().plus(Judge.SELDOM));
    Judgement proven = night.rows(C, 1L).judge();
    assertThat(found(proven)).containsExactly("late-completion c");
    assertThat(proven.proven()).hasSize(1);
    assertThat(proven.miscounted()).hasSize(1);
    assertThat(night.rows(C, 1L).afterwards(Afterwards.RETRIGGER, Afterwards.IGNORE).judge())
        .extracting(j -> j.decision().word())
        .isEqualTo("due");
  }

  @Test
  void aClaimWhoseRowsNobodyCouldCountIsLookedAtAgain() {
    Judging night =
        new Judging()
            .complete(A, B, D)
            .started(TriggerState.PUBLISHED, TriggerReason.ALL_COMPLETE)
            .has(fact(C, ReportStatus.SUCCESS, 0L, THEN))
            .rows(C, null);

    assertThat(night.judge().dueAt()).contains(now().plus(Judge.SELDOM));
    assertThat(night.judge().findings()).isEmpty();
  }

  @Test
  void outsideTheWindowNoTableIsLookedAt() {
    Judging night =
        new Judging()
            .complete(A, B, D)
            .started(TriggerState.PUBLISHED, TriggerReason.ALL_COMPLETE)
            .has(fact(C, ReportStatus.SUCCESS, 0L, THEN))
            .after(Duration.ofDays(5));
    assertThat(night.judge().needs()).isEmpty();
    assertThat(night.judge().dueAt()).isEmpty();

    Judgement known = night.rows(C, 0L).judge();
    assertThat(known.findings()).isEmpty();
    assertThat(known.dueAt()).isEmpty();
    assertThat(night.rows(C, 1L).afterwards(Afterwards.RETRIGGER, Afterwards.IGNORE).judge())
        .extracting(j -> j.decision().word())
        .isEqualTo("settled");
  }

  @Test
  void aQuorumsMissingAreFoundUntilTheyComeOrTheDayEnds() {
    Judging night = quorum();

    FindingDraft finding = only(night.judge());
    assertThat(finding.key()).isEqualTo("phase-started-partial:made:2026-01-10:overnight");
    assertThat(finding.evidence()).containsEntry("missing", List.of("d"));
    assertThat(night.judge().dueAt()).contains(MIDNIGHT);
    assertThat(found(night.at(MIDNIGHT.minusSeconds(1)).judge()))
        .containsExactly("phase-started-partial made");
    assertThat(night.at(MIDNIGHT).judge().findings()).isEmpty();
    assertThat(night.at(MIDNIGHT).judge().dueAt()).isEmpty();
    night.has(fact(D, THEN)).afterwards(Afterwards.IGNORE, Afterwards.IGNORE);
    assertThat(night.after(Duration.ofMinutes(10)).judge().findings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = TriggerReason.class,
      names = {"ALL_COMPLETE", "MANUAL", "ADOPTED"})
  void onlyAQuorumIsSaidToHaveStartedPartially(TriggerReason reason) {
    Judging night = new Judging().complete(A, B, C).started(TriggerState.PUBLISHED, reason);
    assertThat(night.judge().findings()).isEmpty();
  }

  @Test
  void whatAnotherStartedIsNotOurPartialStart() {
    Judging night =
        new Judging()
            .complete(A, B, C)
            .started(TriggerState.ADOPTED, TriggerReason.QUORUM_DEADLINE);
    assertThat(night.judge().findings()).isEmpty();
    assertThat(night.judge().dueAt()).isEmpty();
  }

  @Test
  void aMemberCountedByEvidenceIsFoundUntilItsMessageComes() {
    Judging night =
        new Judging()
            .complete(A, B, C)
            .started(
                TriggerState.PUBLISHED,
                TriggerReason.ALL_COMPLETE,
                List.of(
                    new CountedMember(A, Optional.of(FIRST), false),
                    new CountedMember(D, Optional.empty(), true)),
                List.of());

    FindingDraft finding = only(night.judge());
    assertThat(finding.key()).isEqualTo("ledger-disagreement:d:2026-01-10:overnight");
    assertThat(finding.what())
        .isEqualTo("no completion of d came; it was counted by its ended run and its rows");
    assertThat(night.judge().dueAt()).contains(MIDNIGHT);
    assertThat(night.has(fact(D, THEN)).judge().findings()).isEmpty();
  }

  /** Started with all four. */
  private static Judging all() {
    return new Judging()
        .complete(A, B, C, D)
        .started(TriggerState.PUBLISHED, TriggerReason.ALL_COMPLETE);
  }

  /** Started on three of four, without D. */
  private static Judging quorum() {
    return new Judging()
        .complete(A, B, C)
        .started(TriggerState.PUBLISHED, TriggerReason.QUORUM_DEADLINE);
  }

  private static Instant now() {
    return FIRST.plus(Duration.ofMinutes(10));
  }
}
