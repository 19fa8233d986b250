package io.phasekeeper.gate;

import static io.phasekeeper.gate.GateExamples.CALENDAR;
import static io.phasekeeper.gate.GateExamples.DATE;
import static io.phasekeeper.gate.GateExamples.NOW;
import static io.phasekeeper.gate.GateExamples.counted;
import static io.phasekeeper.gate.GateExamples.day;
import static io.phasekeeper.gate.GateExamples.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.gate.GateResult.Verdict;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.Measured;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gate on age says of the newest rows. */
class FreshGateTest {
  private static final GateRule THREE_DAYS =
      rule(new GateCheck.Fresh(Duration.ofDays(3), Optional.of("team_abbr"), false));

  @ParameterizedTest
  @CsvSource({"0, PASSES", "3, PASSES", "4, FAILS", "20, FAILS", "-1, PASSES"})
  void anAgeByDateIsCountedInWholeDays(int age, Verdict verdict) {
    GateResult result =
        DataGates.judge(
            THREE_DAYS,
            GateAnswers.of(
                List.of(
                    counted(DATE.minusDays(age), "POR", 15),
                    counted(DATE.minusDays(age + 7), "POR", 15),
                    counted(DATE, "BOS", 15))),
            day());

    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.observed()).contains((long) Math.max(0, age));
    if (verdict == Verdict.FAILS) {
      assertThat(result.evidence().get("worst").toString()).contains("POR").doesNotContain("BOS");
    }
  }

  @Test
  void aTableWithoutAnyRowIsNotFreshAndIsOlderThanWasLookedFor() {
    GateResult ofTeams = DataGates.judge(THREE_DAYS, GateAnswers.of(List.of()), day());
    GateRule whole = rule(new GateCheck.Fresh(Duration.ofDays(3), Optional.empty(), false));

    assertThat(ofTeams.verdict()).isEqualTo(Verdict.FAILS);
    // The season began three days ago.
    assertThat(ofTeams.explanation()).contains("more than 36 days old");
    assertThat(DataGates.judge(whole, GateAnswers.of(List.of()), day()).explanation())
        .contains("more than 33 days old");
  }

  @Test
  void anEntityThatWasOnceSeenStaysStaleHoweverOldItGetsInTheSeason() {
    GateCheck.Fresh check = (GateCheck.Fresh) THREE_DAYS.check();
    LocalDate season = DATE.minusDays(3);

    LocalDate seen = GateQuestions.begin(check, Optional.of(CALENDAR), DATE);

    assertThat(seen).isEqualTo(season.minusDays(33));
    assertThat(GateQuestions.begin(check, Optional.of(CALENDAR), DATE.plusDays(120)))
        .as("rows that were seen are seen all season")
        .isEqualTo(seen);
    assertThat(GateQuestions.begin(check, Optional.empty(), DATE))
        .as("a year, in a pipeline without seasons")
        .isEqualTo(DATE.minusDays(365 + 33));
    GateResult old =
        DataGates.judge(
            THREE_DAYS,
            GateAnswers.of(
                List.of(counted(DATE.minusDays(64), "POR", 15), counted(DATE, "BOS", 1))),
            day());
    assertThat(old.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(old.explanation()).contains("POR 64 days");
  }

  @ParameterizedTest
  @CsvSource({"3600, PASSES", "3601, FAILS"})
  void anAgeByWritingIsCountedToTheSecond(long seconds, Verdict verdict) {
    GateRule gate = rule(new GateCheck.Fresh(Duration.ofHours(1), Optional.empty(), true));
    Measured row =
        new Measured(DATE, "", 1, 1, 1, Optional.empty(), Optional.of(NOW.minusSeconds(seconds)));

    assertThat(DataGates.judge(gate, GateAnswers.of(List.of(row)), day()).verdict())
        .isEqualTo(verdict);
  }
}
