package io.phasekeeper.local.simulate;

import io.phasekeeper.pipeline.Calendar;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.CalendarEntry;
import io.phasekeeper.warehouse.CalendarTable;
import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The tables of a drawn day, as numbers of rows that change with time; every table is whole. */
final class WorldTables extends AskedWarehouse {
  /** Enough for every gate of a pipeline file here. */
  private static final long ROWS_PER_ENTITY = 100;

  private final DayPlan plan;
  private final Pipeline pipeline;
  private final InstantSource truth;
  private final List<Item.FewRows> few;
  private final List<Item.RunEnded> runs;
  private final List<CalendarEntry> entries;

  WorldTables(DayPlan plan, Pipeline pipeline, InstantSource truth) {
    this.plan = plan;
    this.pipeline = pipeline;
    this.truth = truth;
    this.few = plan.all(Item.FewRows.class);
    this.runs = plan.all(Item.RunEnded.class);
    this.entries = entries();
  }

  /** How many rows a table has on the day's date. */
  static long rows(List<Item.FewRows> few, int entities, String table, Instant at) {
    for (Item.FewRows each : few) {
      if (each.table().equals(table) && each.covers(at)) {
        return Math.min(each.rows(), entities * ROWS_PER_ENTITY);
      }
    }
    return entities * ROWS_PER_ENTITY;
  }

  @Override
  public SortedMap<LocalDate, Long> rowCounts(TableRef table, LocalDate from, LocalDate to) {
    SortedMap<LocalDate, Long> counts = new TreeMap<>();
    long rows = rows(few, plan.entities(), table.name(), truth.instant());
    if (rows > 0 && !plan.date().isBefore(from) && !plan.date().isAfter(to)) {
      counts.put(plan.date(), rows);
    }
    return counts;
  }

  private List<CalendarEntry> entries() {
    if (pipeline.calendar().isEmpty()) {
      return List.of();
    }
    Calendar calendar = pipeline.calendar().get();
    String without = calendar.withoutWork().stream().sorted().findFirst().orElse("none");
    List<CalendarEntry> made = new ArrayList<>();
    // So that the calendar knows the dates around: outside every window of the day.
    made.add(entry(plan.date().minusDays(5), "past", without));
    for (int n = 0; n < plan.entities(); n++) {
      made.add(entry(plan.date(), "entity-" + n, "scheduled"));
    }
    return made;
  }

  private CalendarEntry entry(LocalDate date, String id, String status) {
    return new CalendarEntry(
        date,
        id,
        Optional.of(date.atTime(19, 0).atZone(pipeline.zone()).toInstant()),
        status,
        List.of());
  }

  @Override
  public List<CalendarEntry> calendar(CalendarTable calendar, LocalDate from, LocalDate to) {
    return entries.stream()
        .filter(each -> !each.date().isBefore(from) && !each.date().isAfter(to))
        .toList();
  }

  @Override
  public List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit) {
    Instant now = truth.instant();
    List<RunRow> rows = new ArrayList<>();
    for (Item.RunEnded run : runs) {
      if (!run.end().isAfter(now) && !plan.date().isBefore(from) && !plan.date().isAfter(to)) {
        rows.add(
            new RunRow(
                pipeline.processor(run.processor()).className(),
                "run-of-" + run.processor(),
                "success",
                Optional.of(run.start()),
                Optional.of(run.end()),
                Optional.of(plan.date()),
                Optional.of(1L)));
      }
    }
    return rows;
  }

  @Override
  protected <T> T ask(Function<Warehouse, T> question) {
    throw new IllegalStateException("transitions ask nothing else, and write nothing");
  }
}
