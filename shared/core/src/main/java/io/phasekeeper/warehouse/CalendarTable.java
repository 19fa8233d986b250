package io.phasekeeper.warehouse;

import java.util.List;

/**
 * The table of the pipeline's calendar: which entities (games, sales hours) each date has.
 *
 * @param table its date column is the entity's date; the date filter is always sent
 * @param idColumn STRING, names the entity; rows that repeat one are one entity
 * @param startsColumn TIMESTAMP, when the entity begins
 * @param statusColumn STRING
 * @param partColumns STRING columns that name the entity's parts (its two teams)
 */
public record CalendarTable(
    TableRef table,
    String idColumn,
    String startsColumn,
    String statusColumn,
    List<String> partColumns) {
  public CalendarTable {
    partColumns = List.copyOf(partColumns);
  }
}
