package io.phasekeeper.local.replay;

import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.KeyCount;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The tables as our functions reach them: with the scenario's faults. */
public final class OurWarehouse implements Warehouse {
  private final Warehouse stored;
  private final BrokenThings broken;

  public OurWarehouse(Warehouse stored, BrokenThings broken) {
    this.stored = stored;
    this.broken = broken;
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
  public void append(String table, List<Map<String, Object>> rows) {
    broken.beforeQuery();
    stored.append(table, rows);
    broken.written();
  }
}
