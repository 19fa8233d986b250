package io.phasekeeper.warehouse;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What a simulated world does to a pipeline's tables, beside what {@link Warehouse} asks of them.
 * Never offered by a warehouse that holds somebody's real rows.
 */
public interface TableWriter {
  /** Appends rows, as {@link Warehouse#append}. */
  void append(String table, List<Map<String, Object>> rows);

  /** The date has these rows and no others. */
  void replaceRows(String table, String dateColumn, LocalDate date, List<Map<String, Object>> rows);

  /** The date has no rows. */
  default void clear(String table, String dateColumn, LocalDate date) {
    replaceRows(table, dateColumn, date, List.of());
  }
}
