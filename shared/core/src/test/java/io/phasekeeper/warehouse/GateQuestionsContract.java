package io.phasekeeper.warehouse;

import static io.phasekeeper.warehouse.WarehouseUnderTest.row;
import static io.phasekeeper.warehouse.WarehouseUnderTest.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.Condition.Operator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link Warehouse} answers to the questions of gates. */
public interface GateQuestionsContract extends WarehouseUnderTest {
  Instant SEVEN = Instant.parse("2026-01-12T07:00:00Z");
  Instant EIGHT = Instant.parse("2026-01-12T08:00:00.000001Z");

  private Measure asked(String table, Optional<String> part) {
    return Measure.of(
        WarehouseUnderTest.all(table), JAN_10, JAN_12, part, Optional.of("processed_at"));
  }

  private long satisfying(String table, Condition... conditions) {
    return warehouse()
        .measure(
            new Measure(
                WarehouseUnderTest.all(table),
                JAN_10,
                JAN_12,
                Optional.empty(),
                List.of(),
                List.of(conditions),
                Optional.empty()))
        .stream()
        .mapToLong(Measured::satisfying)
        .sum();
  }

  @Test
  default void anEmptyTableMeasuresNothing() {
    String table = players();

    assertThat(warehouse().measure(asked(table, Optional.empty()))).isEmpty();
    assertThat(warehouse().measure(asked(table, Optional.of("game_id")))).isEmpty();
    assertThat(
            warehouse()
                .keyCounts(WarehouseUnderTest.all(table), List.of("player_lookup"), JAN_10, JAN_12))
        .isEmpty();
  }

  @Test
  default void rowsAreToldApartByDateAndPartInOrder() {
    String table = players();
    warehouse().append(table, rows(2, row("game_date", JAN_12, "game_id", "b")));
    warehouse().append(table, rows(3, row("game_date", JAN_12, "game_id", "a")));
    warehouse().append(table, rows(4, row("game_date", JAN_10)));
    warehouse().append(table, rows(5, row("game_date", JAN_10.minusDays(1), "game_id", "a")));
    warehouse().append(table, rows(6, row("game_id", "a")));

    assertThat(warehouse().measure(asked(table, Optional.of("game_id"))))
        .extracting(each -> each.date() + " " + each.part() + " " + each.rows())
        .containsExactly(JAN_10 + "  4", JAN_12 + " a 3", JAN_12 + " b 2");
    assertThat(warehouse().measure(asked(table, Optional.empty())))
        .extracting(each -> each.date() + " " + each.part() + " " + each.rows())
        .containsExactly(JAN_10 + "  4", JAN_12 + "  5");
  }

  @Test
  default void theOldestAndTheNewestWriteAreToldToTheMicrosecond() {
    String table = players();
    warehouse()
        .append(
            table,
            List.of(
                row("game_date", JAN_11, "processed_at", EIGHT),
                row("game_date", JAN_11, "processed_at", SEVEN),
                row("game_date", JAN_11),
                row("game_date", JAN_12)));

    List<Measured> answers = warehouse().measure(asked(table, Optional.empty()));

    assertThat(answers)
        .extracting(Measured::oldest)
        .containsExactly(Optional.of(SEVEN), Optional.empty());
    assertThat(answers)
        .extracting(Measured::newest)
        .containsExactly(Optional.of(EIGHT), Optional.empty());
  }

  @Test
  default void aShareCountsThosePopulationMembersThatSatisfyTheCondition() {
    String table = players();
    warehouse()
        .append(
            table,
            List.of(
                row("game_date", JAN_11, "minutes_played", 12L, "usage_rate", 0.2),
                row("game_date", JAN_11, "minutes_played", 1L, "usage_rate", 0.1),
                row("game_date", JAN_11, "minutes_played", 30L),
                row("game_date", JAN_11, "minutes_played", 0L, "usage_rate", 0.0),
                row("game_date", JAN_11, "usage_rate", 0.3),
                row("game_date", JAN_12, "minutes_played", 0L)));

    List<Measured> answers =
        warehouse()
            .measure(
                new Measure(
                    WarehouseUnderTest.all(table),
                    JAN_10,
                    JAN_12,
                    Optional.empty(),
                    List.of(Condition.of("minutes_played", Operator.ABOVE, 0L)),
                    List.of(Condition.of("usage_rate", Operator.NOT_NULL)),
                    Optional.empty()));

    assertThat(answers)
        .extracting(each -> each.rows() + " " + each.population() + " " + each.satisfying())
        .containsExactly("5 3 2", "1 0 0");
    assertThat(answers).allSatisfy(each -> assertThat(each.newest()).isEmpty());
  }

