package io.phasekeeper.local.runtime;

import io.phasekeeper.embedded.DuckDbWarehouse;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.OpenRun;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.TableWriter;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.UpstreamRows;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A warehouse that is opened by the first question: most commands ask none, and loading DuckDB
 * takes longer than all the rest of them.
 */
final class LazyWarehouse implements Warehouse, TableWriter {
  private final Supplier<DuckDbWarehouse> opening;
  private @Nullable DuckDbWarehouse opened;

  LazyWarehouse(Supplier<DuckDbWarehouse> opening) {
    this.opening = opening;
  }

  synchronized DuckDbWarehouse open() {
    if (opened == null) {
      opened = opening.get();
    }
    return opened;
  }

  @Override
  public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
    return open().rowCounts(table, from, to);
  }

  @Override
  public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
    return open().calendar(calendar, from, to);
  }

  @Override
  public List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit) {
    return open().runs(table, from, to, limit);
  }

  @Override
  public List<Measured> measure(Measure question) {
    return open().measure(question);
  }

  @Override
  public List<KeyCount> keyCounts(TableRef table, List<String> key, LocalDate from, LocalDate to) {
    return open().keyCounts(table, key, from, to);
  }

  @Override
  public List<OpenRun> openRuns(String table, LocalDate from, LocalDate to, int limit) {
    return open().openRuns(table, from, to, limit);
  }

  @Override
  public List<RunRow> endedRuns(
      String table, LocalDate from, LocalDate to, Instant since, int limit) {
    return open().endedRuns(table, from, to, since, limit);
  }

  @Override
  public List<RunRow> rowsOfRuns(
      String table, LocalDate from, LocalDate to, Collection<String> runIds) {
    return open().rowsOfRuns(table, from, to, runIds);
  }

  @Override
  public Map<String, List<Duration>> usualDurations(
      String table, LocalDate from, LocalDate to, int each) {
    return open().usualDurations(table, from, to, each);
  }

  @Override
  public long endRun(String table, RunEnd end) {
    return open().endRun(table, end);
  }

  @Override
  public long appendRunEnd(String table, RunEnd end) {
    return open().appendRunEnd(table, end);
  }

  @Override
  public UpstreamRows upstream(UpstreamQuestion question) {
    return open().upstream(question);
  }

  @Override
  public void append(String table, List<Map<String, Object>> rows) {
    open().append(table, rows);
  }

  @Override
  public void replaceRows(
      String table, String dateColumn, LocalDate date, List<Map<String, Object>> rows) {
    open().replaceRows(table, dateColumn, date, rows);
  }
}
