package io.phasekeeper.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.Compared;
import io.phasekeeper.warehouse.Comparison;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.OpenRun;
import io.phasekeeper.warehouse.RowValues;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.SqlAnswers;
import io.phasekeeper.warehouse.SqlFile;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.SqlType;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.TableWriter;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import io.phasekeeper.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pipeline's tables in DuckDB, in a file or in memory, asked with the same GoogleSQL as
 * BigQuery. One process owns a file, and one caller is served at a time.
 */
public final class DuckDbWarehouse implements Warehouse, TableWriter, AutoCloseable {
  /** Rows per INSERT: more make it no faster. */
  private static final int BATCH = 256;

  private static final List<String> SETTINGS =
      List.of(
          "SET TimeZone = 'UTC'",
          "SET threads = 1",
          "SET autoinstall_known_extensions = false",
          "SET autoload_known_extensions = false",
          "SET enable_external_access = false");

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Connection connection;
  private final Map<String, Map<String, SqlType>> columns = new HashMap<>();
  private final Map<String, String> writtenThrough = new HashMap<>();

  private DuckDbWarehouse(Connection connection) {
    this.connection = connection;
  }

  /** An empty warehouse in memory. */
  public static DuckDbWarehouse inMemory() {
    try {
      return open("jdbc:duckdb:");
    } catch (SQLException e) {
      throw failure("opening DuckDB in memory", e);
    }
  }

  /**
   * Opens the file, or makes it.
   *
   * @throws DataDirectoryException if it cannot be
   */
  public static DuckDbWarehouse open(Path file) {
    try {
      return open("jdbc:duckdb:" + file.toAbsolutePath());
    } catch (SQLException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      String found =
          reason.contains("lock")
              ? "is open in another process; stop that one, or choose another --data directory"
              : reason.contains("not a valid DuckDB") || reason.contains("orrupt")
                  ? "is damaged; move it away to keep it, or start with --fresh to forget it"
                  : "cannot be used; look at the directory's permissions and its free space";
      throw new DataDirectoryException(
          "opening the warehouse: " + file.toAbsolutePath() + " " + found + " (" + reason + ")", e);
    }
  }

  private static DuckDbWarehouse open(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try {
      for (String each : SETTINGS) {
        execute(connection, each);
      }
      for (String each : DuckDbDialect.MACROS) {
        execute(connection, each);
      }
      return new DuckDbWarehouse(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Makes the tables and views of a DDL script in GoogleSQL, and their datasets. A view that says
   * {@code -- Written through: dataset.table} passes on the rows that are written to it.
   */
  public void define(String ddl) {
    for (DuckDbDefinition each : DuckDbDefinition.of(ddl)) {
      locked(
          "defining " + each.name(),
          () -> {
            execute(connection, "CREATE SCHEMA IF NOT EXISTS \"" + each.dataset() + "\"");
            execute(connection, each.statement());
            each.writtenThrough().ifPresent(base -> writtenThrough.put(each.name(), base));
            return true;
          });
    }
    columns.clear();
  }

  /**
   * Makes what the {@code .sql} files of a directory define, in the order of their names.
   *
   * @throws IllegalArgumentException naming the file that is not understood
   */
  public void defineAll(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".sql")).sorted().toList()) {
        try {
          define(Files.readString(file));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the table definitions in " + directory, e);
    }
  }

  @Override
  public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
    return SqlAnswers.rowCounts(ask(SqlStatement.rowCounts(table, from, to)));
  }

