package io.phasekeeper.gate;

import static io.phasekeeper.gate.GateExamples.CALENDAR;
import static io.phasekeeper.gate.GateExamples.DATE;
import static io.phasekeeper.gate.GateExamples.INPUT;
import static io.phasekeeper.gate.GateExamples.NOW;
import static io.phasekeeper.gate.GateExamples.counted;
import static io.phasekeeper.gate.GateExamples.day;
import static io.phasekeeper.gate.GateExamples.game;
import static io.phasekeeper.gate.GateExamples.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.gate.GateResult.Verdict;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.Measured;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gate on the last days says of rows and the calendar. */
class LookbackGateTest {
  private static GateRule days(int days, boolean perEntity, Optional<PhaseName> madeBy) {
    return rule(
        new GateCheck.Lookback(
            "input",
            INPUT,
            days,
            Optional.empty(),
            new GateCheck.Rows(perEntity ? 25 : 1, perEntity, Optional.empty()),
            madeBy));
  }

  private static final GateDay WEEK =
      day(
          game(DATE.minusDays(5), "final", "A", "B"),
          game(DATE.minusDays(3), "final", "A", "C"),
          game(DATE.minusDays(1), "final", "B", "C"),
          game(DATE.minusDays(1), "final", "A", "D"),
          game(DATE, "scheduled", "A", "B"));

