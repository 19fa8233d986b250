package io.phasekeeper.warehouse;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Answers the domain's questions about tables: BigQuery, DuckDB, or rows in memory. Each question
 * is one GoogleSQL file under {@code sql/} with typed parameters, and prunes partitions by date.
 *
 * <p>Every call throws {@link io.phasekeeper.outcome.PortFailure} when it cannot answer; no answer
 * is ever guessed. Safe for many threads.
 */
public interface Warehouse extends RunHistory {
  /**
   * How many rows each date has, {@code from} and {@code to} included; dates without rows are
   * absent. {@code sql/row-counts.sql}.
   */
  SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to);

  /**
   * The calendar's entities from {@code from} to {@code to}, both included, by date and id; one
   * entry per date and id, however often the table repeats it. {@code sql/calendar.sql}.
   */
  List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to);

  /**
   * The run-history rows of the data dates {@code from} to {@code to}, both included, and those
   * without a date, oldest start first; at most {@code limit}, the newest. {@code
   * sql/run-rows.sql}.
   *
   * @param table {@code dataset.table} of the run history (CONTRACT §6 columns)
   */
  List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit);

  /**
   * How the rows of some dates stand, by date and part: their number, a share of a population, when
   * they were written; dates and parts without rows are absent. {@code sql/measures.sql}.
   */
  List<Measured> measure(Measure question);

  /**
   * How many rows and different keys each date has, {@code from} and {@code to} included; dates
   * without rows are absent. {@code sql/key-counts.sql}.
   *
   * @param key the columns of the key beside the date, at least one
   */
  List<KeyCount> keyCounts(TableRef table, List<String> key, LocalDate from, LocalDate to);

  /**
   * How an output stands beside its input on some dates, in one statement; dates on which neither
   * has rows are absent. {@code sql/compared.sql}.
   */
  List<Compared> compare(Comparison question);

  /**
   * What is there of the inputs of an output, over all of their dates, in one statement: {@code
   * sql/upstream-rows.sql} for each window, and {@code sql/upstream-runs.sql}.
   */
  UpstreamRows upstream(UpstreamQuestion question);

  /**
   * Appends rows. Values are strings, longs, doubles, booleans, {@code Instant} (TIMESTAMP) and
   * {@code LocalDate} (DATE).
   */
  void append(String table, List<Map<String, Object>> rows);
}
