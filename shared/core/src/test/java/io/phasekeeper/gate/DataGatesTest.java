package io.phasekeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.gate.GateResult.Verdict;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.OutputId;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.Compared;
import io.phasekeeper.warehouse.Condition;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of gate says, at its boundaries and where there is nothing to judge. */
class DataGatesTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 23);
  private static final Instant NOW = Instant.parse("2026-01-23T22:00:00Z");
  private static final TableRef TABLE = new TableRef("d.store", "game_date", Map.of());
  private static final TableRef INPUT = new TableRef("d.input", "game_date", Map.of());
  private static final Calendar CALENDAR =
      new Calendar(
          new CalendarTable(
              new TableRef("d.games", "game_date", Map.of()),
              "id",
              "starts",
              "status",
              List.of("home", "away")),
          Set.of("postponed"),
          Duration.ofMinutes(150),
          List.of(new Calendar.Season("s", DATE.minusDays(3), List.of())),
          2,
          Set.of(new PhaseName("phase4")),
          Optional.of(new OutputId("{yyyymmdd}_{away}_{home}", List.of("home", "away"))),
          Optional.empty());

  private static GateRule rule(GateCheck check) {
    return new GateRule(
        "g", Optional.of(new ProcessorName("store")), TABLE, check, GateRule.Action.BLOCK);
  }

  private static CalendarEntry game(LocalDate date, String status, String home, String away) {
    return new CalendarEntry(
        date,
        home + away,
        Optional.of(Instant.parse(date + "T20:00:00Z")),
        status,
        List.of(home, away));
  }

  private static GateDay day(CalendarEntry... games) {
    return new GateDay(DATE, CalendarSpan.of(CALENDAR, List.of(games)), NOW);
  }

  private static Measured counted(LocalDate date, String part, long rows) {
    return new Measured(date, part, rows, rows, rows, Optional.empty(), Optional.empty());
  }

  private static GateAnswers parts(Object... partsAndRows) {
    List<Measured> rows = new ArrayList<>();
    for (int i = 0; i < partsAndRows.length; i += 2) {
      rows.add(counted(DATE, (String) partsAndRows[i], (Integer) partsAndRows[i + 1]));
    }
    return GateAnswers.of(rows);
  }

  // --- coverage -----------------------------------------------------------------------------

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

  // --- share --------------------------------------------------------------------------------

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

  // --- fresh --------------------------------------------------------------------------------

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

  // --- unique, newer than, look-back ----------------------------------------------------------

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

  @Test
  void enoughRowsThatAreFewerThanOnAnOrdinaryDayPassAndAreTold() {
    GateRule gate = rule(new GateCheck.Rows(10, true, Optional.of(30L)));

    GateResult result = DataGates.judge(gate, parts("", 20), GAME);

    assertThat(result.verdict()).isEqualTo(Verdict.PASSES);
    assertThat(result.explanation()).endsWith("; an ordinary day has 30");
  }
}
