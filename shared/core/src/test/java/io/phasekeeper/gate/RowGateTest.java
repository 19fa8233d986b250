package io.phasekeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.phasekeeper.gate.GateResult.Verdict;
import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.TableRef;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gate's verdict for every number of rows and every word of the calendar. */
class RowGateTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  private static final TableRef TABLE = new TableRef("nba.rows", "game_date", Map.of());
  private static final Calendar CALENDAR =
      new Calendar(
          new CalendarTable(
              new TableRef("nba.games", "game_date", Map.of()),
              "id",
              "starts",
              "status",
              List.of()),
          Set.of("postponed"));

  @ParameterizedTest
  @CsvSource({
    "100, 99, FAILS",
    "100, 100, PASSES",
    "100, 101, PASSES",
    "0, 0, PASSES",
    "1, 0, FAILS",
  })
  void soManyRowsInAllAreEnough(long minimum, long rows, Verdict verdict) {
    GateResult result =
        RowGate.judge(rule(minimum, false, true), Optional.of(rows), DayWork.noCalendar());

    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.observed()).contains(rows);
    assertThat(result.wanted()).contains(minimum);
    assertThat(result.explanation())
        .isEqualTo("nba.rows has " + rows + " rows, wanted at least " + minimum);
  }

  @ParameterizedTest
  @CsvSource({"1, 24, FAILS, 25", "6, 149, FAILS, 150", "6, 150, PASSES, 150", "0, 0, PASSES, 0"})
  void soManyRowsForEachGameAreEnough(int games, long rows, Verdict verdict, long wanted) {
    GateResult result = RowGate.judge(rule(25, true, true), Optional.of(rows), games(games));

    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.wanted()).contains(wanted);
    assertThat(result.explanation())
        .isEqualTo(
            games == 0
                ? "nothing is due on this date"
                : "nba.rows has "
                    + rows
                    + " rows, wanted at least "
                    + wanted
                    + " (25 for each of "
                    + games
                    + ")");
  }

  @Test
  void rowsThatNobodyCouldCountAreUnknownUnlessNoneAreDue() {
    assertThat(RowGate.judge(rule(25, true, true), Optional.empty(), games(6)))
        .isEqualTo(
            new GateResult(
                rule(25, true, true),
                Verdict.UNKNOWN,
                Optional.empty(),
                Optional.of(150L),
                "cannot count the rows of nba.rows"));
    assertThat(RowGate.judge(rule(25, true, true), Optional.empty(), games(0)).passes()).isTrue();
  }

  @Test
  void withoutACalendarToReadAGatePerGameIsUnknownAndOneInAllIsNot() {
    DayWork unreadable = DayWork.unreadable("no answer");

    GateResult perGame = RowGate.judge(rule(25, true, true), Optional.of(1_000L), unreadable);
    assertThat(perGame.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(perGame.wanted()).isEmpty();
    assertThat(perGame.explanation()).isEqualTo("cannot tell how many rows are due: no answer");
    assertThat(RowGate.judge(rule(25, false, true), Optional.of(25L), unreadable).passes())
        .isTrue();
  }

  @Test
  void whatFailsOrIsUnknownBlocksUnlessItOnlyWarns() {
    for (Optional<Long> rows : List.of(Optional.of(24L), Optional.<Long>empty())) {
      assertThat(RowGate.judge(rule(25, false, true), rows, DayWork.noCalendar()).blocks())
          .isTrue();
      assertThat(RowGate.judge(rule(25, false, false), rows, DayWork.noCalendar()).blocks())
          .isFalse();
    }
    assertThat(RowGate.judge(rule(25, false, true), Optional.of(25L), games(1)).blocks()).isFalse();
  }

  @Test
  void postponedGamesGamesOfOtherDatesAndRepeatedRowsAskForNoWork() {
    DayWork work =
        DayWork.of(
            CALENDAR,
            DATE,
            List.of(
                game(DATE, "1", "scheduled"),
                game(DATE, "1", "final"),
                game(DATE, "2", "Postponed"),
                game(DATE.plusDays(1), "3", "scheduled")));

    assertThat(work)
        .isEqualTo(
            new DayWork(
                DayWork.State.KNOWN,
                1,
                "1 calendar entries ask for work",
                List.of(game(DATE, "1", "scheduled"))));
  }

  @ParameterizedTest
  @CsvSource({"1, true, false", "0, false, true"})
  void aCalendarWithRowsAroundTheDateTellsWhetherWorkIsDue(int games, boolean due, boolean free) {
    assertThat(games(games).due()).isEqualTo(due);
    assertThat(games(games).free()).isEqualTo(free);
  }

  @Test
  void withoutACalendarWorkIsDueAndOfAnEmptyOneNothingIsCertain() {
    assertThat(DayWork.noCalendar().due()).isTrue();
    assertThat(DayWork.noCalendar().free()).isFalse();
    DayWork empty = DayWork.of(CALENDAR, DATE, List.of());
    assertThat(empty.state()).isEqualTo(DayWork.State.UNKNOWN);
    assertThat(empty.explanation()).isEqualTo("nba.games has no row within 7 days of 2026-01-10");
    assertThat(empty.due()).isFalse();
    assertThat(empty.free()).isFalse();
  }

  @Test
  void aMinimumIsNotNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new GateRule.Minimum(-1, false));
    assertThat(new GateRule.Minimum(0, false).rows()).isZero();
  }

  private static GateRule rule(long rows, boolean perGame, boolean block) {
    return new GateRule(
        "rows:player_game_summary",
        Optional.empty(),
        TABLE,
        new GateRule.Minimum(rows, perGame),
        block ? GateRule.Action.BLOCK : GateRule.Action.WARN);
  }

  private static DayWork games(int count) {
    return new DayWork(DayWork.State.KNOWN, count, "");
  }

  private static CalendarEntry game(LocalDate date, String id, String status) {
    return new CalendarEntry(date, id, Optional.empty(), status, List.of());
  }
}
