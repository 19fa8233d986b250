package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.phasekeeper.outcome.PortFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link Warehouse} answers; each adapter's test implements it. */
public interface WarehouseContract
    extends CalendarContract,
        RunHistoryContract,
        RunEndContract,
        NewestEndsContract,
        GateQuestionsContract,
        UpstreamContract {
  // --- rows per date ------------------------------------------------------------------------

  @Test
  default void anEmptyTableHasNoDates() {
    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(players()), JAN_10, JAN_12)).isEmpty();
  }

  @Test
  default void rowsAreCountedPerDateBothEndsIncluded() {
    String table = players();
    warehouse()
        .append(
            table,
            WarehouseUnderTest.rows(2, WarehouseUnderTest.row("game_date", JAN_10.minusDays(1))));
    warehouse()
        .append(table, WarehouseUnderTest.rows(3, WarehouseUnderTest.row("game_date", JAN_10)));
    warehouse()
        .append(table, WarehouseUnderTest.rows(5, WarehouseUnderTest.row("game_date", JAN_12)));
    warehouse()
        .append(
            table,
            WarehouseUnderTest.rows(7, WarehouseUnderTest.row("game_date", JAN_12.plusDays(1))));

    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_10, JAN_12))
        .isEqualTo(Map.of(JAN_10, 3L, JAN_12, 5L));
    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_12, JAN_12))
        .isEqualTo(Map.of(JAN_12, 5L));
    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_11, JAN_11)).isEmpty();
  }

  @Test
  default void datesComeInOrder() {
    String table = players();
    List.of(JAN_12, JAN_10, JAN_11)
        .forEach(
            date ->
                warehouse()
                    .append(
                        table,
                        WarehouseUnderTest.rows(1, WarehouseUnderTest.row("game_date", date))));

    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_10, JAN_12).keySet())
        .containsExactly(JAN_10, JAN_11, JAN_12);
  }

  @Test
  default void aRangeThatEndsBeforeItBeginsHasNoDates() {
    String table = players();
    warehouse()
        .append(table, WarehouseUnderTest.rows(1, WarehouseUnderTest.row("game_date", JAN_11)));

    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_12, JAN_10)).isEmpty();
  }

  @Test
  default void rowsWithoutADateCountNowhere() {
    String table = players();
    warehouse()
        .append(
            table,
            List.of(
                WarehouseUnderTest.row("player_lookup", "nobody"),
                WarehouseUnderTest.row("game_date", JAN_11)));

    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_10, JAN_12))
        .isEqualTo(Map.of(JAN_11, 1L));
  }

  @Test
  default void aConditionCountsOnlyTheRowsThatSatisfyIt() {
    String table = players();
    warehouse()
        .append(
            table,
            WarehouseUnderTest.rows(
                3, WarehouseUnderTest.row("game_date", JAN_11, "is_active", true)));
    warehouse()
        .append(
            table,
            WarehouseUnderTest.rows(
                2, WarehouseUnderTest.row("game_date", JAN_11, "is_active", false)));
    warehouse()
        .append(table, WarehouseUnderTest.rows(4, WarehouseUnderTest.row("game_date", JAN_11)));
    warehouse()
        .append(
            table,
            WarehouseUnderTest.rows(
                1, WarehouseUnderTest.row("game_date", JAN_12, "is_active", false)));

    TableRef active = new TableRef(table, "game_date", Map.of("is_active", true));

    assertThat(warehouse().rowCounts(active, JAN_10, JAN_12)).isEqualTo(Map.of(JAN_11, 3L));
  }

  @Test
  default void conditionsOfEveryTypeAreAllRequired() {
    String table = players();
    Map<String, Object> wanted =
        Map.of(
            "is_active",
            true,
            "game_id",
            "it's \"a\" \\ 鍵",
            "minutes_played",
            12L,
            "usage_rate",
            0.25);
    for (String name : wanted.keySet()) {
      Map<String, Object> without = new HashMap<>(wanted);
      without.remove(name);
      without.put("game_date", JAN_11);
      warehouse().append(table, WarehouseUnderTest.rows(1, without));
    }
    Map<String, Object> whole = new HashMap<>(wanted);
    whole.put("game_date", JAN_11);
    warehouse().append(table, WarehouseUnderTest.rows(2, whole));

    assertThat(warehouse().rowCounts(new TableRef(table, "game_date", wanted), JAN_10, JAN_12))
        .isEqualTo(Map.of(JAN_11, 2L));
  }

  @Test
  default void aWholeNumberIsComparedWithAColumnOfDoubles() {
    String table = players();
    warehouse()
        .append(
            table,
            WarehouseUnderTest.rows(
                1, WarehouseUnderTest.row("game_date", JAN_11, "usage_rate", 1.0)));
    warehouse()
        .append(
            table,
            WarehouseUnderTest.rows(
                1, WarehouseUnderTest.row("game_date", JAN_11, "usage_rate", 1.5)));

    TableRef ones = new TableRef(table, "game_date", Map.of("usage_rate", 1L));

    assertThat(warehouse().rowCounts(ones, JAN_11, JAN_11)).isEqualTo(Map.of(JAN_11, 1L));
  }

  @Test
  default void aTableThatIsNotThereIsMissing() {
    String there = players();
    TableRef absent =
        WarehouseUnderTest.all(there.substring(0, there.indexOf('.')) + ".nobody_made_this");

    WarehouseUnderTest.assertFailure(
        () -> warehouse().rowCounts(absent, JAN_10, JAN_12), PortFailure.Kind.MISSING);
    WarehouseUnderTest.assertFailure(
        () ->
            warehouse()
                .append(
                    absent.name(),
                    WarehouseUnderTest.rows(1, WarehouseUnderTest.row("game_date", JAN_11))),
        PortFailure.Kind.MISSING);
  }

  @Test
  default void aColumnThatIsNotThereIsAFailure() {
    assumeTrue(capabilities().contains(Capability.COLUMNS), "knows no columns");
    String table = players();

    WarehouseUnderTest.assertFailure(
        () -> warehouse().rowCounts(new TableRef(table, "analysis_date", Map.of()), JAN_10, JAN_12),
        PortFailure.Kind.MISSING,
        PortFailure.Kind.INVALID);
    WarehouseUnderTest.assertFailure(
        () ->
            warehouse()
                .rowCounts(
                    new TableRef(table, "game_date", Map.of("nobody", true)), JAN_10, JAN_12),
        PortFailure.Kind.MISSING,
        PortFailure.Kind.INVALID);
  }

  // --- appending ----------------------------------------------------------------------------

  @Test
  default void appendingNothingDoesNothing() {
    String table = players();

    warehouse().append(table, List.of());

    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_10, JAN_12)).isEmpty();
  }

  @Test
  default void rowsOfOneAppendMayNameDifferentColumns() {
    String table = players();

    warehouse()
        .append(
            table,
            List.of(
                WarehouseUnderTest.row("game_date", JAN_11, "player_lookup", "lebron-james"),
                WarehouseUnderTest.row("is_active", true, "game_date", JAN_11),
                WarehouseUnderTest.row("game_date", JAN_11)));

    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_11, JAN_11))
        .isEqualTo(Map.of(JAN_11, 3L));
  }

  @Test
  default void aColumnThatTheTableLacksIsRefusedAndNoRowIsWritten() {
    assumeTrue(capabilities().contains(Capability.COLUMNS), "knows no columns");
    String table = players();

    WarehouseUnderTest.assertFailure(
        () ->
            warehouse()
                .append(
                    table,
                    List.of(
                        WarehouseUnderTest.row("game_date", JAN_11),
                        WarehouseUnderTest.row("game_date", JAN_11, "nobody", 1L))),
        PortFailure.Kind.INVALID,
        PortFailure.Kind.MISSING);

    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_11, JAN_11)).isEmpty();
  }

  @Test
  default void aValueThatDoesNotFitItsColumnIsRefusedAndNoRowIsWritten() {
    assumeTrue(capabilities().contains(Capability.COLUMN_TYPES), "knows no column types");
    String table = players();

    WarehouseUnderTest.assertFailure(
        () ->
            warehouse()
                .append(
                    table,
                    List.of(
                        WarehouseUnderTest.row("game_date", JAN_11),
                        WarehouseUnderTest.row("game_date", JAN_11, "minutes_played", "a lot"))),
        PortFailure.Kind.INVALID);

    assertThat(warehouse().rowCounts(WarehouseUnderTest.all(table), JAN_11, JAN_11)).isEmpty();
  }
}
