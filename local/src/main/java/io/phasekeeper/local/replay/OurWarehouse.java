package io.phasekeeper.local.replay;

import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.OpenRun;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
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

/** The tables as our functions reach them: with the scenario's faults, and watched. */
public final class OurWarehouse implements Warehouse {
  private final Warehouse stored;
  private final BrokenThings broken;
  private final Watch watch;

  public OurWarehouse(Warehouse stored, BrokenThings broken, Watch watch) {
    this.stored = stored;
    this.broken = broken;
    this.watch = watch;
  }

  @Override
  public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
    broken.beforeQuery();
    return stored.rowCounts(table, from, to);
  }

  @Override
  public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
    broken.beforeQuery();
    return stored.calendar(calendar, from, to);
  }

  @Override
  public List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit) {
    broken.beforeQuery();
    return stored.runs(table, from, to, limit);
  }

  @Override
  public List<Measured> measure(Measure question) {
    broken.beforeQuery();
    return stored.measure(question);
  }

  @Override
  public List<KeyCount> keyCounts(TableRef table, List<String> key, LocalDate from, LocalDate to) {
    broken.beforeQuery();
    return stored.keyCounts(table, key, from, to);
  }

  @Override
  public List<OpenRun> openRuns(String table, LocalDate from, LocalDate to, int limit) {
    broken.beforeQuery();
    return stored.openRuns(table, from, to, limit);
  }

  @Override
  public List<RunRow> endedRuns(
      String table, LocalDate from, LocalDate to, Instant since, int limit) {
    broken.beforeQuery();
    return stored.endedRuns(table, from, to, since, limit);
  }

  @Override
  public List<RunRow> rowsOfRuns(
      String table, LocalDate from, LocalDate to, Collection<String> runIds) {
    broken.beforeQuery();
    return stored.rowsOfRuns(table, from, to, runIds);
  }

  @Override
  public Map<String, List<Duration>> usualDurations(
      String table, LocalDate from, LocalDate to, int each) {
    broken.beforeQuery();
    return stored.usualDurations(table, from, to, each);
  }

  @Override
  public long endRun(String table, RunEnd end) {
    broken.beforeQuery();
    broken.beforeUpdate();
    return seen(end, stored.endRun(table, end));
  }

  @Override
  public long appendRunEnd(String table, RunEnd end) {
    broken.beforeQuery();
    return seen(end, stored.appendRunEnd(table, end));
  }

  private long seen(RunEnd end, long changed) {
    if (changed > 0) {
      watch.run(end);
      broken.written();
    }
    return changed;
  }

  @Override
  public UpstreamRows upstream(UpstreamQuestion question) {
    broken.beforeQuery();
    return stored.upstream(question);
  }

  @Override
  public void append(String table, List<Map<String, Object>> rows) {
    broken.beforeQuery();
    stored.append(table, rows);
    broken.written();
  }
}
