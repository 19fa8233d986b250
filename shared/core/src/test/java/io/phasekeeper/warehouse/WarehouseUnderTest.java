package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.outcome.PortFailure;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the contract suites of {@link Warehouse} share. */
public interface WarehouseUnderTest {
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

  default String players() {
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

  static Map<String, String> columns(String... namesAndTypes) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      columns.put(namesAndTypes[i], namesAndTypes[i + 1]);
    }
    return columns;
  }

  static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  static List<Map<String, Object>> rows(int count, Map<String, Object> row) {
    return Collections.nCopies(count, row);
  }

  static TableRef all(String table) {
    return new TableRef(table, "game_date", Map.of());
  }

  static void assertFailure(ThrowingCallable call, PortFailure.Kind... kinds) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PortFailure.class,
            e -> {
              assertThat(e.kind()).isIn((Object[]) kinds);
              assertThat(e.service()).isEqualTo(PortFailure.Service.BIGQUERY);
            });
  }
}
