package io.phasekeeper.transition;

import static io.phasekeeper.transition.Judging.A;
import static io.phasekeeper.transition.Judging.B;
import static io.phasekeeper.transition.Judging.C;
import static io.phasekeeper.transition.Judging.D;
import static io.phasekeeper.transition.Judging.FIRST;
import static io.phasekeeper.transition.Judging.fact;
import static io.phasekeeper.transition.Judging.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.GateRule.Action;
import io.phasekeeper.pipeline.ProcessorName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a start by hand counts, and when it is refused. */
class HandMadeTest {
  private final Judging night = new Judging();
  private final Set<Question> asked = new LinkedHashSet<>();

  @Test
  void membersThatAreCompleteOrHaveRowsCountAndTheOthersAreMissing() {
    night
        .complete(A)
        .has(fact(B, ReportStatus.FAILED, 7L, FIRST))
        .has(fact(D, ReportStatus.PARTIAL, 7L, FIRST))
        .rows(B, 1L)
        .rows(C, 0L);

    HandMade made = made(false);
    assertThat(counted(made)).containsExactly(A, B);
    assertThat(made.missing()).containsExactly(C, D);
    assertThat(made.refused()).isEmpty();
    assertThat(made.counted().get(0).fact()).isPresent();
    assertThat(made.counted().get(1).fact()).isEmpty();
  }

  @Test
  void ofSeveralCompletionsTheNewestCounts() {
    Fact newest = fact(A, FIRST.plusSeconds(60));
    night.has(newest).complete(A).has(fact(A, FIRST.minusSeconds(60)));

    assertThat(made(false).counted()).containsExactly(new Decision.Counted(A, Optional.of(newest)));
  }

  @Test
  void forcedItStartsOnAllAndNamesWhatItGoesWithout() {
    night.complete(A).gate(null, A, 10, Action.BLOCK).rows(A, 0L).rows(B, 0L).rows(C, 0L);

    HandMade made = made(true);
    assertThat(counted(made)).containsExactly(A);
    assertThat(made.missing()).containsExactly(B, C, D);
    assertThat(made.startsOn()).containsExactly(A, B, C, D);
    assertThat(made.refused()).isEmpty();
    assertThat(made(false).startsOn()).containsExactly(A);
  }

  @Test
  void whereNobodyIsCompleteOrHasRowsItIsRefused() {
    night.rows(A, 0L).rows(B, null);

    HandMade made = made(false);
    assertThat(counted(made)).isEmpty();
    assertThat(made.refused())
        .contains(
            "none of [a, b, c, d] is complete or has rows for 2026-01-10; --force starts it all"
                + " the same");
  }

  @Test
  void theGatesOfTheCountedAndOfNobodyApply() {
    night
        .complete(A, B)
        .gate(A, A, 10, Action.BLOCK)
        .gate(B, B, 10, Action.WARN)
        .gate(C, C, 10, Action.BLOCK)
        .gate(null, A, 5, Action.BLOCK)
        .rows(A, 9L)
        .rows(B, 9L)
        .rows(C, 0L);

    HandMade made = made(false);
    assertThat(made.gates())
        .extracting(GateResult::explanation)
        .containsExactly(
            "t.a has 9 rows, wanted at least 10",
            "t.b has 9 rows, wanted at least 10",
            "t.a has 9 rows, wanted at least 5");
    assertThat(made.refused())
        .contains(
            "its gates say no: t.a has 9 rows, wanted at least 10; --force starts it all the same");
    night.rows(A, 10L);
    assertThat(made(false).refused()).isEmpty();
  }

  @Test
  void aGatePerGameUsesTheCalendarAndWithoutRowsToSeeItIsUnknown() {
    night
        .complete(A)
        .gatePerEntity(A, 10)
        .rows(A, 19L)
        .work(new DayWork(DayWork.State.KNOWN, 2, ""));
    assertThat(made(false).refused().orElseThrow())
        .contains("wanted at least 20 (10 for each of 2)");

    night.rows(A, null);
    assertThat(made(false).gates().get(0).verdict()).isEqualTo(GateResult.Verdict.UNKNOWN);
    assertThat(made(false).refused()).isPresent();
  }

  @Test
  void theTablesOfAllMembersAndGatesAreAskedAndTheCalendarOnlyForGatesPerGame() {
    made(false);
    assertThat(asked)
        .containsExactlyInAnyOrder(
            new Question.Rows(table(A)), new Question.Rows(table(B)), new Question.Rows(table(C)));

    asked.clear();
    ProcessorName elsewhere = new ProcessorName("elsewhere");
    night.gate(null, elsewhere, 1, Action.BLOCK);
    made(false);
    assertThat(asked).hasSize(4).contains(new Question.Rows(table(elsewhere)));

    asked.clear();
    night.gatePerEntity(A, 1);
    made(false);
    assertThat(asked).hasSize(5).contains(new Question.Work());
  }

  private HandMade made(boolean force) {
    return HandMade.of(
        night.situation(),
        force,
        questions -> {
          asked.addAll(questions);
          return night.known();
        });
  }

  private static List<ProcessorName> counted(HandMade made) {
    return made.counted().stream().map(Decision.Counted::processor).toList();
  }
}