  @Test
  default void everyOperatorComparesAsSqlDoes() {
    String table = players();
    warehouse()
        .append(
            table,
            List.of(
                row("game_date", JAN_11, "minutes_played", 1L, "game_id", "a", "is_active", true),
                row("game_date", JAN_11, "minutes_played", 2L, "game_id", "b", "is_active", false),
                row("game_date", JAN_11, "minutes_played", 3L, "game_id", "it's \"a\" \\ 鍵"),
                row("game_date", JAN_11)));

    assertThat(satisfying(table, Condition.of("minutes_played", Operator.EQUAL, 2L))).isEqualTo(1);
    assertThat(satisfying(table, Condition.of("minutes_played", Operator.NOT_EQUAL, 2L)))
        .as("NULL is no other value")
        .isEqualTo(2);
    assertThat(satisfying(table, Condition.of("minutes_played", Operator.ABOVE, 2L))).isEqualTo(1);
    assertThat(satisfying(table, Condition.of("minutes_played", Operator.AT_LEAST, 2L)))
        .isEqualTo(2);
    assertThat(satisfying(table, Condition.of("minutes_played", Operator.BELOW, 2.5))).isEqualTo(2);
    assertThat(satisfying(table, Condition.of("minutes_played", Operator.AT_MOST, 1L)))
        .isEqualTo(1);
    assertThat(satisfying(table, Condition.of("game_id", Operator.IN, "a", "it's \"a\" \\ 鍵")))
        .isEqualTo(2);
    assertThat(satisfying(table, Condition.of("is_active", Operator.EQUAL, true))).isEqualTo(1);
    assertThat(satisfying(table, Condition.of("game_id", Operator.IS_NULL))).isEqualTo(1);
    assertThat(satisfying(table, Condition.of("game_id", Operator.NOT_NULL))).isEqualTo(3);
    assertThat(
            satisfying(
                table,
                Condition.of("game_id", Operator.NOT_NULL),
                Condition.of("is_active", Operator.NOT_NULL)))
        .as("all of them")
        .isEqualTo(2);
    assertThat(satisfying(table)).as("none: every row").isEqualTo(4);
  }

  @Test
  default void onlyTheRowsOfTheTablesConditionAreMeasured() {
    String table = players();
    warehouse().append(table, rows(3, row("game_date", JAN_11, "is_active", true)));
    warehouse().append(table, rows(2, row("game_date", JAN_11, "is_active", false)));
    TableRef active = new TableRef(table, "game_date", Map.of("is_active", true));

    assertThat(
            warehouse()
                .measure(Measure.of(active, JAN_10, JAN_12, Optional.empty(), Optional.empty())))
        .extracting(Measured::rows)
        .containsExactly(3L);
    assertThat(warehouse().keyCounts(active, List.of("game_id"), JAN_10, JAN_12))
        .extracting(KeyCount::rows)
        .containsExactly(3L);
  }

  private List<Compared> compared(String output, String input, Optional<String> per) {
    return warehouse()
        .compare(
            new Comparison(
                WarehouseUnderTest.all(output),
                WarehouseUnderTest.all(input),
                JAN_10,
                JAN_12,
                per,
                "processed_at"));
  }

  private static Map<String, Object> came(String player, Instant at) {
    return row("game_date", JAN_11, "player_lookup", player, "processed_at", at);
  }

  @Test
  default void anOutputIsComparedWithWhatOfItsInputCameLater() {
    String output = players();
    String input = players();
    warehouse().append(output, List.of(came("x", SEVEN.minusSeconds(9)), came("y", SEVEN)));
    warehouse()
        .append(
            input,
            List.of(
                came("ann", SEVEN), // with the output: not later
                came("bob", SEVEN.minusSeconds(1)),
                came("bob", EIGHT), // written again
                came("cid", EIGHT),
                came("cid", EIGHT.plusSeconds(1)),
                row("game_date", JAN_11, "processed_at", EIGHT),
                row("game_date", JAN_11, "player_lookup", "dan"))); // nobody knows when

    assertThat(compared(output, input, Optional.of("player_lookup")))
        .containsExactly(
            new Compared(
                JAN_11, 2, Optional.of(SEVEN), 7, Optional.of(EIGHT.plusSeconds(1)), 5, 2));
    assertThat(compared(output, input, Optional.empty()))
        .as("row by row")
        .containsExactly(
            new Compared(
                JAN_11, 2, Optional.of(SEVEN), 7, Optional.of(EIGHT.plusSeconds(1)), 7, 4));
  }

  @Test
  default void datesThatOnlyOneOfTwoTablesHasAreComparedToo() {
    String output = players();
    String input = players();
    warehouse()
        .append(
            output,
            List.of(
                row("game_date", JAN_10, "processed_at", SEVEN),
                row("game_date", JAN_12),
                row("game_date", JAN_12.plusDays(1), "processed_at", SEVEN)));
    warehouse()
        .append(
            input,
            List.of(
                came("ann", EIGHT),
                row("game_date", JAN_12, "processed_at", SEVEN),
                row("game_date", JAN_10.minusDays(1), "processed_at", SEVEN)));

    assertThat(compared(output, input, Optional.of("player_lookup")))
        .containsExactly(
            new Compared(JAN_10, 1, Optional.of(SEVEN), 0, Optional.empty(), 0, 0),
            new Compared(JAN_11, 0, Optional.empty(), 1, Optional.of(EIGHT), 1, 0),
            new Compared(JAN_12, 1, Optional.empty(), 1, Optional.of(SEVEN), 1, 0));
    assertThat(compared(output, players(), Optional.empty())).hasSize(2);
    assertThat(compared(players(), players(), Optional.empty())).isEmpty();
  }

