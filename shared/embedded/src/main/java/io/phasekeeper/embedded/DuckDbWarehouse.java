package io.phasekeeper.embedded;

import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.Compared;
import io.phasekeeper.warehouse.Comparison;
import io.phasekeeper.warehouse.EndedRun;
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
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.TableWriter;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import io.phasekeeper.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The pipeline's tables in DuckDB, in a file or in memory, asked with the same GoogleSQL as
 * BigQuery. One process owns a file, and one caller is served at a time.
 */
public final class DuckDbWarehouse implements Warehouse, TableWriter, AutoCloseable {
  private static final int MOST_TRANSLATIONS = 500;

  private final DuckDbConnection duckDb;
  private final DuckDbInserts inserts = new DuckDbInserts();
  private final Map<String, String> writtenThrough = new ConcurrentHashMap<>();
  private final Map<String, DuckDbDialect.Translated> translations = new ConcurrentHashMap<>();

  private DuckDbWarehouse(DuckDbConnection duckDb) {
    this.duckDb = duckDb;
  }

  /** An empty warehouse in memory. */
  public static DuckDbWarehouse inMemory() {
    try {
      return new DuckDbWarehouse(DuckDbConnection.open("jdbc:duckdb:"));
    } catch (SQLException e) {
      throw DuckDbConnection.failure("opening DuckDB in memory", e);
    }
  }

  /**
   * Opens the file, or makes it.
   *
   * @throws DataDirectoryException if it cannot be
   */
  public static DuckDbWarehouse open(Path file) {
    try {
      return new DuckDbWarehouse(DuckDbConnection.open("jdbc:duckdb:" + file.toAbsolutePath()));
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

  /**
   * Makes the tables and views of a DDL script in GoogleSQL, and their datasets. A view that says
   * {@code -- Written through: dataset.table} passes on the rows that are written to it.
   */
  public void define(String ddl) {
    for (DuckDbDefinition each : DuckDbDefinition.of(ddl)) {
      duckDb.locked(
          "defining " + each.name(),
          connection -> {
            duckDb.execute("CREATE SCHEMA IF NOT EXISTS \"" + each.dataset() + "\"");
            duckDb.execute(each.statement());
            each.writtenThrough().ifPresent(base -> writtenThrough.put(each.name(), base));
            return true;
          });
    }
    inserts.forget();
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
  public List<OpenRun> openRuns(
      String table, LocalDate from, LocalDate to, Collection<LocalDate> also, int limit) {
    return SqlAnswers.openRuns(ask(SqlStatement.openRuns(table, from, to, also, limit)));
  }

  @Override
  public List<RunRow> endedRuns(
      String table, LocalDate from, LocalDate to, Instant since, int limit) {
    return SqlAnswers.runs(ask(SqlStatement.endedRuns(table, from, to, since, limit)));
  }

  @Override
  public List<EndedRun> newestEnds(String table, LocalDate from, LocalDate to, int each) {
    return SqlAnswers.endedRuns(ask(SqlStatement.newestEnds(table, from, to, each)));
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
    return duckDb.locked(
        "changing " + table,
        connection -> {
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
      statement.setObject(mark++, DuckDbRows.stored(parameter(given, name)));
    }
  }

  @Override
  public UpstreamRows upstream(UpstreamQuestion question) {
    return SqlAnswers.upstream(ask(SqlStatement.upstream(question)));
  }

  /** Any GoogleSQL query's rows, as {@link RowValues row values} by column; NULL is left out. */
  public List<Map<String, Object>> ask(SqlStatement question) {
    DuckDbDialect.Translated translated = translated(question.text());
    return duckDb.locked(
        "asking DuckDB: " + firstLine(translated.text()),
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(translated.text())) {
            set(select, question, translated);
            try (ResultSet rows = select.executeQuery()) {
              return DuckDbRows.of(rows);
            }
          }
        });
  }

  /** The few statements there are come again and again, with other values. */
  private DuckDbDialect.Translated translated(String googleSql) {
    if (translations.size() > MOST_TRANSLATIONS) {
      translations.clear();
    }
    return translations.computeIfAbsent(googleSql, DuckDbDialect::statement);
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
    duckDb.inTransaction(
        "appending to " + table,
        connection -> {
          inserts.insert(connection, target(table), rows);
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
    duckDb.inTransaction(
        "replacing the rows of " + date + " in " + table,
        connection -> {
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
          inserts.insert(connection, target, dated);
          return true;
        });
  }

  private String target(String table) {
    return writtenThrough.getOrDefault(table, table);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    duckDb.close();
  }
}
