package io.phasekeeper.gate;

import static io.phasekeeper.gate.GateExamples.DATE;
import static io.phasekeeper.gate.GateExamples.day;
import static io.phasekeeper.gate.GateExamples.game;
import static io.phasekeeper.gate.GateExamples.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.gate.GateResult.Verdict;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.Condition;
import io.phasekeeper.warehouse.Measured;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gate on a share says of a population. */
class ShareGateTest {
  private static GateRule share(double atLeast, int days, Optional<String> per, long least) {
    return rule(
        new GateCheck.Share(
            List.of(Condition.of("usage_rate", Condition.Operator.NOT_NULL)),
            List.of(Condition.of("minutes_played", Condition.Operator.ABOVE, 0L)),
            atLeast,
            days,
            false,
            per,
            least));
  }

  private static Measured shared(LocalDate date, String part, long rows, long of, long satisfy) {
    return new Measured(date, part, rows, of, satisfy, Optional.empty(), Optional.empty());
  }

  private static final GateDay GAME = day(game(DATE, "final", "POR", "TOR"));

  @ParameterizedTest
  @CsvSource({"94, FAILS", "95, PASSES", "96, PASSES", "100, PASSES", "0, FAILS"})
  void aShareIsOfThePopulationAlone(long satisfying, Verdict verdict) {
    GateResult result =
        DataGates.judge(
            share(0.95, 1, Optional.empty(), 1),
            GateAnswers.of(List.of(shared(DATE, "", 170, 100, satisfying))),
            GAME);

    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.observed()).contains(satisfying);
    assertThat(result.wanted()).contains(95L);
  }

  @Test
  void rowsWithoutAPopulationAreUnknownAndNoRowsPass() {
    GateRule gate = share(0.95, 1, Optional.empty(), 1);

    assertThat(
            DataGates.judge(gate, GateAnswers.of(List.of(shared(DATE, "", 170, 0, 0))), GAME)
                .verdict())
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(DataGates.judge(gate, GateAnswers.of(List.of()), GAME).verdict())
        .isEqualTo(Verdict.PASSES);
    assertThat(
            DataGates.judge(
                    share(0.95, 1, Optional.empty(), 20),
                    GateAnswers.of(List.of(shared(DATE, "", 170, 19, 0))),
                    GAME)
                .verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aWindowSumsItsDaysAndNoOthers() {
    GateAnswers answers =
        GateAnswers.of(
            List.of(
                shared(DATE.minusDays(3), "", 100, 100, 0),
                shared(DATE.minusDays(2), "", 100, 100, 100),
                shared(DATE, "", 100, 100, 90)));

    GateResult result = DataGates.judge(share(0.95, 3, Optional.empty(), 1), answers, GAME);

    assertThat(result.verdict()).isEqualTo(Verdict.PASSES);
    assertThat(result.observed()).contains(190L);
    assertThat(result.wanted()).contains(190L);
  }

  @Test
  void eachGroupHasItsShareAndTheWorstIsNamedFirst() {
    GateResult result =
        DataGates.judge(
            share(0.5, 1, Optional.of("line_source"), 1),
            GateAnswers.of(
                List.of(
                    shared(DATE, "ACTUAL", 100, 100, 80),
                    shared(DATE, "ESTIMATED", 100, 100, 40),
                    shared(DATE, "NO_LINE", 10, 10, 1))),
            GAME);

    assertThat(result.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(result.evidence().get("worst"))
        .isEqualTo(List.of("NO_LINE: 10.0 %", "ESTIMATED: 40.0 %"));
  }
}
