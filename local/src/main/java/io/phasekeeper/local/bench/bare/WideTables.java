package io.phasekeeper.local.bench.bare;

import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tables with as many rows as a pipeline makes in years, the same number on each of many dates, and
 * every column filled.
 *
 * @param columns the type of each column, by table
 * @param perDate rows that each table has on each date
 */
public record WideTables(
    Map<String, Map<String, String>> columns, long perDate, LocalDate first, LocalDate last) {
  /** What the parts of calendar entities are called: this and a number below 30. */
  public static final String PART = "T";

  private static final int PARTS = 30;

  /** Without the length of texts, BigQuery counts two bytes more than they have. */
  private static final int TEXT_BYTES = 10;

  /**
   * Fills tables of a DuckDB file that are there, and empty.
   *
   * @param rows of all tables on all dates
   * @param last of the dates
   */
  public static WideTables fill(
      Path file, Collection<TableRef> tables, long rows, LocalDate last, int days)
      throws IOException {
    long perDate = rows / tables.size() / days;
    Map<String, Map<String, String>> columns = new LinkedHashMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      for (TableRef table : tables) {
        Map<String, String> types = types(connection, table.name());
        List<String> values = new ArrayList<>();
        types.forEach((column, type) -> values.add(value(table, column, type, perDate, last)));
        statement.execute(
            String.format(
                Locale.ROOT,
                "INSERT INTO %s SELECT %s FROM range(%d) AS rows(i)",
                table.name(),
                String.join(", ", values),
                perDate * days));
        columns.put(table.name(), types);
      }
    } catch (SQLException e) {
      throw new IOException("filling " + file + ": " + e.getMessage(), e);
    }
    return new WideTables(columns, perDate, last.minusDays(days - 1L), last);
  }

  private static Map<String, String> types(Connection connection, String table)
      throws SQLException {
    String[] name = table.split("\\.", 2);
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement asked =
        connection.prepareStatement(
            "SELECT column_name, data_type FROM information_schema.columns "
                + "WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position")) {
      asked.setString(1, name[0]);
      asked.setString(2, name[1]);
      try (ResultSet found = asked.executeQuery()) {
        while (found.next()) {
          types.put(found.getString(1), found.getString(2));
        }
      }
    }
    if (types.isEmpty()) {
      throw new SQLException("there is no table " + table);
    }
    return types;
  }

  /** Rows lie in the order of their dates, as in a partitioned table. */
  private static String value(
      TableRef table, String column, String type, long perDate, LocalDate last) {
    String date =
        String.format(Locale.ROOT, "(DATE '%s' - CAST(i // %d AS INTEGER))", last, perDate);
    String number = String.format(Locale.ROOT, "(i %% %d)", perDate);
    if (column.equals(table.dateColumn())) {
      return date;
    }
    return switch (type) {
      case "DATE" -> date;
      case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" ->
          "CAST(" + date + " AS TIMESTAMP) + INTERVAL 32 HOUR";
      case "BOOLEAN" -> "true";
      case "VARCHAR" ->
          column.contains("team")
              ? "'" + PART + "' || (i % " + PARTS + ")"
              : "'" + column.charAt(0) + "' || " + number;
      default -> "CAST(" + number + " AS " + type + ")";
    };
  }

  /** What BigQuery would read of a table's columns over some dates, by its sizes of types. */
  public double bytes(String table, String statement, LocalDate from, LocalDate to) {
    LocalDate begins = from.isBefore(first) ? first : from;
    LocalDate ends = to.isAfter(last) ? last : to;
    long days = Math.max(0, ends.toEpochDay() - begins.toEpochDay() + 1);
    double each = 0;
    for (Map.Entry<String, String> column : columns.getOrDefault(table, Map.of()).entrySet()) {
      if (statement.contains("`" + column.getKey() + "`")) {
        each +=
            switch (column.getValue()) {
              case "VARCHAR" -> TEXT_BYTES;
              case "BOOLEAN" -> 1;
              default -> 8;
            };
      }
    }
    return each * days * perDate;
  }
}
