package io.phasekeeper.gate;

import static io.phasekeeper.gate.GateExamples.CALENDAR;
import static io.phasekeeper.gate.GateExamples.DATE;
import static io.phasekeeper.gate.GateExamples.INPUT;
import static io.phasekeeper.gate.GateExamples.NOW;
import static io.phasekeeper.gate.GateExamples.day;
import static io.phasekeeper.gate.GateExamples.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.gate.GateResult.Verdict;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.Compared;
import io.phasekeeper.warehouse.KeyCount;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gates on duplicate keys, and on an output beside its input, say. */
class NewerThanGateTest {
  @Test
  void moreRowsThanKeysAreNotUnique() {
    GateRule gate = rule(new GateCheck.Unique(List.of("game_id", "team_abbr")));
    KeyCount twice = new KeyCount(DATE, 24, 12, 12, Optional.of("1|TOR"));

    GateResult result = DataGates.judge(gate, GateAnswers.ofKeys(List.of(twice)), day());

    assertThat(result.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(result.observed()).contains(24L);
    assertThat(result.wanted()).contains(12L);
    assertThat(result.evidence()).containsEntry("example", "1|TOR");
    assertThat(
            DataGates.judge(
                    gate,
                    GateAnswers.ofKeys(List.of(new KeyCount(DATE, 12, 12, 0, Optional.empty()))),
                    day())
                .verdict())
        .isEqualTo(Verdict.PASSES);
    assertThat(DataGates.judge(gate, GateAnswers.ofKeys(List.of()), day()).verdict())
        .isEqualTo(Verdict.PASSES);
  }

  private static GateAnswers written(long outputAgo, long inputAgo) {
    return written(outputAgo, inputAgo, 1, inputAgo < outputAgo ? 1 : 0);
  }

  private static GateAnswers written(long outputAgo, long inputAgo, long things, long later) {
    return GateAnswers.ofCompared(
        List.of(
            new Compared(
                DATE,
                1,
                Optional.of(NOW.minusSeconds(outputAgo)),
                things,
                Optional.of(NOW.minusSeconds(inputAgo)),
                things,
                later)));
  }

  private static GateDay remembering(NewerMemory memory) {
    return new GateDay(
        DATE,
        CalendarSpan.of(CALENDAR, List.of()),
        NOW,
        Optional.empty(),
        Optional.empty(),
        memory);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 20, PASSES",
    "20, 20, PASSES",
    "400, 299, PASSES",
    "400, 300, FAILS",
    "9000, 8000, FAILS"
  })
  void anOutputOlderThanItsInputIsStaleOnceTheGraceIsOver(
      long outputAgo, long inputAgo, Verdict verdict) {
    GateRule gate = rule(new GateCheck.NewerThan("input", INPUT, Duration.ofMinutes(5), false));

    assertThat(DataGates.judge(gate, written(outputAgo, inputAgo), day()).verdict())
        .isEqualTo(verdict);
  }

  @Test
  void anInputThatIsWrittenAgainWithinTheGraceAllTheTimeMakesTheOutputStaleAllTheSame() {
    GateRule gate = rule(new GateCheck.NewerThan("input", INPUT, Duration.ofMinutes(5), false));
    NewerMemory before = NewerMemory.NONE.after(written(900, 300), DATE);

    assertThat(DataGates.judge(gate, written(900, 10), remembering(before)).verdict())
        .isEqualTo(Verdict.FAILS);
    assertThat(DataGates.judge(gate, written(200, 10), remembering(before)).verdict())
        .as("made again since")
        .isEqualTo(Verdict.PASSES);
  }