  @Override
  public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
    return SqlAnswers.calendar(calendar, ask(SqlStatement.calendar(calendar, from, to)));
  }

  @Override
  public List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit) {
    return SqlAnswers.runs(ask(SqlStatement.runs(table, from, to, limit)));
  }

  @Override
  public List<Measured> measure(Measure question) {
    return SqlAnswers.measured(ask(SqlStatement.measure(question)));
  }

  @Override
  public List<KeyCount> keyCounts(TableRef table, List<String> key, LocalDate from, LocalDate to) {
    return SqlAnswers.keyCounts(ask(SqlStatement.keyCounts(table, key, from, to)));
  }

  @Override
  public List<Compared> compare(Comparison question) {
    return SqlAnswers.compared(ask(SqlStatement.compare(question)));
  }

  @Override
  public List<OpenRun> openRuns(String table, LocalDate from, LocalDate to, int limit) {
    return SqlAnswers.openRuns(ask(SqlStatement.openRuns(table, from, to, limit)));
  }

  @Override
  public List<RunRow> endedRuns(
      String table, LocalDate from, LocalDate to, Instant since, int limit) {
    return SqlAnswers.runs(ask(SqlStatement.endedRuns(table, from, to, since, limit)));
  }

  @Override
  public List<RunRow> rowsOfRuns(
      String table, LocalDate from, LocalDate to, Collection<String> runIds) {
    return runIds.isEmpty()
        ? List.of()
        : SqlAnswers.runs(ask(SqlStatement.rowsOfRuns(table, from, to, runIds)));
  }

  @Override
  public Map<String, List<Duration>> usualDurations(
      String table, LocalDate from, LocalDate to, int each) {
    return SqlAnswers.usualDurations(ask(SqlStatement.usualDurations(table, from, to, each)));
  }

  @Override
  public long endRun(String table, RunEnd end) {
    return change(table, SqlStatement.endRun(target(table), end));
  }

  @Override
  public long appendRunEnd(String table, RunEnd end) {
    return change(table, SqlStatement.appendRunEnd(target(table), end));
  }

  private long change(String table, SqlStatement change) {
    DuckDbDialect.Translated translated = DuckDbDialect.statement(change.text());
    return locked(
        "changing " + table,
        () -> {
          try (PreparedStatement statement = connection.prepareStatement(translated.text())) {
            set(statement, change, translated);
            return (long) statement.executeUpdate();
          }
        });
  }

  private static void set(
      PreparedStatement statement, SqlStatement given, DuckDbDialect.Translated translated)
      throws SQLException {
    int mark = 1;
    for (String name : translated.parameters()) {
      statement.setObject(mark++, value(parameter(given, name)));
    }
  }

  @Override
  public UpstreamRows upstream(UpstreamQuestion question) {
    return SqlAnswers.upstream(ask(SqlStatement.upstream(question)));
  }

  /** Any GoogleSQL query's rows, as {@link RowValues row values} by column; NULL is left out. */
  public List<Map<String, Object>> ask(SqlStatement question) {
    DuckDbDialect.Translated translated = DuckDbDialect.statement(question.text());
    return locked(
        "asking DuckDB: " + firstLine(translated.text()),
        () -> {
          try (PreparedStatement select = connection.prepareStatement(translated.text())) {
            set(select, question, translated);
            try (ResultSet rows = select.executeQuery()) {
              return DuckDbRows.of(rows);
            }
          }
        });
  }

  private static Object parameter(SqlStatement question, String name) {
    Object value = question.parameters().get(name);
    if (value == null) {
      throw new IllegalArgumentException("no value for @" + name + " in " + question.text());
    }
    return value;
  }

  @Override
  public void append(String table, List<Map<String, Object>> rows) {
    inTransaction(
        "appending to " + table,
        () -> {
          insert(target(table), rows);
          return true;
        });
  }

  @Override
  public void replaceRows(
      String table, String dateColumn, LocalDate date, List<Map<String, Object>> rows) {
    String target = target(table);
    List<Map<String, Object>> dated = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      Map<String, Object> copy = new LinkedHashMap<>(row);
      copy.put(dateColumn, date);
      dated.add(copy);
    }
    inTransaction(
        "replacing the rows of " + date + " in " + table,
        () -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  DuckDbDialect.statement(
                          "DELETE FROM "
                              + SqlFile.quotedTable(target)
                              + " WHERE "
                              + SqlFile.quoted(dateColumn)
                              + " = @date")
                      .text())) {
            delete.setObject(1, date);
            delete.executeUpdate();
          }
          insert(target, dated);
          return true;
        });
  }

  private String target(String table) {
    return writtenThrough.getOrDefault(table, table);
  }

  private void insert(String table, List<Map<String, Object>> rows) throws SQLException {
    Map<String, SqlType> known = columnsOf(table);
    Set<String> named = new LinkedHashSet<>();
    for (Map<String, Object> row : rows) {
      row.forEach((column, value) -> check(table, known, column, value));
      named.addAll(row.keySet());
    }
    for (int from = 0; from < rows.size(); from += BATCH) {
      insertBatch(table, named, rows.subList(from, Math.min(rows.size(), from + BATCH)));
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

  private void insertBatch(String table, Collection<String> named, List<Map<String, Object>> rows)
      throws SQLException {
    String list = named.stream().map(SqlFile::quoted).collect(Collectors.joining(", "));
    String marks = "(" + String.join(", ", java.util.Collections.nCopies(named.size(), "?")) + ")";
    String values = String.join(", ", java.util.Collections.nCopies(rows.size(), marks));
    String googleSql = "INSERT INTO " + SqlFile.quotedTable(table) + " (" + list + ") VALUES ";
    try (PreparedStatement insert =
        connection.prepareStatement(DuckDbDialect.statement(googleSql).text() + " " + values)) {
      int mark = 1;
      for (Map<String, Object> row : rows) {
        for (String column : named) {
          Object given = row.get(column);
          insert.setObject(
              mark++, given == null ? null : value(RowValues.checked(table, column, given)));
        }
      }
      insert.executeUpdate();
    }
  }

  /** The columns of a table by name, in their order. */
  private Map<String, SqlType> columnsOf(String table) throws SQLException {
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

  private static Object value(Object rowValue) {
    return rowValue instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : rowValue;
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  @CanIgnoreReturnValue
  private <T> T inTransaction(String doing, Work<T> work) {
    return locked(
        doing,
        () -> {
          boolean done = false;
          execute(connection, "BEGIN TRANSACTION");
          try {
            T answer = work.run();
            execute(connection, "COMMIT");
            done = true;
            return answer;
          } finally {
            if (!done) {
              execute(connection, "ROLLBACK");
            }
          }
        });
  }

  @CanIgnoreReturnValue
  private <T> T locked(String doing, Work<T> work) {
    lock.lock();
    try {
      return work.run();
    } catch (SQLException e) {
      throw failure(doing, e);
    } finally {
      lock.unlock();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static PortFailure invalid(String message) {
    return new PortFailure(PortFailure.Service.BIGQUERY, PortFailure.Kind.INVALID, message);
  }

  /** DuckDB gives no codes; its messages begin with the class of the error. */
  private static PortFailure failure(String doing, SQLException e) {
    String found = String.valueOf(e.getMessage());
    PortFailure.Kind kind = PortFailure.Kind.UNAVAILABLE;
    if (found.startsWith("Catalog Error")
        && (found.contains("Table with name") || found.contains("Schema with name"))) {
      kind = PortFailure.Kind.MISSING;
    } else if (found.matches(
        "(?s)(Catalog|Binder|Parser|Conversion|Constraint|Invalid Input) Error.*")) {
      kind = PortFailure.Kind.INVALID;
    }
    return new PortFailure(PortFailure.Service.BIGQUERY, kind, doing + ": " + found, e);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure("closing DuckDB", e);
    } finally {
      lock.unlock();
    }
  }
}
