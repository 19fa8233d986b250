package io.phasekeeper.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A warehouse in front of another: every question goes through one place, where it may be refused,
 * counted, or kept waiting until there is one to ask.
 */
public abstract class AskedWarehouse implements Warehouse {
  /** Passes a question on, or does not. */
  protected abstract <T> T ask(Function<Warehouse, T> question);

  @Override
  public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
    return ask(warehouse -> warehouse.rowCounts(table, from, to));
  }

  @Override
  public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
    return ask(warehouse -> warehouse.calendar(calendar, from, to));
  }

  @Override
  public List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit) {
    return ask(warehouse -> warehouse.runs(table, from, to, limit));
  }

  @Override
  public List<Measured> measure(Measure question) {
    return ask(warehouse -> warehouse.measure(question));
  }

  @Override
  public List<KeyCount> keyCounts(TableRef table, List<String> key, LocalDate from, LocalDate to) {
    return ask(warehouse -> warehouse.keyCounts(table, key, from, to));
  }

  @Override
  public List<Compared> compare(Comparison question) {
    return ask(warehouse -> warehouse.compare(question));
  }

  @Override
  public UpstreamRows upstream(UpstreamQuestion question) {
    return ask(warehouse -> warehouse.upstream(question));
  }

  @Override
  public List<OpenRun> openRuns(
      String table, LocalDate from, LocalDate to, Collection<LocalDate> also, int limit) {
    return ask(warehouse -> warehouse.openRuns(table, from, to, also, limit));
  }

  @Override
  public List<RunRow> endedRuns(
      String table, LocalDate from, LocalDate to, Instant since, int limit) {
    return ask(warehouse -> warehouse.endedRuns(table, from, to, since, limit));
  }

  @Override
  public List<EndedRun> newestEnds(String table, LocalDate from, LocalDate to, int each) {
    return ask(warehouse -> warehouse.newestEnds(table, from, to, each));
  }

  @Override
  public List<RunRow> rowsOfRuns(
      String table, LocalDate from, LocalDate to, Collection<String> runIds) {
    return ask(warehouse -> warehouse.rowsOfRuns(table, from, to, runIds));
  }

  @Override
  public Map<String, List<Duration>> usualDurations(
      String table, LocalDate from, LocalDate to, int each) {
    return ask(warehouse -> warehouse.usualDurations(table, from, to, each));
  }

  @Override
  public long endRun(String table, RunEnd end) {
    return ask(warehouse -> warehouse.endRun(table, end));
  }

  @Override
  public long appendRunEnd(String table, RunEnd end) {
    return ask(warehouse -> warehouse.appendRunEnd(table, end));
  }

  @Override
  public void append(String table, List<Map<String, Object>> rows) {
    ask(
        warehouse -> {
          warehouse.append(table, rows);
          return true;
        });
  }
}