  @Test
  void onlyDaysWithWorkAreMissed() {
    GateAnswers answers =
        GateAnswers.of(
            List.of(),
            List.of(counted(DATE.minusDays(1), "", 49), counted(DATE.minusDays(5), "", 25)));

    GateResult rows = DataGates.judge(days(6, true, Optional.empty()), answers, WEEK);

    assertThat(rows.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(rows.observed()).contains(1L);
    assertThat(rows.wanted()).contains(3L);
    assertThat(rows.evidence().get("worst"))
        .isEqualTo(List.of(DATE.minusDays(1) + ": 49 of 50", DATE.minusDays(3) + ": 0 of 25"));
    assertThat(DataGates.judge(days(2, false, Optional.empty()), answers, WEEK).verdict())
        .isEqualTo(Verdict.PASSES);
  }

  @Test
  void theFirstDaysOfASeasonAreNotMissedOfAPhaseThatMakesNoRowsThen() {
    GateResult result =
        DataGates.judge(
            days(3, false, Optional.of(new PhaseName("phase4"))),
            GateAnswers.of(List.of(), List.of(counted(DATE.minusDays(1), "", 1))),
            WEEK);

    assertThat(result.verdict()).as(result.explanation()).isEqualTo(Verdict.PASSES);
    assertThat(result.wanted()).contains(1L);
  }

  @Test
  void thePartsOfTheDateHaveTheirLastEntitiesWhole() {
    GateRule gate =
        rule(
            new GateCheck.Lookback(
                "input",
                INPUT,
                0,
                Optional.of(new GateCheck.Lookback.LastEntities(2, "team_abbr")),
                new GateCheck.Rows(8, false, Optional.empty()),
                Optional.empty()));
    GateAnswers answers =
        GateAnswers.of(
            List.of(),
            List.of(
                counted(DATE.minusDays(1), "A", 10),
                counted(DATE.minusDays(1), "B", 7),
                counted(DATE.minusDays(3), "A", 8),
                counted(DATE.minusDays(5), "B", 12)));

    GateResult result = DataGates.judge(gate, answers, WEEK);

    assertThat(result.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(result.wanted()).contains(4L);
    assertThat(result.evidence().get("worst"))
        .isEqualTo(List.of("B on " + DATE.minusDays(1) + ": 7 of 8"));
  }

  @Test
  void daysOfWhichTheCalendarKnowsNothingAreUnknownUnlessSomethingIsMissingForCertain() {
    // Nothing within seven days of the first two of ten.
    Calendar all = inSeasonSince(DATE.minusDays(30));
    CalendarEntry[] games = {
      game(DATE.minusDays(1), "final", "A", "B"), game(DATE, "scheduled", "A", "B")
    };
    GateDay day = new GateDay(DATE, CalendarSpan.of(all, List.of(games)), NOW);
    Measured yesterday = counted(DATE.minusDays(1), "", 49);
    GateAnswers whole =
        GateAnswers.of(List.of(), List.of(counted(DATE.minusDays(9), "", 1), yesterday));
    GateAnswers none = GateAnswers.of(List.of());

    GateResult unknown = DataGates.judge(days(10, false, Optional.empty()), whole, day);

    assertThat(unknown.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(unknown.blocks()).isTrue();
    assertThat(unknown.explanation())
        .as("the tenth day is before the input's first row")
        .contains("1 of those days")
        .contains(DATE.minusDays(9).toString())
        .contains("no row within 7 days");
    assertThat(DataGates.judge(days(8, false, Optional.empty()), whole, day).verdict())
        .as("all of these are known")
        .isEqualTo(Verdict.PASSES);
    assertThat(DataGates.judge(days(10, false, Optional.empty()), none, day).verdict())
        .isEqualTo(Verdict.FAILS);
  }

  @ParameterizedTest
  @CsvSource({"1, PASSES", "8, PASSES", "9, UNKNOWN", "10, UNKNOWN"})
  void daysBeforeThePipelineBeganAreNotMissed(int lookedForDays, Verdict verdict) {
    CalendarEntry[] games = {
      game(DATE.minusDays(1), "final", "A", "B"), game(DATE, "scheduled", "A", "B")
    };

    GateResult result =
        DataGates.judge(
            days(9, false, Optional.empty()),
            GateAnswers.of(List.of(), List.of(counted(DATE.minusDays(1), "", 49))),
            new GateDay(
                DATE,
                CalendarSpan.of(inSeasonSince(DATE.minusDays(30)), List.of(games)),
                NOW,
                Optional.empty(),
                Optional.of(DATE.minusDays(lookedForDays)),
                NewerMemory.NONE));

    assertThat(result.verdict()).isEqualTo(verdict);
  }

  @Test
  void daysOutsideTheSeasonAreNotMissedThoughTheCalendarKnowsNothingOfThem() {
    CalendarEntry[] games = {
      game(DATE.minusDays(1), "final", "A", "B"), game(DATE, "scheduled", "A", "B")
    };
    GateAnswers whole = GateAnswers.of(List.of(), List.of(counted(DATE.minusDays(1), "", 49)));

    assertThat(DataGates.judge(days(10, false, Optional.empty()), whole, day(games)).verdict())
        .as("the season began three days ago")
        .isEqualTo(Verdict.PASSES);
  }

  @Test
  void fewerLastEntitiesThanWantedAreUnknownIfTheyMayHaveBeenOnDaysThatNobodyKnows() {
    GateRule gate =
        rule(
            new GateCheck.Lookback(
                "input",
                INPUT,
                0,
                Optional.of(new GateCheck.Lookback.LastEntities(2, "team_abbr")),
                new GateCheck.Rows(8, false, Optional.empty()),
                Optional.empty()));
    GateAnswers whole =
        GateAnswers.of(
            List.of(),
            List.of(
                counted(DATE.minusDays(12), "Z", 9), // the pipeline was there
                counted(DATE.minusDays(1), "A", 9),
                counted(DATE.minusDays(1), "B", 9)));
    CalendarEntry[] games = {
      game(DATE.minusDays(1), "final", "A", "B"), game(DATE, "scheduled", "A", "B")
    };
    Calendar all = inSeasonSince(DATE.minusDays(60));

    assertThat(
            DataGates.judge(
                    gate, whole, new GateDay(DATE, CalendarSpan.of(all, List.of(games)), NOW))
                .verdict())
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(DataGates.judge(gate, whole, day(games)).verdict())
        .as("no season then")
        .isEqualTo(Verdict.PASSES);
  }

  private static Calendar inSeasonSince(LocalDate date) {
    return new Calendar(
        CALENDAR.source(),
        CALENDAR.withoutWork(),
        CALENDAR.lasts(),
        List.of(new Calendar.Season("s", date, List.of())),
        0,
        Set.of());
  }
}
