package io.phasekeeper.warehouse;

import io.phasekeeper.outcome.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tables in this process's memory, for replays and tests: rows by date, so that a question about
 * some dates looks at no other. A table has to be declared; its columns do not, an absent one is
 * NULL.
 */
public final class MemoryWarehouse implements Warehouse, TableWriter {
  private final Map<String, Table> tables = new HashMap<>();

  /**
   * @param undated rows whose date is NULL
   */
  private record Table(
      String dateColumn,
      TreeMap<LocalDate, List<Map<String, Object>>> byDate,
      List<Map<String, Object>> undated) {
    Table(String dateColumn) {
      this(dateColumn, new TreeMap<>(), new ArrayList<>());
    }

    /** The rows of the dates, and those without one. */
    List<Map<String, Object>> dated(LocalDate from, LocalDate to) {
      List<Map<String, Object>> rows = new ArrayList<>();
      between(from, to).forEach(rows::addAll);
      rows.addAll(undated);
      return rows;
    }

    List<Map<String, Object>> on(LocalDate date) {
      return byDate.computeIfAbsent(date, any -> new ArrayList<>());
    }

    Collection<List<Map<String, Object>>> between(LocalDate from, LocalDate to) {
      return from.isAfter(to) ? List.of() : byDate.subMap(from, true, to, true).values();
    }
  }

  /**
   * Makes the table, empty, if it is not there.
   *
   * @param dateColumn the column that its rows are kept by; only the run history is asked for rows
   *     without it
   */
  public synchronized void declare(String table, String dateColumn) {
    tables.computeIfAbsent(table, any -> new Table(dateColumn));
  }

  @Override
  public synchronized SortedMap<LocalDate, Long> rowCounts(
      TableRef table, LocalDate from, LocalDate to) {
    SortedMap<LocalDate, Long> counts = new TreeMap<>();
    Table asked = table(table.name(), table.dateColumn());
    if (from.isAfter(to)) {
      return counts;
    }
    asked
        .byDate
        .subMap(from, true, to, true)
        .forEach(
            (date, rows) -> {
              long count = count(rows, table.where());
              if (count > 0) {
                counts.put(date, count);
              }
            });
    return counts;
  }

  private static long count(List<Map<String, Object>> rows, Map<String, Object> where) {
    return where.isEmpty()
        ? rows.size()
        : rows.stream().filter(row -> satisfies(row, where)).count();
  }

  private static boolean satisfies(Map<String, Object> row, Map<String, Object> where) {
    return where.entrySet().stream()
        .allMatch(each -> same(row.get(each.getKey()), each.getValue()));
  }

  static boolean same(@Nullable Object value, Object wanted) {
    if (value instanceof Number left && wanted instanceof Number right) {
      return (left instanceof Long && right instanceof Long)
          ? left.equals(right)
          : left.doubleValue() == right.doubleValue();
    }
    return wanted.equals(value);
  }

  @Override
  public synchronized List<CalendarEntry> calendar(
      CalendarTable calendar, LocalDate from, LocalDate to) {
    Table asked = table(calendar.table().name(), calendar.table().dateColumn());
    List<CalendarEntry> entries = new ArrayList<>();
    for (List<Map<String, Object>> day : asked.between(from, to)) {
      TreeMap<String, Map<String, Object>> byId = new TreeMap<>();
      for (Map<String, Object> row : day) {
        String id = text(row.get(calendar.idColumn()));
        if (!id.isEmpty() && satisfies(row, calendar.table().where())) {
          byId.merge(id, row, (a, b) -> speaks(calendar).compare(a, b) >= 0 ? a : b);
        }
      }
      byId.forEach((id, row) -> entries.add(entry(calendar, row, id)));
    }
    return List.copyOf(entries);
  }

  /** Which row of one entity speaks for it, the last; {@code sql/calendar.sql} has this order. */
  private static Comparator<Map<String, Object>> speaks(CalendarTable calendar) {
    Comparator<Map<String, Object>> order =
        Comparator.comparing(
            row -> as(Instant.class, row.get(calendar.startsColumn())).orElse(Instant.EPOCH));
    order = order.thenComparing(row -> text(row.get(calendar.statusColumn())));
    for (String part : calendar.partColumns()) {
      order = order.thenComparing(row -> text(row.get(part)));
    }
    return order;
  }