  @Test
  default void theConditionsOfBothTablesHoldInAComparison() {
    String table = players();
    warehouse()
        .append(
            table,
            List.of(
                row("game_date", JAN_11, "is_active", true, "game_id", "a", "processed_at", SEVEN),
                row("game_date", JAN_11, "is_active", false, "game_id", "b", "processed_at", SEVEN),
                row("game_date", JAN_11, "is_active", false, "game_id", "c"),
                row("game_date", JAN_11, "game_id", "d", "processed_at", EIGHT)));

    assertThat(
            warehouse()
                .compare(
                    new Comparison(
                        new TableRef(table, "game_date", Map.of("is_active", true)),
                        new TableRef(
                            table, "game_date", Map.of("game_id", "b", "is_active", false)),
                        JAN_11,
                        JAN_11,
                        Optional.of("game_id"),
                        "processed_at")))
        .containsExactly(new Compared(JAN_11, 1, Optional.of(SEVEN), 1, Optional.of(SEVEN), 1, 0));
  }

  @Test
  default void repeatedKeysAreCountedAndOneIsNamed() {
    String table = players();
    warehouse()
        .append(
            table,
            List.of(
                row("game_date", JAN_11, "game_id", "1", "player_lookup", "ann"),
                row("game_date", JAN_11, "game_id", "2", "player_lookup", "ann"),
                row("game_date", JAN_11, "game_id", "2", "player_lookup", "ann"),
                row("game_date", JAN_11, "player_lookup", "bob"),
                row("game_date", JAN_11, "player_lookup", "bob"),
                row("game_date", JAN_11, "player_lookup", "bob"),
                row("game_date", JAN_12, "game_id", "1", "player_lookup", "ann")));

    assertThat(
            warehouse()
                .keyCounts(
                    WarehouseUnderTest.all(table),
                    List.of("game_id", "player_lookup"),
                    JAN_10,
                    JAN_12))
        .containsExactly(
            new KeyCount(JAN_11, 6, 3, 2, Optional.of("2|ann")),
            new KeyCount(JAN_12, 1, 1, 0, Optional.empty()));
  }

  @Test
  default void aRangeThatEndsBeforeItBeginsMeasuresNothing() {
    String table = players();
    warehouse().append(table, rows(1, row("game_date", JAN_11)));
    TableRef all = WarehouseUnderTest.all(table);

    assertThat(
            warehouse()
                .measure(Measure.of(all, JAN_12, JAN_10, Optional.empty(), Optional.empty())))
        .isEmpty();
    assertThat(warehouse().keyCounts(all, List.of("game_id"), JAN_12, JAN_10)).isEmpty();
  }

  @Test
  default void measuringATableThatIsNotThereIsMissing() {
    String there = players();
    TableRef absent =
        WarehouseUnderTest.all(there.substring(0, there.indexOf('.')) + ".nobody_made_this");

    WarehouseUnderTest.assertFailure(
        () ->
            warehouse()
                .measure(Measure.of(absent, JAN_10, JAN_12, Optional.empty(), Optional.empty())),
        PortFailure.Kind.MISSING);
    WarehouseUnderTest.assertFailure(
        () -> warehouse().keyCounts(absent, List.of("game_id"), JAN_10, JAN_12),
        PortFailure.Kind.MISSING);
  }

  @Test
  default void aColumnThatChangedItsTypeIsToldAndNotGuessed() {
    String table =
        newTable(
            "game_date",
            WarehouseUnderTest.columns(
                "game_date", "DATE", "minutes_played", "STRING", "processed_at", "TIMESTAMP"));
    warehouse().append(table, rows(1, row("game_date", JAN_11, "minutes_played", "many")));

    WarehouseUnderTest.assertFailure(
        () -> satisfying(table, Condition.of("minutes_played", Operator.ABOVE, 0L)),
        PortFailure.Kind.INVALID);
  }

  @Test
  default void aTimeOfWritingThatBecameATextIsToldAndNotGuessed() {
    String table =
        newTable(
            "game_date",
            WarehouseUnderTest.columns(
                "game_date", "DATE", "game_id", "STRING", "processed_at", "STRING"));
    warehouse()
        .append(table, rows(1, row("game_date", JAN_11, "processed_at", "2026-01-12T11:30:08Z")));

    WarehouseUnderTest.assertFailure(
        () -> warehouse().measure(asked(table, Optional.empty())), PortFailure.Kind.INVALID);
    WarehouseUnderTest.assertFailure(
        () ->
            warehouse()
                .compare(
                    new Comparison(
                        WarehouseUnderTest.all(table),
                        WarehouseUnderTest.all(table),
                        JAN_10,
                        JAN_12,
                        Optional.empty(),
                        "processed_at")),
        PortFailure.Kind.INVALID);
  }
}
