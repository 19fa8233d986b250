package io.phasekeeper.local.bench;

import io.phasekeeper.embedded.DuckDbWarehouse;
import io.phasekeeper.local.bench.bare.WideTables;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.TableShape;
import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tables of a pipeline in DuckDB with every output of every date, to tomorrow: those of its
 * processors and sources, its calendar with nine entities a date, and its run history, which has
 * two rows of each processor and date among others.
 *
 * @param tables with as many rows each; all but the calendar
 */
record HealTables(
    Pipeline pipeline, DuckDbWarehouse warehouse, List<TableRef> tables, WideTables wide)
    implements AutoCloseable {
  private static final int CALENDAR_DAYS = 60;
  private static final int RUN_DAYS = 40;

  /**
   * @param rows of all tables on all dates
   */
  static HealTables fill(
      Surroundings around, Pipeline pipeline, String name, long rows, LocalDate tomorrow, int days)
      throws IOException {
    Path file = around.folder().resolve(name + ".duckdb");
    try (DuckDbWarehouse empty = DuckDbWarehouse.open(file)) {
      empty.defineAll(around.home().resolve("pipelines").resolve("nba").resolve("ddl"));
      calendar(pipeline, empty, tomorrow);
    }
    List<TableRef> tables = List.copyOf(tables(pipeline));
    WideTables wide = WideTables.fill(file, tables, rows, tomorrow, days);
    DuckDbWarehouse warehouse = DuckDbWarehouse.open(file);
    runs(pipeline, warehouse, tomorrow);
    return new HealTables(pipeline, warehouse, tables, wide);
  }

  private static Collection<TableRef> tables(Pipeline pipeline) {
    String calendar = pipeline.calendar().orElseThrow().source().table().name();
    TableRef history = new TableRef(pipeline.runHistory().orElseThrow(), "data_date", Map.of());
    Map<String, TableRef> byName = new LinkedHashMap<>();
    Stream.of(
            pipeline.processors().values().stream().flatMap(each -> each.table().stream()),
            pipeline.sources().values().stream()
                .flatMap(source -> source.tables().stream())
                .map(TableShape::table),
            Stream.of(history))
        .flatMap(each -> each)
        .filter(table -> !table.name().equals(calendar))
        .forEach(table -> byName.putIfAbsent(table.name(), table));
    return byName.values();
  }

  private static void calendar(Pipeline pipeline, DuckDbWarehouse warehouse, LocalDate tomorrow) {
    TableRef calendar = pipeline.calendar().orElseThrow().source().table();
    for (int back = -2; back < CALENDAR_DAYS; back++) {
      LocalDate date = tomorrow.minusDays(back);
      List<Map<String, Object>> games = new ArrayList<>();
      for (int game = 0; game < 9; game++) {
        games.add(
            Map.of(
                "game_id", "G" + game,
                "game_status", "final",
                "game_date_est", date.atTime(LocalTime.of(23, 0)).toInstant(ZoneOffset.UTC),
                "home_team", WideTables.PART + 2 * game,
                "away_team", WideTables.PART + (2 * game + 1)));
      }
      warehouse.replaceRows(calendar.name(), calendar.dateColumn(), date, games);
    }
  }

  private static void runs(Pipeline pipeline, DuckDbWarehouse warehouse, LocalDate tomorrow) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Processor processor : pipeline.processors().values()) {
      for (int back = 1; back < RUN_DAYS; back++) {
        LocalDate date = tomorrow.minusDays(back);
        Instant started = date.plusDays(1).atTime(6, 0).toInstant(ZoneOffset.UTC);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("processor_name", processor.className());
        row.put("run_id", processor.className() + "-" + date);
        row.put("data_date", date);
        row.put("started_at", started);
        row.put("status", "running");
        rows.add(row);
        Map<String, Object> end = new LinkedHashMap<>(row);
        end.put("status", "success");
        end.put("processed_at", started.plusSeconds(60));
        rows.add(end);
      }
    }
    warehouse.append(pipeline.runHistory().orElseThrow(), rows);
  }

  /** Takes the rows of an output of a date away. */
  void lose(String processor, LocalDate date) {
    TableRef table =
        pipeline.processors().values().stream()
            .filter(each -> each.name().value().equals(processor))
            .flatMap(each -> each.table().stream())
            .findFirst()
            .orElseThrow();
    warehouse.replaceRows(table.name(), table.dateColumn(), date, List.of());
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
