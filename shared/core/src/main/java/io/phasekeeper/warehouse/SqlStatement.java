package io.phasekeeper.warehouse;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One question as GoogleSQL: the text of its file with our identifiers in it, and its named
 * parameters. Values never become part of the text.
 *
 * @param text refers to each parameter as {@code @name}
 * @param parameters {@link RowValues row values} by name, without the {@code @}; their type is
 *     {@link SqlType#of}
 */
public record SqlStatement(String text, Map<String, Object> parameters) {
  public SqlStatement {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** {@link Warehouse#rowCounts}: columns {@code data_date} DATE, {@code row_count} INT64. */
  public static SqlStatement rowCounts(TableRef table, LocalDate from, LocalDate to) {
    return new SqlStatement(
        SqlFile.named("row-counts").with(of(table)), parameters(table.where(), from, to));
  }

  /**
   * {@link Warehouse#calendar}: columns {@code entry_date} DATE, {@code entry_id} STRING, {@code
   * starts_at} TIMESTAMP, {@code entry_status} STRING, and {@code part_0}, {@code part_1}, …
   * STRING, one per part column; all but the first two may be NULL.
   */
  public static SqlStatement calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
    Map<String, String> names = of(calendar.table());
    names.put("id", SqlFile.quoted(calendar.idColumn()));
    names.put("starts", SqlFile.quoted(calendar.startsColumn()));
    names.put("status", SqlFile.quoted(calendar.statusColumn()));
    StringBuilder parts = new StringBuilder();
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < calendar.partColumns().size(); i++) {
      String column = SqlFile.quoted(calendar.partColumns().get(i));
      parts.append(", ").append(column).append(" AS part_").append(i);
      order.append(", COALESCE(").append(column).append(", '') DESC");
    }
    names.put("parts", parts.toString());
    names.put("parts_order", order.toString());
    return new SqlStatement(
        SqlFile.named("calendar").with(names), parameters(calendar.table().where(), from, to));
  }

  /**
   * {@link Warehouse#runs}: columns {@code processor_name}, {@code run_id}, {@code status} STRING,
   * never NULL, {@code started_at}, {@code processed_at} TIMESTAMP, {@code data_date} DATE, {@code
   * records_processed} INT64.
   */
  public static SqlStatement runs(String table, LocalDate from, LocalDate to, int limit) {
    Map<String, Object> parameters = parameters(Map.of(), from, to);
    parameters.put("row_limit", (long) limit);
    return new SqlStatement(
        SqlFile.named("run-rows").with(Map.of("table", SqlFile.quotedTable(table))), parameters);
  }

  private static Map<String, String> of(TableRef table) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("table", SqlFile.quotedTable(table.name()));
    names.put("date", SqlFile.quoted(table.dateColumn()));
    int[] number = {0};
    names.put(
        "and_where",
        table.where().keySet().stream()
            .map(column -> "AND " + SqlFile.quoted(column) + " = @where_" + number[0]++)
            .collect(Collectors.joining(" ")));
    return names;
  }

  private static Map<String, Object> parameters(
      Map<String, Object> where, LocalDate from, LocalDate to) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("from_date", from);
    parameters.put("to_date", to);
    int number = 0;
    for (Map.Entry<String, Object> each : where.entrySet()) {
      parameters.put(
          "where_" + number++, RowValues.checked("a condition", each.getKey(), each.getValue()));
    }
    return parameters;
  }

  /** The questions' files, without {@code .sql}. */
  public static List<String> files() {
    return List.of("row-counts", "calendar", "run-rows");
  }
}
