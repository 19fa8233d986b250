package io.phasekeeper.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows that a {@link SqlStatement} answered, as what the domain asked for. A row holds {@link
 * RowValues row values} by column; a column left out is NULL. One of another type than expected,
 * because somebody changed it, is an {@code INVALID} failure that names it.
 */
public final class SqlAnswers {
  private SqlAnswers() {}

  /** What {@link SqlStatement#rowCounts} answered. */
  public static SortedMap<LocalDate, Long> rowCounts(List<Map<String, Object>> rows) {
    SortedMap<LocalDate, Long> counts = new TreeMap<>();
    for (Map<String, Object> row : rows) {
      counts.put(
          as(LocalDate.class, row, "data_date").orElseThrow(),
          as(Long.class, row, "row_count").orElseThrow());
    }
    return counts;
  }

  /** What {@link SqlStatement#calendar} answered. */
  public static List<CalendarEntry> calendar(
      CalendarTable calendar, List<Map<String, Object>> rows) {
    List<CalendarEntry> entries = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < calendar.partColumns().size(); i++) {
        as(String.class, row, "part_" + i).filter(part -> !part.isEmpty()).ifPresent(parts::add);
      }
      entries.add(
          new CalendarEntry(
              as(LocalDate.class, row, "entry_date").orElseThrow(),
              as(String.class, row, "entry_id").orElseThrow(),
              as(Instant.class, row, "starts_at"),
              as(String.class, row, "entry_status").orElse(""),
              parts));
    }
    return List.copyOf(entries);
  }

  /** What {@link SqlStatement#runs} answered. */
  public static List<RunRow> runs(List<Map<String, Object>> rows) {
    return rows.stream().map(SqlAnswers::run).toList();
  }

  private static RunRow run(Map<String, Object> row) {
    return new RunRow(
        as(String.class, row, "processor_name").orElse(""),
        as(String.class, row, "run_id").orElse(""),
        as(String.class, row, "status").orElse(""),
        as(Instant.class, row, "started_at"),
        as(Instant.class, row, "processed_at"),
        as(LocalDate.class, row, "data_date"),
        as(Long.class, row, "records_processed"));
  }

  /** What {@link SqlStatement#openRuns} answered. */
  public static List<OpenRun> openRuns(List<Map<String, Object>> rows) {
    return rows.stream()
        .map(
            row ->
                new OpenRun(
                    run(row),
                    as(String.class, row, "phase"),
                    as(String.class, row, "errors").filter(text -> !text.equals("null")),
                    as(Instant.class, row, "ended_before")))
        .toList();
  }

  /** What {@link SqlStatement#newestEnds} answered. */
  public static List<EndedRun> endedRuns(List<Map<String, Object>> rows) {
    return rows.stream()
        .map(
            row ->
                new EndedRun(
                    run(row),
                    as(String.class, row, "failure_category"),
                    as(String.class, row, "skip_reason"),
                    as(String.class, row, "errors").filter(text -> !text.equals("null"))))
        .toList();
  }

  /** What {@link SqlStatement#measure} answered. */
  public static List<Measured> measured(List<Map<String, Object>> rows) {
    return rows.stream()
        .map(
            row ->
                new Measured(
                    as(LocalDate.class, row, "data_date").orElseThrow(),
                    as(String.class, row, "part").orElse(""),
                    as(Long.class, row, "row_count").orElseThrow(),
                    as(Long.class, row, "population").orElseThrow(),
                    as(Long.class, row, "satisfying").orElseThrow(),
                    as(Instant.class, row, "oldest"),
                    as(Instant.class, row, "newest")))
        .toList();
  }

  /** What {@link SqlStatement#keyCounts} answered. */
  public static List<KeyCount> keyCounts(List<Map<String, Object>> rows) {
    return rows.stream()
        .map(
            row ->
                new KeyCount(
                    as(LocalDate.class, row, "data_date").orElseThrow(),
                    as(Long.class, row, "row_count").orElseThrow(),
                    as(Long.class, row, "key_count").orElseThrow(),
                    as(Long.class, row, "repeated").orElseThrow(),
                    as(String.class, row, "example")))
        .toList();
  }

  /** What {@link SqlStatement#compare} answered. */
  public static List<Compared> compared(List<Map<String, Object>> rows) {
    return rows.stream()
        .map(
            row ->
                new Compared(
                    as(LocalDate.class, row, "data_date").orElseThrow(),
                    as(Long.class, row, "output_rows").orElseThrow(),
                    as(Instant.class, row, "output_newest"),
                    as(Long.class, row, "input_rows").orElseThrow(),
                    as(Instant.class, row, "input_newest"),
                    as(Long.class, row, "things").orElseThrow(),
                    as(Long.class, row, "later").orElseThrow()))
        .toList();
  }

  /** What {@link SqlStatement#usualDurations} answered. */
  public static Map<String, List<Duration>> usualDurations(List<Map<String, Object>> rows) {
    Map<String, List<Duration>> usual = new TreeMap<>();
    for (Map<String, Object> row : rows) {
      Optional<Instant> started = as(Instant.class, row, "started_at");
      Optional<Instant> ended = as(Instant.class, row, "processed_at");
      Optional<Duration> took =
          as(Double.class, row, "duration_seconds")
              .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
              .or(() -> started.flatMap(from -> ended.map(to -> Duration.between(from, to))));
      took.filter(each -> !each.isNegative())
          .ifPresent(
              each ->
                  usual
                      .computeIfAbsent(
                          as(String.class, row, "processor_name").orElse(""),
                          any -> new ArrayList<>())
                      .add(each));
    }
    return usual;
  }

  /** What {@link SqlStatement#upstream} answered. */
  public static UpstreamRows upstream(List<Map<String, Object>> rows) {
    List<UpstreamRows.Count> counts = new ArrayList<>();
    List<Map<String, Object>> runs = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      long input = as(Long.class, row, "input").orElseThrow();
      if (input < 0) {
        runs.add(row);
      } else {
        counts.add(
            new UpstreamRows.Count(
                (int) input,
                as(LocalDate.class, row, "data_date").orElseThrow(),
                as(Long.class, row, "row_count").orElseThrow()));
      }
    }
    List<UpstreamRows.HistoryRow> history = new ArrayList<>();
    List<RunRow> read = runs(runs);
    for (int i = 0; i < runs.size(); i++) {
      boolean cleanedUp = as(Boolean.class, runs.get(i), "cleaned_up").orElse(false);
      history.add(new UpstreamRows.HistoryRow(read.get(i), cleanedUp));
    }
    return new UpstreamRows(counts, history);
  }

  private static <T> Optional<T> as(Class<T> type, Map<String, Object> row, String column) {
    return RowValues.as(type, column, row.get(column));
  }
}
