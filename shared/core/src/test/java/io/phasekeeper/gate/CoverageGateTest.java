package io.phasekeeper.gate;

import static io.phasekeeper.gate.GateExamples.CALENDAR;
import static io.phasekeeper.gate.GateExamples.DATE;
import static io.phasekeeper.gate.GateExamples.NOW;
import static io.phasekeeper.gate.GateExamples.day;
import static io.phasekeeper.gate.GateExamples.game;
import static io.phasekeeper.gate.GateExamples.parts;
import static io.phasekeeper.gate.GateExamples.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.gate.GateResult.Verdict;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.Measured;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gate on coverage says of counted rows and the calendar. */
class CoverageGateTest {
  private static final GateRule EIGHT =
      rule(new GateCheck.Coverage("team_abbr", true, 8, 1, Optional.empty()));

  @ParameterizedTest
  @CsvSource({
    "4, 4, PASSES",
    "7, 1, PASSES",
    "4, 3, FAILS",
    "0, 7, FAILS",
    "0, 20, FAILS",
    "0, 0, FAILS"
  })
  void anEntityNeedsRowsEnoughAndSomeOfEachPart(int home, int away, Verdict verdict) {
    GateResult result =
        DataGates.judge(
            EIGHT, parts("POR", home, "TOR", away), day(game(DATE, "scheduled", "POR", "TOR")));

    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.wanted()).contains(1L);
    assertThat(result.observed()).contains(verdict == Verdict.PASSES ? 1L : 0L);
  }

  @Test
  void noneOfOnePartIsWorseThanFewOfBothAndThePostponedIsNotExpected() {
    GateResult result =
        DataGates.judge(
            EIGHT,
            parts("BOS", 12, "BKN", 12, "DEN", 1, "MIL", 1, "TOR", 5),
            day(
                game(DATE, "scheduled", "BOS", "BKN"),
                game(DATE, "scheduled", "MIL", "DEN"),
                game(DATE, "scheduled", "POR", "TOR"),
                game(DATE, "Postponed", "LAL", "UTA")));

    assertThat(result.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(result.observed()).contains(1L);
    assertThat(result.wanted()).contains(3L);
    assertThat(result.evidence().get("worst"))
        .isEqualTo(List.of("POR–TOR: 5 of 8, of which POR 0", "MIL–DEN: 2 of 8"));
    assertThat(result.explanation()).contains("1 of 3").contains("POR–TOR");
  }

  @Test
  void anEntityIsFoundByTheNameThatOutputsGiveIt() {
    GateRule six = rule(new GateCheck.Coverage("game_id", false, 6, 0, Optional.empty()));

    assertThat(
            DataGates.judge(
                    six, parts("20260123_TOR_POR", 6), day(game(DATE, "scheduled", "POR", "TOR")))
                .verdict())
        .isEqualTo(Verdict.PASSES);
    assertThat(
            DataGates.judge(six, parts("PORTOR", 6), day(game(DATE, "scheduled", "POR", "TOR")))
                .verdict())
        .isEqualTo(Verdict.FAILS);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, FAILS", "PT1M, PASSES"})
  void onlyWhatEndedLongEnoughAgoIsExpected(Duration early, Verdict verdict) {
    GateRule gate =
        rule(new GateCheck.Coverage("team_abbr", true, 8, 1, Optional.of(Duration.ofHours(1))));
    Instant expectedFrom = Instant.parse("2026-01-23T23:30:00Z"); // 20:00, 2 h 30, one hour

    GateResult result =
        DataGates.judge(
            gate,
            parts("POR", 1),
            new GateDay(
                DATE,
                CalendarSpan.of(CALENDAR, List.of(game(DATE, "final", "POR", "TOR"))),
                expectedFrom.minus(early)));

    assertThat(result.verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    // when the newest rows were written, when it is now; expected from 23:30 on; due 03:00
    "23:29:59, 02:59:59, PASSES",
    "23:30:00, 23:30:00, FAILS",
    "23:29:59, 03:00:00, FAILS",
    "'',       23:30:00, FAILS", // nobody knows when
    "'',       23:29:59, PASSES"
  })
  void whatEndedSinceTheNewestRowsWereWrittenComesWithTheNextUntilTheGateIsDue(
      String written, String now, Verdict verdict) {
    GateRule gate =
        rule(new GateCheck.Coverage("team_abbr", true, 8, 1, Optional.of(Duration.ofHours(1))));
    Optional<Instant> newest = written.isEmpty() ? Optional.empty() : Optional.of(night(written));

    GateResult result =
        DataGates.judge(
            gate,
            GateAnswers.of(List.of(new Measured(DATE, "BOS", 9, 9, 9, newest, newest))),
            new GateDay(
                DATE,
                CalendarSpan.of(CALENDAR, List.of(game(DATE, "final", "POR", "TOR"))),
                night(now),
                Optional.of(night("03:00:00")),
                Optional.empty(),
                NewerMemory.NONE));

    assertThat(result.verdict()).isEqualTo(verdict);
  }

  private static Instant night(String time) {
    LocalDate date = time.startsWith("0") ? DATE.plusDays(1) : DATE;
    return Instant.parse(date + "T" + time + "Z");
  }

  @Test
  void aDateWithoutWorkPassesAndOneNobodyKnowsIsUnknown() {
    assertThat(
            DataGates.judge(EIGHT, parts(), day(game(DATE.plusDays(1), "final", "A", "B")))
                .verdict())
        .isEqualTo(Verdict.PASSES);
    assertThat(DataGates.judge(EIGHT, parts(), day()).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(
            DataGates.judge(
                    EIGHT, parts(), new GateDay(DATE, CalendarSpan.unreadable(CALENDAR, "x"), NOW))
                .explanation())
        .contains("x");
  }

  @Test
  void whatCannotBeAskedIsUnknownAndSaysWhom() {
    PortFailure failure =
        new PortFailure(PortFailure.Service.BIGQUERY, PortFailure.Kind.INVALID, "no such column");

    GateResult result =
        DataGates.judge(
            EIGHT,
            GateAnswers.unseen(failure, "d.store"),
            day(game(DATE, "scheduled", "POR", "TOR")));

    assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(result.blocks()).isTrue();
    assertThat(result.explanation()).contains("d.store").contains("no such column");
  }

  @Test
  void enoughRowsThatAreFewerThanOnAnOrdinaryDayPassAndAreTold() {
    GateRule gate = rule(new GateCheck.Rows(10, true, Optional.of(30L)));

    GateResult result =
        DataGates.judge(gate, parts("", 20), day(game(DATE, "final", "POR", "TOR")));

    assertThat(result.verdict()).isEqualTo(Verdict.PASSES);
    assertThat(result.explanation()).endsWith("; an ordinary day has 30");
  }
}
