package io.phasekeeper.google;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
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
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Questions asked of BigQuery tables, with the GoogleSQL files that every warehouse shares.
 *
 * <p>Rows are appended by INSERT statements, not by streaming ({@code insertAll}): a streamed row
 * cannot be updated or deleted for 30 to 90 minutes, and an UPDATE of the pipeline's own code that
 * meets one fails whole. A load job would be right too, but takes seconds, and a table may have
 * 1,500 of them a day.
 */
public final class BigQueryWarehouse implements Warehouse {
  /** A statement takes at most 10,000 parameters; one of ours stays far below. */
  private static final int PARAMETERS_PER_STATEMENT = 5_000;

  private final BigQueryStatements statements;

  BigQueryWarehouse(BigQueryStatements statements) {
    this.statements = statements;
  }

  /**
   * Opens the warehouse; nothing is sent before the first question.
   *
   * @param emulatorHost {@code host:port} of an emulator, which is asked without credentials; none:
   *     Google Cloud
   */
  public static BigQueryWarehouse open(String project, Optional<String> emulatorHost) {
    return new BigQueryWarehouse(
        BigQueryStatements.open(project, emulatorHost, BigQueryStatements.Limits.STANDARD));
  }

  @Override
  public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
    SortedMap<LocalDate, Long> counts = new TreeMap<>();
    for (BigQueryRow row :
        statements.run("row-counts", table.name(), SqlStatement.rowCounts(table, from, to))) {
      counts.put(row.date("data_date"), row.whole("row_count"));
    }
    return counts;
  }

  @Override
  public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
    return statements
        .run("calendar", calendar.table().name(), SqlStatement.calendar(calendar, from, to))
        .stream()
        .map(row -> calendarEntry(row, calendar.partColumns().size()))
        .toList();
  }

  @Override
  public List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit) {
    return statements.run("run-rows", table, SqlStatement.runs(table, from, to, limit)).stream()
        .map(BigQueryWarehouse::runRow)
        .toList();
  }

  @Override
  public List<Measured> measure(Measure question) {
    return statements
        .run("measures", question.table().name(), SqlStatement.measure(question))
        .stream()
        .map(
            row ->
                new Measured(
                    row.date("data_date"),
                    row.text("part").orElse(""),
                    row.whole("row_count"),
                    row.whole("population"),
                    row.whole("satisfying"),
                    row.instant("oldest"),
                    row.instant("newest")))
        .toList();
  }

  @Override
  public List<Compared> compare(Comparison question) {
    String tables = question.output().name() + " and " + question.input().name();
    return statements.run("compared", tables, SqlStatement.compare(question)).stream()
        .map(
            row ->
                new Compared(
                    row.date("data_date"),
                    row.whole("output_rows"),
                    row.instant("output_newest"),
                    row.whole("input_rows"),
                    row.instant("input_newest"),
                    row.whole("things"),
                    row.whole("later")))
        .toList();
  }

  @Override
  public List<OpenRun> openRuns(
      String table, LocalDate from, LocalDate to, Collection<LocalDate> also, int limit) {
    return statements
        .run("open-runs", table, SqlStatement.openRuns(table, from, to, also, limit))
        .stream()
        .map(
            row ->
                new OpenRun(
                    runRow(row),
                    row.text("phase"),
                    row.text("errors").filter(errors -> !errors.equals("null")),
                    row.instant("ended_before")))
        .toList();
  }

  @Override
  public List<KeyCount> keyCounts(TableRef table, List<String> key, LocalDate from, LocalDate to) {
    return statements
        .run("key-counts", table.name(), SqlStatement.keyCounts(table, key, from, to))
        .stream()
        .map(
            row ->
                new KeyCount(
                    row.date("data_date"),
                    row.whole("row_count"),
                    row.whole("key_count"),
                    row.whole("repeated"),
                    row.text("example")))
        .toList();
  }

  @Override
  public List<RunRow> endedRuns(
      String table, LocalDate from, LocalDate to, Instant since, int limit) {
    return statements
        .run("ended-runs", table, SqlStatement.endedRuns(table, from, to, since, limit))
        .stream()
        .map(BigQueryWarehouse::runRow)
        .toList();
  }

  @Override
  public List<EndedRun> newestEnds(String table, LocalDate from, LocalDate to, int each) {
    return statements
        .run("newest-ends", table, SqlStatement.newestEnds(table, from, to, each))
        .stream()
        .map(
            row ->
                new EndedRun(
                    runRow(row),
                    row.text("failure_category"),
                    row.text("skip_reason"),
                    row.text("errors").filter(errors -> !errors.equals("null"))))
        .toList();
  }

  @Override
  public List<RunRow> rowsOfRuns(
      String table, LocalDate from, LocalDate to, Collection<String> runIds) {
    return runIds.isEmpty()
        ? List.of()
        : statements
            .run("rows-of-runs", table, SqlStatement.rowsOfRuns(table, from, to, runIds))
            .stream()
            .map(BigQueryWarehouse::runRow)
            .toList();
  }

  @Override
  public Map<String, List<Duration>> usualDurations(
      String table, LocalDate from, LocalDate to, int each) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (BigQueryRow row :
        statements.run(
            "usual-durations", table, SqlStatement.usualDurations(table, from, to, each))) {
      Map<String, Object> values = new LinkedHashMap<>();
      row.text("processor_name").ifPresent(name -> values.put("processor_name", name));
      row.instant("started_at").ifPresent(at -> values.put("started_at", at));
      row.instant("processed_at").ifPresent(at -> values.put("processed_at", at));
      row.number("duration_seconds")
          .ifPresent(seconds -> values.put("duration_seconds", seconds.doubleValue()));
      rows.add(values);
    }
    return SqlAnswers.usualDurations(rows);
  }

  @Override
  public long endRun(String table, RunEnd end) {
    return statements.change("end-run", table, SqlStatement.endRun(table, end));
  }

  @Override
  public long appendRunEnd(String table, RunEnd end) {
    return statements.change("append-run-end", table, SqlStatement.appendRunEnd(table, end));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A statement's rows are there all or none; only of very many rows, which need more than one
   * statement, some may be there after a failure.
   */
  @Override
  public void append(String table, List<Map<String, Object>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    SortedSet<String> columns = new TreeSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    int atOnce = Math.max(1, PARAMETERS_PER_STATEMENT / Math.max(1, columns.size()));
    List<SqlStatement> inserts = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += atOnce) {
      inserts.add(insert(table, columns, rows.subList(from, Math.min(from + atOnce, rows.size()))));
    }
    for (SqlStatement insert : inserts) {
      int written = statements.run("append", table, insert).size();
      if (written > 0) {
        throw new IllegalStateException("an INSERT answered with " + written + " rows");
      }
    }
  }

  private static SqlStatement insert(
      String table, SortedSet<String> columns, List<Map<String, Object>> rows) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    List<String> tuples = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      List<String> tuple = new ArrayList<>();
      for (String column : columns) {
        if (row.containsKey(column)) {
          String name = "p" + parameters.size();
          parameters.put(name, RowValues.checked(table, column, row.get(column)));
          tuple.add("@" + name);
        } else {
          tuple.add("NULL");
        }
      }
      tuples.add("(" + String.join(", ", tuple) + ")");
    }
    try {
      String names = columns.stream().map(SqlFile::quoted).collect(Collectors.joining(", "));
      return new SqlStatement(
          "INSERT INTO "
              + SqlFile.quotedTable(table)
              + " ("
              + names
              + ")\nVALUES\n  "
              + String.join(",\n  ", tuples),
          parameters);
    } catch (IllegalArgumentException e) {
      throw new PortFailure(
          Service.BIGQUERY,
          Kind.INVALID,
          "bigquery: append to " + table + ": " + e.getMessage(),
          e);
    }
  }

  private static CalendarEntry calendarEntry(BigQueryRow row, int parts) {
    List<String> named = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      row.text("part_" + i).ifPresent(named::add);
    }
    return new CalendarEntry(
        row.date("entry_date"),
        row.text("entry_id").orElse(""),
        row.instant("starts_at"),
        row.text("entry_status").orElse(""),
        named);
  }

  private static RunRow runRow(BigQueryRow row) {
    return new RunRow(
        row.text("processor_name").orElse(""),
        row.text("run_id").orElse(""),
        row.text("status").orElse(""),
        row.instant("started_at"),
        row.instant("processed_at"),
        row.maybeDate("data_date"),
        row.maybeWhole("records_processed"));
  }

  @Override
  public UpstreamRows upstream(UpstreamQuestion question) {
    String asked =
        question.runs().map(UpstreamQuestion.Runs::table).stream()
            .collect(
                Collectors.joining(
                    ", ",
                    question.tables().stream()
                        .map(window -> window.table().name() + ", ")
                        .distinct()
                        .collect(Collectors.joining()),
                    ""));
    List<UpstreamRows.Count> counts = new ArrayList<>();
    List<UpstreamRows.HistoryRow> runs = new ArrayList<>();
    for (BigQueryRow row : statements.run("upstream", asked, SqlStatement.upstream(question))) {
      int input = (int) row.whole("input");
      if (input < 0) {
        runs.add(new UpstreamRows.HistoryRow(runRow(row), row.truth("cleaned_up")));
      } else {
        LocalDate date = row.date("data_date");
        counts.add(new UpstreamRows.Count(input, date, row.whole("row_count")));
      }
    }
    return new UpstreamRows(counts, runs);
  }
}
