package io.phasekeeper.embedded;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** DuckDB's rows and columns as GoogleSQL's types. */
final class DuckDbRows {
  private DuckDbRows() {}

  static List<Map<String, Object>> of(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<Map<String, Object>> found = new ArrayList<>();
    while (rows.next()) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        Object value = value(columns.getColumnLabel(i), rows.getObject(i));
        if (value != null) {
          row.put(columns.getColumnLabel(i), value);
        }
      }
      found.add(row);
    }
    return found;
  }

  private static @Nullable Object value(String column, @Nullable Object value) {
    if (value instanceof OffsetDateTime at) {
      return at.toInstant();
    }
    if (value instanceof Integer || value instanceof Short || value instanceof BigInteger) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float || value instanceof BigDecimal) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof java.sql.Date date) {
      return date.toLocalDate();
    }
    if (value == null
        || value instanceof String
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value instanceof LocalDate) {
      return value;
    }
    throw new PortFailure(
        PortFailure.Service.BIGQUERY,
        PortFailure.Kind.INVALID,
        "column "
            + column
            + " is a "
            + value.getClass().getSimpleName()
            + ": "
            + value
            + "; no question of ours expects one");
  }

  /** A row value as DuckDB takes it. */
  static Object stored(Object rowValue) {
    return rowValue instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : rowValue;
  }

  /** The columns of a table by name; empty if there is no such table. */
  static Map<String, SqlType> columns(Connection connection, String table) throws SQLException {
    Map<String, SqlType> columns = new LinkedHashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT column_name, data_type FROM information_schema.columns"
                + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position")) {
      int dot = table.indexOf('.');
      select.setString(1, table.substring(0, Math.max(0, dot)));
      select.setString(2, table.substring(dot + 1));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          columns.put(row.getString(1), type(row.getString(2)));
        }
      }
    }
    return columns;
  }

  private static SqlType type(String duckDb) {
    return switch (duckDb) {
      case "VARCHAR" -> SqlType.STRING;
      case "BIGINT" -> SqlType.INT64;
      case "DOUBLE" -> SqlType.FLOAT64;
      case "BOOLEAN" -> SqlType.BOOL;
      case "TIMESTAMP WITH TIME ZONE" -> SqlType.TIMESTAMP;
      case "DATE" -> SqlType.DATE;
      default -> throw new IllegalArgumentException("a column of type " + duckDb);
    };
  }
}