  @ParameterizedTest
  @CsvSource({
    // what had been there, what is there, what of it was written later, how much may be late
    "100, 100, 100, 0,    PASSES", // all written again
    "100, 104, 104, 0,    FAILS", // and four more
    "100, 125, 125, 0.2,  PASSES",
    "100, 126, 126, 0.2,  FAILS",
    "11,  104, 93,  0.2,  FAILS", // 11 of 104 were there
    "11,  104, 0,   0,    PASSES", // all of them have older rows, too
    "0,   104, 104, 0.99, FAILS", // there was nothing
    ",    104, 104, 0.2,  FAILS", // nobody saw what was there, and all is newer
    ",    104, 20,  0.2,  PASSES"
  })
  void whereRenewalsAreIgnoredOnlyWhatCameForTheFirstTimeCounts(
      Long had, long things, long later, double lateShare, Verdict verdict) {
    GateRule gate =
        rule(
            new GateCheck.NewerThan(
                "input",
                INPUT,
                Duration.ofMinutes(5),
                true,
                Optional.of("player_lookup"),
                lateShare));

    GateResult result =
        DataGates.judge(
            gate,
            written(9000, 8000, things, later),
            remembering(new NewerMemory(Optional.ofNullable(had), Optional.empty())));

    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.explanation())
        .contains(" of its " + things + " values of player_lookup came for the first time");
  }

  @Test
  void whatThereWasOfAnInputIsRememberedUntilItIsNewer() {
    NewerMemory nothing = NewerMemory.NONE.after(GateAnswers.ofCompared(List.of()), DATE);
    NewerMemory newer = nothing.after(written(100, 100, 40, 0), DATE);
    NewerMemory older = newer.after(written(100, 50, 90, 90), DATE);
    NewerMemory still = older.after(written(100, 10, 95, 95), DATE);

    assertThat(nothing).isEqualTo(new NewerMemory(Optional.of(0L), Optional.empty()));
    assertThat(newer).isEqualTo(new NewerMemory(Optional.of(40L), Optional.empty()));
    assertThat(older)
        .isEqualTo(new NewerMemory(Optional.of(40L), Optional.of(NOW.minusSeconds(50))));
    assertThat(still).isEqualTo(older);
    assertThat(still.after(written(20, 10, 95, 95), DATE).since())
        .as("the output was made again in between")
        .contains(NOW.minusSeconds(10));
    assertThat(still.after(written(5, 10, 95, 0), DATE))
        .isEqualTo(new NewerMemory(Optional.of(95L), Optional.empty()));
  }

  @Test
  void withoutRowsOfBothThereIsNothingToCompareAndWithoutTimesNobodyCanTell() {
    GateRule gate = rule(new GateCheck.NewerThan("input", INPUT, Duration.ofMinutes(5), false));

    assertThat(explained(gate, new Compared(DATE, 0, Optional.empty(), 1, Optional.of(NOW), 1, 0)))
        .isEqualTo("PASSES: d.store has no rows of this date: nothing to compare");
    assertThat(explained(gate, new Compared(DATE, 1, Optional.of(NOW), 0, Optional.empty(), 0, 0)))
        .isEqualTo("PASSES: d.input has no rows of this date: nothing to compare");
    assertThat(explained(gate, new Compared(DATE, 1, Optional.empty(), 1, Optional.of(NOW), 1, 0)))
        .isEqualTo("UNKNOWN: d.store does not tell when it was written");
    assertThat(explained(gate, new Compared(DATE, 1, Optional.of(NOW), 1, Optional.empty(), 1, 0)))
        .isEqualTo("UNKNOWN: d.input does not tell when it was written");
    assertThat(verdict(gate, new Compared(DATE, 0, Optional.empty(), 1, Optional.of(NOW), 1, 0)))
        .isEqualTo(Verdict.PASSES);
    assertThat(verdict(gate, new Compared(DATE, 1, Optional.of(NOW), 0, Optional.empty(), 0, 0)))
        .isEqualTo(Verdict.PASSES);
    assertThat(verdict(gate, new Compared(DATE, 1, Optional.empty(), 1, Optional.of(NOW), 1, 0)))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(verdict(gate, new Compared(DATE, 1, Optional.of(NOW), 1, Optional.empty(), 1, 0)))
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(
            verdict(
                gate,
                new Compared(DATE.plusDays(1), 1, Optional.empty(), 1, Optional.empty(), 1, 0)))
        .as("another date")
        .isEqualTo(Verdict.PASSES);
  }

  private static String explained(GateRule gate, Compared compared) {
    GateResult result = DataGates.judge(gate, GateAnswers.ofCompared(List.of(compared)), day());
    return result.verdict() + ": " + result.explanation();
  }

  @Test
  void anOutputBesideItsInputIsExplainedWithTheSecondsBetweenThem() {
    GateRule gate = rule(new GateCheck.NewerThan("odds", INPUT, Duration.ofMinutes(5), false));

    assertThat(DataGates.judge(gate, written(10, 20), day()).explanation())
        .isEqualTo("d.store was written after its input odds");
    assertThat(DataGates.judge(gate, written(400, 299), day()).explanation())
        .isEqualTo("d.store was written 101 s before its input odds; it is not late yet");
    assertThat(DataGates.judge(gate, written(400, 300), day()).explanation())
        .isEqualTo("d.store was written 100 s before its input odds");
    assertThat(DataGates.judge(gate, written(400, 300), day()).observed()).contains(100L);
  }

  private static Verdict verdict(GateRule gate, Compared compared) {
    return DataGates.judge(gate, GateAnswers.ofCompared(List.of(compared)), day()).verdict();
  }
}