  private static CalendarEntry entry(CalendarTable calendar, Map<String, Object> row, String id) {
    List<String> parts =
        calendar.partColumns().stream()
            .map(column -> text(row.get(column)))
            .filter(part -> !part.isEmpty())
            .toList();
    return new CalendarEntry(
        as(LocalDate.class, row.get(calendar.table().dateColumn())).orElseThrow(),
        id,
        as(Instant.class, row.get(calendar.startsColumn())),
        text(row.get(calendar.statusColumn())),
        parts);
  }

  @Override
  public synchronized List<RunRow> runs(String table, LocalDate from, LocalDate to, int limit) {
    List<RunRow> rows = new ArrayList<>();
    table(table, "data_date").dated(from, to).forEach(row -> rows.add(run(row)));
    rows.sort(
        Comparator.comparing(MemoryWarehouse::begin)
            .thenComparing(RunRow::runId)
            .thenComparing(each -> each.processedAt().orElse(Instant.EPOCH))
            .thenComparing(RunRow::status)
            .thenComparing(RunRow::processorName)
            .thenComparing(each -> each.dataDate().orElse(LocalDate.EPOCH))
            .thenComparing(each -> each.recordsProcessed().orElse(-1L))
            .thenComparing(each -> each.startedAt().isPresent()));
    return List.copyOf(rows.subList(Math.max(0, rows.size() - limit), rows.size()));
  }

  @Override
  public synchronized List<OpenRun> openRuns(
      String table, LocalDate from, LocalDate to, Collection<LocalDate> also, int limit) {
    Table asked = table(table, "data_date");
    List<Map<String, Object>> rows = new ArrayList<>(asked.dated(from, to));
    also.stream()
        .distinct()
        .filter(date -> date.isBefore(from) || date.isAfter(to))
        .forEach(date -> rows.addAll(asked.on(date)));
    return MemoryRuns.open(rows, limit);
  }

  @Override
  public synchronized List<RunRow> endedRuns(
      String table, LocalDate from, LocalDate to, Instant since, int limit) {
    return MemoryRuns.ended(table(table, "data_date").dated(from, to), since, limit);
  }

  @Override
  public synchronized List<EndedRun> newestEnds(
      String table, LocalDate from, LocalDate to, int each) {
    return MemoryEnds.newest(table(table, "data_date").dated(from, to), each);
  }

  @Override
  public synchronized List<RunRow> rowsOfRuns(
      String table, LocalDate from, LocalDate to, Collection<String> runIds) {
    return MemoryRuns.of(table(table, "data_date").dated(from, to), runIds);
  }

  @Override
  public synchronized Map<String, List<Duration>> usualDurations(
      String table, LocalDate from, LocalDate to, int each) {
    List<Map<String, Object>> rows = new ArrayList<>();
    table(table, "data_date").between(from, to).forEach(rows::addAll);
    return MemoryRuns.usualDurations(rows, each);
  }

  @Override
  public synchronized long endRun(String table, RunEnd end) {
    Table asked = table(table, "data_date");
    List<Map<String, Object>> rows = end.dataDate().map(asked::on).orElse(asked.undated);
    return MemoryRuns.end(
        asked.dated(end.from(), end.to()), rows, end, row -> row(table, row), false);
  }

  @Override
  public synchronized long appendRunEnd(String table, RunEnd end) {
    Table asked = table(table, "data_date");
    List<Map<String, Object>> rows = end.dataDate().map(asked::on).orElse(asked.undated);
    return MemoryRuns.end(
        asked.dated(end.from(), end.to()), rows, end, row -> row(table, row), true);
  }

  static Instant begin(RunRow row) {
    return row.startedAt().or(row::processedAt).orElse(Instant.EPOCH);
  }

  static RunRow run(Map<String, Object> row) {
    return new RunRow(
        text(row.get("processor_name")),
        text(row.get("run_id")),
        text(row.get("status")),
        as(Instant.class, row.get("started_at")),
        as(Instant.class, row.get("processed_at")),
        as(LocalDate.class, row.get("data_date")),
        as(Number.class, row.get("records_processed"))
            .filter(count -> count.doubleValue() == Math.rint(count.doubleValue()))
            .map(Number::longValue));
  }

