package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
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
  /** In no run id: ids are one line each. */
  private static final String SEPARATOR = "\n";

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

  /**
   * {@link Warehouse#measure}: columns {@code data_date} DATE, {@code part} STRING, {@code
   * row_count}, {@code population}, {@code satisfying} INT64, {@code oldest}, {@code newest}
   * TIMESTAMP; only the last two may be NULL.
   */
  public static SqlStatement measure(Measure question) {
    Map<String, String> names = of(question.table());
    Map<String, Object> parameters =
        parameters(question.table().where(), question.from(), question.to());
    names.put(
        "part",
        question.part().map(column -> "COALESCE(" + SqlFile.quoted(column) + ", '')").orElse("''"));
    names.put("population", all(question.population(), "belongs", parameters));
    names.put("satisfied", all(question.satisfied(), "satisfies", parameters));
    names.put("written", question.written().map(SqlFile::quoted).orElse("CAST(NULL AS TIMESTAMP)"));
    return new SqlStatement(SqlFile.named("measures").with(names), parameters);
  }

  /** The conditions as one expression; each value becomes a parameter. */
  private static String all(
      List<Condition> conditions, String prefix, Map<String, Object> parameters) {
    List<String> parts = new ArrayList<>();
    for (Condition condition : conditions) {
      List<String> marks = new ArrayList<>();
      for (Object value : condition.values()) {
        String name = prefix + "_" + parts.size() + "_" + marks.size();
        parameters.put(name, value);
        marks.add("@" + name);
      }
      String right =
          condition.operator() == Condition.Operator.IN
              ? " (" + String.join(", ", marks) + ")"
              : String.join("", marks.stream().map(mark -> " " + mark).toList());
      parts.add(
          "("
              + SqlFile.quoted(condition.column())
              + " "
              + condition.operator().sql()
              + right
              + ")");
    }
    return parts.isEmpty() ? "TRUE" : String.join(" AND ", parts);
  }

  /**
   * {@link Warehouse#keyCounts}: columns {@code data_date} DATE, {@code row_count}, {@code
   * key_count}, {@code repeated} INT64, {@code example} STRING; only the last may be NULL.
   */
  public static SqlStatement keyCounts(
      TableRef table, List<String> key, LocalDate from, LocalDate to) {
    Map<String, String> names = of(table);
    List<String> keys = new ArrayList<>();
    List<String> grouped = new ArrayList<>(List.of("data_date"));
    List<String> example = new ArrayList<>();
    for (String column : key) {
      String name = "key_" + keys.size();
      keys.add(SqlFile.quoted(column) + " AS " + name);
      grouped.add(name);
      example.add("COALESCE(CAST(" + name + " AS STRING), '-')");
    }
    names.put("keys", String.join(", ", keys));
    names.put("grouped", String.join(", ", grouped));
    names.put("example", "CONCAT(" + String.join(", '|', ", example) + ")");
    return new SqlStatement(
        SqlFile.named("key-counts").with(names), parameters(table.where(), from, to));
  }

  /**
   * {@link Warehouse#compare}: columns {@code data_date} DATE, {@code output_rows}, {@code
   * input_rows}, {@code things}, {@code later} INT64, {@code output_newest}, {@code input_newest}
   * TIMESTAMP; only the last two may be NULL.
   */
  public static SqlStatement compare(Comparison question) {
    Map<String, String> names = of(question.output());
    Map<String, Object> parameters =
        parameters(question.output().where(), question.from(), question.to());
    String written = SqlFile.quoted(question.written());
    names.put("written", written);
    names.put("input_table", SqlFile.quotedTable(question.input().name()));
    names.put("input_date", SqlFile.quoted(question.input().dateColumn()));
    names.put("input_and_where", conditions(question.input(), "input_where_", parameters));
    names.put(
        "input_part",
        question
            .per()
            .map(column -> "COALESCE(" + SqlFile.quoted(column) + ", '')")
            .orElse(written));
    names.put("things", question.per().isPresent() ? "1" : "COUNT(*)");
    return new SqlStatement(SqlFile.named("compared").with(names), parameters);
  }

  /** A table's own conditions; each value becomes a parameter of that prefix. */
  private static String conditions(TableRef table, String prefix, Map<String, Object> parameters) {
    List<String> conditions = new ArrayList<>();
    table
        .where()
        .forEach(
            (column, value) -> {
              String name = prefix + conditions.size();
              parameters.put(name, RowValues.checked("a condition", column, value));
              conditions.add("AND " + SqlFile.quoted(column) + " = @" + name);
            });
    return String.join(" ", conditions);
  }

  /**
   * {@link RunHistory#openRuns}: the columns of {@link #runs}, of which {@code started_at}, {@code
   * data_date} and {@code records_processed} may be NULL, and {@code phase}, {@code errors} STRING,
   * {@code ended_before} TIMESTAMP.
   */
  public static SqlStatement openRuns(
      String table, LocalDate from, LocalDate to, Collection<LocalDate> also, int limit) {
    Map<String, Object> parameters = parameters(Map.of(), from, to);
    parameters.put("row_limit", (long) limit);
    List<String> marks = new ArrayList<>();
    for (LocalDate date : also) {
      parameters.put("also_" + marks.size(), date);
      marks.add("@also_" + marks.size());
    }
    return new SqlStatement(
        SqlFile.named("open-runs")
            .with(
                Map.of(
                    "table",
                    SqlFile.quotedTable(table),
                    "also",
                    marks.isEmpty() ? "" : " OR data_date IN (" + String.join(", ", marks) + ")")),
        parameters);
  }

  /** {@link RunHistory#endedRuns}: the columns of {@link #runs}. */
  public static SqlStatement endedRuns(
      String table, LocalDate from, LocalDate to, Instant since, int limit) {
    Map<String, Object> parameters = parameters(Map.of(), from, to);
    parameters.put("since", since);
    parameters.put("row_limit", (long) limit);
    return ofHistory("ended-runs", table, parameters);
  }

  /**
   * {@link RunHistory#newestEnds}: the columns of {@link #runs}, and {@code failure_category},
   * {@code skip_reason}, {@code errors} STRING, which may be NULL.
   */
  public static SqlStatement newestEnds(String table, LocalDate from, LocalDate to, int each) {
    Map<String, Object> parameters = parameters(Map.of(), from, to);
    parameters.put("each", (long) each);
    return ofHistory("newest-ends", table, parameters);
  }

  /** {@link RunHistory#rowsOfRuns}: the columns of {@link #runs}. */
  public static SqlStatement rowsOfRuns(
      String table, LocalDate from, LocalDate to, Collection<String> runIds) {
    Map<String, Object> parameters = parameters(Map.of(), from, to);
    parameters.put("separator", SEPARATOR);
    parameters.put("run_ids", SEPARATOR + String.join(SEPARATOR, runIds) + SEPARATOR);
    return ofHistory("rows-of-runs", table, parameters);
  }

  /**
   * {@link RunHistory#usualDurations}: {@code processor_name} STRING, {@code started_at}, {@code
   * processed_at} TIMESTAMP, {@code duration_seconds} FLOAT64.
   */
  public static SqlStatement usualDurations(String table, LocalDate from, LocalDate to, int each) {
    Map<String, Object> parameters = parameters(Map.of(), from, to);
    parameters.put("each", (long) each);
    return ofHistory("usual-durations", table, parameters);
  }

  /** {@link RunHistory#endRun}: an UPDATE. */
  public static SqlStatement endRun(String table, RunEnd end) {
    return end("end-run", table, end);
  }

  /** {@link RunHistory#appendRunEnd}: an INSERT. */
  public static SqlStatement appendRunEnd(String table, RunEnd end) {
    return end("append-run-end", table, end);
  }

  private static SqlStatement end(String file, String table, RunEnd end) {
    Map<String, Object> parameters = parameters(Map.of(), end.from(), end.to());
    parameters.put("run_id", end.runId());
    parameters.put("seen_status", end.seenStatus());
    parameters.put("status", end.status());
    parameters.put("failure_category", end.failureCategory().orElse(""));
    parameters.put("errors", end.errors());
    parameters.put("ended_at", RowValues.checked(table, "processed_at", end.endedAt()));
    parameters.put("seconds", end.durationSeconds().orElse(-1.0));
    parameters.put("records", end.records().orElse(-1L));
    end.dataDate().ifPresent(date -> parameters.put("data_date", date));
    return new SqlStatement(
        SqlFile.named(file)
            .with(
                Map.of(
                    "table",
                    SqlFile.quotedTable(table),
                    "on_date",
                    end.dataDate().isPresent() ? "data_date = @data_date" : "data_date IS NULL")),
        parameters);
  }

  private static SqlStatement ofHistory(String file, String table, Map<String, Object> parameters) {
    return new SqlStatement(
        SqlFile.named(file).with(Map.of("table", SqlFile.quotedTable(table))), parameters);
  }

  /**
   * {@link Warehouse#upstream}: columns {@code input} INT64 (the window's place, −1 for a run),
   * {@code data_date} DATE, {@code row_count} INT64, {@code cleaned_up} BOOL, and of a run {@code
   * processor_name}, {@code run_id}, {@code status} STRING, {@code started_at}, {@code
   * processed_at} TIMESTAMP, {@code records_processed} INT64; all but the first and {@code
   * row_count} may be NULL.
   */
  public static SqlStatement upstream(UpstreamQuestion question) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>();
    for (UpstreamQuestion.Window window : question.tables()) {
      String place = Integer.toString(parts.size());
      Map<String, String> names = of(window.table());
      names.put("window", place);
      names.put("and_where", conditions(window.table(), "where_" + place + "_", parameters));
      parameters.put("from_" + place, window.from());
      parameters.put("to_" + place, window.to());
      parts.add(SqlFile.named("upstream-rows").with(names));
    }
    question.runs().ifPresent(runs -> parts.add(runs(runs, parameters)));
    return new SqlStatement(String.join("UNION ALL\n", parts), parameters);
  }

  private static String runs(UpstreamQuestion.Runs runs, Map<String, Object> parameters) {
    List<String> marks = new ArrayList<>();
    for (String name : runs.names()) {
      parameters.put("name_" + marks.size(), name);
      marks.add("@name_" + marks.size());
    }
    parameters.put("from_runs", runs.from());
    parameters.put("to_runs", runs.to());
    parameters.put("rows_each", (long) UpstreamQuestion.ROWS_EACH);
    return SqlFile.named("upstream-runs")
        .with(
            Map.of("table", SqlFile.quotedTable(runs.table()), "names", String.join(", ", marks)));
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

  /** The files of all questions and changes, without {@code .sql}. */
  public static List<String> files() {
    return List.of(
        "row-counts",
        "calendar",
        "run-rows",
        "measures",
        "key-counts",
        "compared",
        "open-runs",
        "ended-runs",
        "newest-ends",
        "rows-of-runs",
        "usual-durations",
        "upstream-rows",
        "upstream-runs",
        "end-run",
        "append-run-end");
  }
}
