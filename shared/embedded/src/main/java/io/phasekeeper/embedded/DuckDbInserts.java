package io.phasekeeper.embedded;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.RowValues;
import io.phasekeeper.warehouse.SqlFile;
import io.phasekeeper.warehouse.SqlType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Writes rows into DuckDB's tables, once they fit the columns. */
final class DuckDbInserts {
  /** Rows per INSERT: more make it no faster. */
  private static final int BATCH = 256;

  private final Map<String, Map<String, SqlType>> columns = new ConcurrentHashMap<>();

  /** Tables may have changed. */
  void forget() {
    columns.clear();
  }

  /** Within a transaction on that connection; nothing is written if one row does not fit. */
  void insert(Connection connection, String table, List<Map<String, Object>> rows)
      throws SQLException {
    Map<String, SqlType> known = columnsOf(connection, table);
    Set<String> named = new LinkedHashSet<>();
    for (Map<String, Object> row : rows) {
      row.forEach((column, value) -> check(table, known, column, value));
      named.addAll(row.keySet());
    }
    for (int from = 0; from < rows.size(); from += BATCH) {
      insertBatch(
          connection, table, named, rows.subList(from, Math.min(rows.size(), from + BATCH)));
    }
  }

  private static void check(String table, Map<String, SqlType> known, String column, Object value) {
    SqlType given = SqlType.of(RowValues.checked(table, column, value));
    SqlType wanted = known.get(column);
    if (wanted == null) {
      throw invalid(
          "appending to " + table + ": it has no column " + column + "; it has " + known.keySet());
    }
    if (given != wanted && !(given == SqlType.INT64 && wanted == SqlType.FLOAT64)) {
      throw invalid(
          "appending to "
              + table
              + ": column "
              + column
              + " is "
              + wanted
              + ", and was given the "
              + given
              + " "
              + value);
    }
  }

  private static void insertBatch(
      Connection connection, String table, Collection<String> named, List<Map<String, Object>> rows)
      throws SQLException {
    String list = named.stream().map(SqlFile::quoted).collect(Collectors.joining(", "));
    String marks = "(" + String.join(", ", Collections.nCopies(named.size(), "?")) + ")";
    String values = String.join(", ", Collections.nCopies(rows.size(), marks));
    String googleSql = "INSERT INTO " + SqlFile.quotedTable(table) + " (" + list + ") VALUES ";
    try (PreparedStatement insert =
        connection.prepareStatement(DuckDbDialect.statement(googleSql).text() + " " + values)) {
      int mark = 1;
      for (Map<String, Object> row : rows) {
        for (String column : named) {
          Object given = row.get(column);
          insert.setObject(
              mark++,
              given == null ? null : DuckDbRows.stored(RowValues.checked(table, column, given)));
        }
      }
      insert.executeUpdate();
    }
  }

  /** The columns of a table by name, in their order. */
  private Map<String, SqlType> columnsOf(Connection connection, String table) throws SQLException {
    Map<String, SqlType> known = columns.get(table);
    if (known == null) {
      known = DuckDbRows.columns(connection, table);
      if (known.isEmpty()) {
        throw new PortFailure(
            PortFailure.Service.BIGQUERY, PortFailure.Kind.MISSING, "there is no table " + table);
      }
      columns.put(table, known);
    }
    return known;
  }

  private static PortFailure invalid(String message) {
    return new PortFailure(PortFailure.Service.BIGQUERY, PortFailure.Kind.INVALID, message);
  }
}