  @Override
  public synchronized List<Measured> measure(Measure question) {
    return MemoryMeasures.measure(
        question, counted(question.table(), question.from(), question.to()));
  }

  @Override
  public synchronized List<KeyCount> keyCounts(
      TableRef table, List<String> key, LocalDate from, LocalDate to) {
    return MemoryMeasures.keyCounts(key, counted(table, from, to));
  }

  @Override
  public synchronized List<Compared> compare(Comparison question) {
    return MemoryMeasures.compare(
        question,
        counted(question.output(), question.from(), question.to()),
        counted(question.input(), question.from(), question.to()));
  }

  /** The rows of each date that count. */
  private SortedMap<LocalDate, List<Map<String, Object>>> counted(
      TableRef table, LocalDate from, LocalDate to) {
    SortedMap<LocalDate, List<Map<String, Object>>> counted = new TreeMap<>();
    Table asked = table(table.name(), table.dateColumn());
    if (!from.isAfter(to)) {
      asked
          .byDate
          .subMap(from, true, to, true)
          .forEach(
              (date, rows) ->
                  counted.put(
                      date, rows.stream().filter(row -> satisfies(row, table.where())).toList()));
    }
    return counted;
  }

  @Override
  public synchronized UpstreamRows upstream(UpstreamQuestion question) {
    List<UpstreamRows.Count> counts = new ArrayList<>();
    for (int i = 0; i < question.tables().size(); i++) {
      int window = i;
      UpstreamQuestion.Window each = question.tables().get(i);
      rowCounts(each.table(), each.from(), each.to())
          .forEach((date, rows) -> counts.add(new UpstreamRows.Count(window, date, rows)));
    }
    List<UpstreamRows.HistoryRow> runs = new ArrayList<>();
    question
        .runs()
        .ifPresent(
            asked -> {
              List<Map<String, Object>> rows =
                  table(asked.table(), "data_date").dated(asked.from(), asked.to());
              runs.addAll(MemoryUpstream.runs(asked.names(), rows));
            });
    return new UpstreamRows(counts, runs);
  }

  @Override
  public synchronized void append(String table, List<Map<String, Object>> rows) {
    Table into = table(table);
    // All are looked at before one is written.
    List<Map<String, Object>> kept = rows.stream().map(row -> row(table, row)).toList();
    kept.forEach(
        row ->
            as(LocalDate.class, row.get(into.dateColumn))
                .map(into::on)
                .orElse(into.undated)
                .add(row));
  }

  @Override
  public synchronized void replaceRows(
      String table, String dateColumn, LocalDate date, List<Map<String, Object>> rows) {
    Table into = table(table, dateColumn);
    List<Map<String, Object>> kept = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      Map<String, Object> dated = new LinkedHashMap<>(row);
      dated.put(dateColumn, date);
      kept.add(row(table, dated));
    }
    into.byDate.put(date, kept);
  }

  /** The rows of a date, as they were appended. */
  public synchronized List<Map<String, Object>> rows(String table, LocalDate date) {
    return List.copyOf(table(table).byDate.getOrDefault(date, List.of()));
  }

  /** Whether the table was declared. */
  public synchronized boolean has(String table) {
    return tables.containsKey(table);
  }

  private Table table(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new PortFailure(
          PortFailure.Service.BIGQUERY, PortFailure.Kind.MISSING, "there is no table " + name);
    }
    return table;
  }

  private Table table(String name, String dateColumn) {
    Table table = table(name);
    if (!table.dateColumn.equals(dateColumn)) {
      throw new PortFailure(
          PortFailure.Service.BIGQUERY,
          PortFailure.Kind.MISSING,
          "table "
              + name
              + " has its date in "
              + table.dateColumn
              + "; there is no date column "
              + dateColumn);
    }
    return table;
  }

  private static Map<String, Object> row(String table, Map<String, Object> row) {
    Map<String, Object> kept = new LinkedHashMap<>();
    row.forEach((column, value) -> kept.put(column, RowValues.checked(table, column, value)));
    return java.util.Collections.unmodifiableMap(kept);
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  private static <T> Optional<T> as(Class<T> type, @Nullable Object value) {
    return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
  }
}
