package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link Warehouse} answers; each adapter's test implements it. */
public interface WarehouseContract {
  LocalDate JAN_10 = LocalDate.parse("2026-01-10");
  LocalDate JAN_11 = LocalDate.parse("2026-01-11");
  LocalDate JAN_12 = LocalDate.parse("2026-01-12");

  /** What an adapter may lack; its tests then show as skipped. */
  enum Capability {
    /** Knows which columns a table has. */
    COLUMNS,
    /** Refuses a row whose value does not fit its column. */
    COLUMN_TYPES
  }

  /** The warehouse under test; the same during a test. */
  Warehouse warehouse();

  /**
   * Makes an empty table that nobody else uses, partitioned by its date column.
   *
   * @param columns GoogleSQL types by name, the date column among them
   * @return {@code dataset.table}
   */
  String newTable(String dateColumn, Map<String, String> columns);

  default Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  private String players() {
    return newTable(
        "game_date",
        columns(
            "game_date", "DATE",
            "game_id", "STRING",
            "player_lookup", "STRING",
            "is_active", "BOOL",
            "minutes_played", "INT64",
            "usage_rate", "FLOAT64",
            "processed_at", "TIMESTAMP"));
  }

  private static Map<String, String> columns(String... namesAndTypes) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      columns.put(namesAndTypes[i], namesAndTypes[i + 1]);
    }
    return columns;
  }

  private static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  private static List<Map<String, Object>> rows(int count, Map<String, Object> row) {
    return Collections.nCopies(count, row);
  }

  private static TableRef all(String table) {
    return new TableRef(table, "game_date", Map.of());
  }

  private static void assertFailure(ThrowingCallable call, PortFailure.Kind... kinds) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PortFailure.class,
            e -> {
              assertThat(e.kind()).isIn((Object[]) kinds);
              assertThat(e.service()).isEqualTo(PortFailure.Service.BIGQUERY);
            });
  }

  // --- rows per date ------------------------------------------------------------------------

  @Test
  default void anEmptyTableHasNoDates() {
    assertThat(warehouse().rowCounts(all(players()), JAN_10, JAN_12)).isEmpty();
  }

  @Test
  default void rowsAreCountedPerDateBothEndsIncluded() {
    String table = players();
    warehouse().append(table, rows(2, row("game_date", JAN_10.minusDays(1))));
    warehouse().append(table, rows(3, row("game_date", JAN_10)));
    warehouse().append(table, rows(5, row("game_date", JAN_12)));
    warehouse().append(table, rows(7, row("game_date", JAN_12.plusDays(1))));

    assertThat(warehouse().rowCounts(all(table), JAN_10, JAN_12))
        .isEqualTo(Map.of(JAN_10, 3L, JAN_12, 5L));
    assertThat(warehouse().rowCounts(all(table), JAN_12, JAN_12)).isEqualTo(Map.of(JAN_12, 5L));
    assertThat(warehouse().rowCounts(all(table), JAN_11, JAN_11)).isEmpty();
  }

  @Test
  default void datesComeInOrder() {
    String table = players();
    List.of(JAN_12, JAN_10, JAN_11)
        .forEach(date -> warehouse().append(table, rows(1, row("game_date", date))));

    assertThat(warehouse().rowCounts(all(table), JAN_10, JAN_12).keySet())
        .containsExactly(JAN_10, JAN_11, JAN_12);
  }

  @Test
  default void aRangeThatEndsBeforeItBeginsHasNoDates() {
    String table = players();
    warehouse().append(table, rows(1, row("game_date", JAN_11)));

    assertThat(warehouse().rowCounts(all(table), JAN_12, JAN_10)).isEmpty();
  }

  @Test
  default void rowsWithoutADateCountNowhere() {
    String table = players();
    warehouse().append(table, List.of(row("player_lookup", "nobody"), row("game_date", JAN_11)));

    assertThat(warehouse().rowCounts(all(table), JAN_10, JAN_12)).isEqualTo(Map.of(JAN_11, 1L));
  }

  @Test
  default void aConditionCountsOnlyTheRowsThatSatisfyIt() {
    String table = players();
    warehouse().append(table, rows(3, row("game_date", JAN_11, "is_active", true)));
    warehouse().append(table, rows(2, row("game_date", JAN_11, "is_active", false)));
    warehouse().append(table, rows(4, row("game_date", JAN_11)));
    warehouse().append(table, rows(1, row("game_date", JAN_12, "is_active", false)));

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
      warehouse().append(table, rows(1, without));
    }
    Map<String, Object> whole = new HashMap<>(wanted);
    whole.put("game_date", JAN_11);
    warehouse().append(table, rows(2, whole));

    assertThat(warehouse().rowCounts(new TableRef(table, "game_date", wanted), JAN_10, JAN_12))
        .isEqualTo(Map.of(JAN_11, 2L));
  }

  @Test
  default void aWholeNumberIsComparedWithAColumnOfDoubles() {
    String table = players();
    warehouse().append(table, rows(1, row("game_date", JAN_11, "usage_rate", 1.0)));
    warehouse().append(table, rows(1, row("game_date", JAN_11, "usage_rate", 1.5)));

    TableRef ones = new TableRef(table, "game_date", Map.of("usage_rate", 1L));

    assertThat(warehouse().rowCounts(ones, JAN_11, JAN_11)).isEqualTo(Map.of(JAN_11, 1L));
  }

  @Test
  default void aTableThatIsNotThereIsMissing() {
    String there = players();
    TableRef absent = all(there.substring(0, there.indexOf('.')) + ".nobody_made_this");

    assertFailure(() -> warehouse().rowCounts(absent, JAN_10, JAN_12), PortFailure.Kind.MISSING);
    assertFailure(
        () -> warehouse().append(absent.name(), rows(1, row("game_date", JAN_11))),
        PortFailure.Kind.MISSING);
  }

  @Test
  default void aColumnThatIsNotThereIsAFailure() {
    assumeTrue(capabilities().contains(Capability.COLUMNS), "knows no columns");
    String table = players();

    assertFailure(
        () -> warehouse().rowCounts(new TableRef(table, "analysis_date", Map.of()), JAN_10, JAN_12),
        PortFailure.Kind.MISSING,
        PortFailure.Kind.INVALID);
    assertFailure(
        () ->
            warehouse()
                .rowCounts(
                    new TableRef(table, "game_date", Map.of("nobody", true)), JAN_10, JAN_12),
        PortFailure.Kind.MISSING,
        PortFailure.Kind.INVALID);
  }

  // --- calendar -----------------------------------------------------------------------------

  private CalendarTable schedule() {
    String table =
        newTable(
            "game_date",
            columns(
                "game_date", "DATE",
                "game_id", "STRING",
                "game_date_est", "TIMESTAMP",
                "game_status", "STRING",
                "home_team", "STRING",
                "away_team", "STRING"));
    return new CalendarTable(
        all(table), "game_id", "game_date_est", "game_status", List.of("home_team", "away_team"));
  }

  private static Map<String, Object> game(LocalDate date, String id, String starts, String status) {
    return row(
        "game_date",
        date,
        "game_id",
        id,
        "game_date_est",
        Instant.parse(starts),
        "game_status",
        status,
        "home_team",
        "TOR",
        "away_team",
        "POR");
  }

  @Test
  default void theCalendarHasItsEntriesByDateAndId() {
    CalendarTable schedule = schedule();
    warehouse()
        .append(
            schedule.table().name(),
            List.of(
                game(JAN_12, "0022500001", "2026-01-13T00:00:00Z", "scheduled"),
                game(JAN_11, "0022500003", "2026-01-12T00:30:00.123456Z", "final"),
                game(JAN_11, "0022500002", "2026-01-12T03:00:00Z", "postponed"),
                game(JAN_10, "0022500000", "2026-01-11T00:00:00Z", "final")));

    assertThat(warehouse().calendar(schedule, JAN_11, JAN_12))
        .containsExactly(
            entry(JAN_11, "0022500002", "2026-01-12T03:00:00Z", "postponed"),
            entry(JAN_11, "0022500003", "2026-01-12T00:30:00.123456Z", "final"),
            entry(JAN_12, "0022500001", "2026-01-13T00:00:00Z", "scheduled"));
    assertThat(warehouse().calendar(schedule, JAN_12, JAN_10)).isEmpty();
  }

  private static CalendarEntry entry(LocalDate date, String id, String starts, String status) {
    return new CalendarEntry(
        date, id, Optional.of(Instant.parse(starts)), status, List.of("TOR", "POR"));
  }

  @Test
  default void anEntityThatTheTableRepeatsIsOneEntryTheOneWithTheLatestStart() {
    CalendarTable schedule = schedule();
    List<Map<String, Object>> rows =
        new ArrayList<>(
            List.of(
                game(JAN_11, "1", "2026-01-12T01:00:00Z", "scheduled"),
                game(JAN_11, "1", "2026-01-12T02:00:00Z", "final"),
                game(JAN_11, "1", "2026-01-12T02:00:00Z", "final"),
                game(JAN_11, "2", "2026-01-12T02:00:00Z", "final"),
                game(JAN_11, "2", "2026-01-12T02:00:00Z", "scheduled")));
    Map<String, Object> withoutStart = game(JAN_11, "1", "2026-01-12T03:00:00Z", "zz");
    withoutStart.remove("game_date_est");
    rows.add(withoutStart);
    warehouse().append(schedule.table().name(), rows);

    assertThat(warehouse().calendar(schedule, JAN_11, JAN_11))
        .containsExactly(
            entry(JAN_11, "1", "2026-01-12T02:00:00Z", "final"),
            entry(JAN_11, "2", "2026-01-12T02:00:00Z", "scheduled"));
  }

  @Test
  default void anEntityThatMovedIsOnBothItsDates() {
    CalendarTable schedule = schedule();
    warehouse()
        .append(
            schedule.table().name(),
            List.of(
                game(JAN_11, "1", "2026-01-12T01:00:00Z", "postponed"),
                game(JAN_12, "1", "2026-01-13T01:00:00Z", "scheduled")));

    assertThat(warehouse().calendar(schedule, JAN_11, JAN_12))
        .extracting(CalendarEntry::date)
        .containsExactly(JAN_11, JAN_12);
  }

  @Test
  default void whatTheCalendarLeavesOutIsEmptyAndAnEntryWithoutIdIsNone() {
    CalendarTable schedule = schedule();
    warehouse()
        .append(
            schedule.table().name(),
            List.of(
                row("game_date", JAN_11, "game_id", "1", "away_team", "POR"),
                row("game_date", JAN_11, "game_status", "scheduled")));

    assertThat(warehouse().calendar(schedule, JAN_11, JAN_11))
        .containsExactly(new CalendarEntry(JAN_11, "1", Optional.empty(), "", List.of("POR")));
  }

  @Test
  default void aCalendarMayHaveNoPartsAndAConditionOfItsOwn() {
    CalendarTable schedule = schedule();
    warehouse()
        .append(
            schedule.table().name(),
            List.of(
                game(JAN_11, "1", "2026-01-12T01:00:00Z", "final"),
                game(JAN_11, "2", "2026-01-12T01:00:00Z", "scheduled")));
    CalendarTable finals =
        new CalendarTable(
            new TableRef(schedule.table().name(), "game_date", Map.of("game_status", "final")),
            "game_id",
            "game_date_est",
            "game_status",
            List.of());

    assertThat(warehouse().calendar(finals, JAN_11, JAN_11))
        .containsExactly(
            new CalendarEntry(
                JAN_11,
                "1",
                Optional.of(Instant.parse("2026-01-12T01:00:00Z")),
                "final",
                List.of()));
  }

  // --- runs ---------------------------------------------------------------------------------

  private String runHistory() {
    return newTable(
        "data_date",
        columns(
            "processor_name", "STRING",
            "run_id", "STRING",
            "status", "STRING",
            "started_at", "TIMESTAMP",
            "processed_at", "TIMESTAMP",
            "duration_seconds", "FLOAT64",
            "records_processed", "INT64",
            "data_date", "DATE",
            "phase", "STRING",
            "failure_category", "STRING"));
  }

  private static Map<String, Object> run(String id, String status, String started) {
    return row(
        "processor_name", "PlayerGameSummaryProcessor",
        "run_id", id,
        "status", status,
        "started_at", Instant.parse(started),
        "data_date", JAN_11);
  }

  private static RunRow runRow(String id, String status, String started) {
    return new RunRow(
        "PlayerGameSummaryProcessor",
        id,
        status,
        Optional.of(Instant.parse(started)),
        Optional.empty(),
        Optional.of(JAN_11),
        Optional.empty());
  }

  @Test
  default void runsComeOldestStartFirstWithTheirStartRowBeforeTheirEndRow() {
    String table = runHistory();
    Map<String, Object> end = run("r1", "success", "2026-01-12T11:30:08Z");
    end.put("processed_at", Instant.parse("2026-01-12T11:34:02.000001Z"));
    end.put("records_processed", 324L);
    end.put("duration_seconds", 234.0);
    warehouse()
        .append(
            table,
            List.of(
                run("r2", "running", "2026-01-12T11:31:00Z"),
                end,
                run("r1", "running", "2026-01-12T11:30:08Z")));

    assertThat(warehouse().runs(table, JAN_11, JAN_11, 100))
        .containsExactly(
            runRow("r1", "running", "2026-01-12T11:30:08Z"),
            new RunRow(
                "PlayerGameSummaryProcessor",
                "r1",
                "success",
                Optional.of(Instant.parse("2026-01-12T11:30:08Z")),
                Optional.of(Instant.parse("2026-01-12T11:34:02.000001Z")),
                Optional.of(JAN_11),
                Optional.of(324L)),
            runRow("r2", "running", "2026-01-12T11:31:00Z"));
  }

  @Test
  default void ofTooManyRunsTheNewestAreGivenOldestFirst() {
    String table = runHistory();
    for (int i = 1; i <= 5; i++) {
      warehouse().append(table, List.of(run("r" + i, "success", "2026-01-12T11:0" + i + ":00Z")));
    }

    assertThat(warehouse().runs(table, JAN_11, JAN_11, 2))
        .extracting(RunRow::runId)
        .containsExactly("r4", "r5");
  }

  @Test
  default void onlyTheRunsOfTheDatesAreGiven() {
    String table = runHistory();
    for (LocalDate date : List.of(JAN_10, JAN_11, JAN_12)) {
      Map<String, Object> run = run("of " + date, "success", "2026-01-12T11:30:08Z");
      run.put("data_date", date);
      warehouse().append(table, List.of(run));
    }

    assertThat(warehouse().runs(table, JAN_11, JAN_12, 100))
        .extracting(RunRow::runId)
        .containsExactly("of 2026-01-11", "of 2026-01-12");
    assertThat(warehouse().runs(table, JAN_12, JAN_10, 100)).isEmpty();
  }

  @Test
  default void aRunRowMayLackAlmostEverything() {
    String table = runHistory();
    warehouse().append(table, List.of(row("data_date", JAN_11)));
    warehouse().append(table, List.of(run("r1", "running", "2026-01-12T11:30:08Z")));
    Map<String, Object> unstarted = run("r0", "failed", "2026-01-12T11:00:00Z");
    unstarted.put("processed_at", unstarted.remove("started_at"));
    unstarted.remove("status");
    warehouse().append(table, List.of(unstarted));

    assertThat(warehouse().runs(table, JAN_11, JAN_11, 100))
        .containsExactly(
            new RunRow(
                "",
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.of(JAN_11),
                Optional.empty()),
            new RunRow(
                "PlayerGameSummaryProcessor",
                "r0",
                "",
                Optional.empty(),
                Optional.of(Instant.parse("2026-01-12T11:00:00Z")),
                Optional.of(JAN_11),
                Optional.empty()),
            runRow("r1", "running", "2026-01-12T11:30:08Z"));
  }

  @Test
  default void aRunHistoryThatIsNotThereIsMissing() {
    String there = runHistory();
    String absent = there.substring(0, there.indexOf('.')) + ".no_such_history";

    assertFailure(() -> warehouse().runs(absent, JAN_11, JAN_11, 100), PortFailure.Kind.MISSING);
  }

  // --- appending ----------------------------------------------------------------------------

  @Test
  default void appendingNothingDoesNothing() {
    String table = players();

    warehouse().append(table, List.of());

    assertThat(warehouse().rowCounts(all(table), JAN_10, JAN_12)).isEmpty();
  }

  @Test
  default void rowsOfOneAppendMayNameDifferentColumns() {
    String table = players();

    warehouse()
        .append(
            table,
            List.of(
                row("game_date", JAN_11, "player_lookup", "lebron-james"),
                row("is_active", true, "game_date", JAN_11),
                row("game_date", JAN_11)));

    assertThat(warehouse().rowCounts(all(table), JAN_11, JAN_11)).isEqualTo(Map.of(JAN_11, 3L));
  }

  @Test
  default void aColumnThatTheTableLacksIsRefusedAndNoRowIsWritten() {
    assumeTrue(capabilities().contains(Capability.COLUMNS), "knows no columns");
    String table = players();

    assertFailure(
        () ->
            warehouse()
                .append(
                    table,
                    List.of(row("game_date", JAN_11), row("game_date", JAN_11, "nobody", 1L))),
        PortFailure.Kind.INVALID,
        PortFailure.Kind.MISSING);

    assertThat(warehouse().rowCounts(all(table), JAN_11, JAN_11)).isEmpty();
  }

  @Test
  default void aValueThatDoesNotFitItsColumnIsRefusedAndNoRowIsWritten() {
    assumeTrue(capabilities().contains(Capability.COLUMN_TYPES), "knows no column types");
    String table = players();

    assertFailure(
        () ->
            warehouse()
                .append(
                    table,
                    List.of(
                        row("game_date", JAN_11),
                        row("game_date", JAN_11, "minutes_played", "a lot"))),
        PortFailure.Kind.INVALID);

    assertThat(warehouse().rowCounts(all(table), JAN_11, JAN_11)).isEmpty();
  }
}
