package io.phasekeeper.local.scenario.world;

import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.TableShape;
import io.phasekeeper.warehouse.TableRef;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows as a healthy day has them: unique keys, spread evenly over the date's entities and
 * their parts, every column filled, 60 % with minutes. Groups of one date continue the keys; what
 * exceeds the possible keys repeats earlier ones.
 */
final class HealthyRows {
  /** The date column of a table that the pipeline file does not describe. */
  private static final String USUAL_DATE_COLUMN = "game_date";

  /** How many members a part has before the next key column counts on. */
  private static final int MEMBERS = 12;

  private final CalendarBook calendar;
  private final Optional<String> entityColumn;
  private final Set<String> partWords;
  private final Map<String, TableShape> shapes;
  private final Map<TableShape, Layout> layouts = new HashMap<>();
  private final Map<String, Made> made = new HashMap<>();

  /**
   * What the columns of a table are for.
   *
   * @param part names the part of an entity
   * @param members the key columns that number the rows of one part: a player, a system
   * @param minutes measure minutes
   */
  private record Layout(Optional<String> part, List<String> members, Set<String> minutes) {}

  /** How far the keys of one date of one table have come. */
  private static final class Made {
    int rows;
    final Map<String, Integer> perPart = new HashMap<>();
  }

  HealthyRows(Pipeline pipeline, CalendarBook calendar) {
    this.calendar = calendar;
    this.entityColumn = pipeline.calendar().map(c -> c.source().idColumn());
    this.partWords =
        pipeline.calendar().map(c -> common(c.source().partColumns())).orElse(Set.of());
    this.shapes = pipeline.tables();
  }

  /** The words that the names of the part columns share: {@code team}. */
  private static Set<String> common(List<String> columns) {
    return columns.stream()
        .map(HealthyRows::words)
        .reduce((a, b) -> a.stream().filter(b::contains).collect(Collectors.toUnmodifiableSet()))
        .orElse(Set.of());
  }

  private static Set<String> words(String column) {
    return Arrays.stream(column.split("_", -1)).collect(Collectors.toUnmodifiableSet());
  }

  TableShape shape(String table) {
    TableShape known = shapes.get(table);
    return known != null
        ? known
        : new TableShape(
            new TableRef(table, USUAL_DATE_COLUMN, Map.of()), List.of(USUAL_DATE_COLUMN), Map.of());
  }

  /** The date has no rows any more: the next ones begin with the first keys. */
  void forget(String table, LocalDate date) {
    made.remove(table + " " + date);
  }

  /**
   * The rows of a group.
   *
   * @param written when they were
   */
  List<Map<String, Object>> make(Change.Rows group, Instant written) {
    TableShape shape = shape(group.table());
    Made sofar = made.computeIfAbsent(group.table() + " " + group.date(), any -> new Made());
    List<Slot> slots = slots(shape, group.date());
    List<Map<String, Object>> rows = new ArrayList<>();
    int fresh = Math.max(0, group.count() - group.duplicates());
    for (int i = 0; i < group.count(); i++) {
      Map<String, Object> row =
          i < fresh || rows.isEmpty()
              ? row(shape, group, slots, sofar, written)
              : new LinkedHashMap<>(rows.get((i - fresh) % Math.max(1, fresh)));
      thin(row, group.nonNull(), i);
      rows.add(row);
    }
    return rows;
  }

  private List<Slot> slots(TableShape shape, LocalDate date) {
    boolean perEntity = entityColumn.map(shape.columns()::containsKey).orElse(true);
    return perEntity ? calendar.slots(date) : calendar.everySlot(date);
  }

  private Map<String, Object> row(
      TableShape shape, Change.Rows group, List<Slot> slots, Made sofar, Instant written) {
    int index = sofar.rows++;
    Slot slot = slots.get(index % slots.size());
    Layout layout = layouts.computeIfAbsent(shape, this::layout);
    String part = part(layout, group, slot);
    int number = sofar.perPart.merge(part, 1, Integer::sum) - 1;
    Map<String, Object> row = new LinkedHashMap<>();
    shape
        .columns()
        .forEach(
            (column, type) ->
                row.put(
                    column,
                    filled(column, type, layout.minutes().contains(column), index, written)));
    row.put(shape.table().dateColumn(), group.date());
    entityColumn.filter(row::containsKey).ifPresent(column -> row.put(column, slot.entity()));
    layout.part().ifPresent(column -> row.put(column, part));
    members(layout.members(), row, part.isEmpty() ? slot.entity() : part, number);
    row.putAll(shape.table().where());
    row.put("processed_at", written);
    group.values().forEach((column, value) -> put(row, column, value));
    return row;
  }

  private static void put(Map<String, Object> row, String column, @Nullable Object value) {
    if (value == null) {
      row.remove(column);
    } else {
      row.put(column, value);
    }
  }

  private static String part(Layout layout, Change.Rows group, Slot slot) {
    return layout.part().map(group.values()::get).map(Object::toString).orElse(slot.part());
  }

  private Layout layout(TableShape shape) {
    Optional<String> part =
        shape.columns().keySet().stream()
            .filter(column -> words(column).stream().anyMatch(partWords::contains))
            .findFirst();
    List<String> members =
        shape.key().stream()
            .filter(column -> !column.equals(shape.table().dateColumn()))
            .filter(column -> !entityColumn.filter(column::equals).isPresent())
            .filter(column -> !part.filter(column::equals).isPresent())
            .toList();
    Set<String> minutes =
        shape.columns().keySet().stream()
            .filter(column -> words(column).contains("minutes"))
            .collect(Collectors.toUnmodifiableSet());
    return new Layout(part, members, minutes);
  }

  private static void members(
      List<String> columns, Map<String, Object> row, String part, int number) {
    int left = number;
    for (int i = 0; i < columns.size(); i++) {
      boolean last = i == columns.size() - 1;
      int here = last ? left : left % MEMBERS;
      left /= MEMBERS;
      String prefix = i == 0 && !part.isEmpty() ? part.toLowerCase(Locale.ROOT) + "-" : "";
      row.put(columns.get(i), prefix + stem(columns.get(i)) + "-" + (here + 1));
    }
  }

  private static String stem(String column) {
    int end = column.indexOf('_');
    return end > 0 ? column.substring(0, end) : column;
  }

  private static Object filled(
      String column, String type, boolean minutes, int index, Instant written) {
    long measured = minutes ? minutes(index) : 1 + index % 30;
    return switch (type.toUpperCase(Locale.ROOT)) {
      case "INT64", "INTEGER" -> measured;
      case "FLOAT64", "FLOAT", "NUMERIC" -> minutes ? (double) measured : 0.2 + index % 10 / 100.0;
      case "BOOL", "BOOLEAN" -> true;
      case "TIMESTAMP" -> written;
      case "DATE" -> LocalDate.ofInstant(written, java.time.ZoneOffset.UTC);
      default -> column + "-" + (index % 3 + 1);
    };
  }

  /** Three rows in five have minutes, the others none. */
  private static long minutes(int index) {
    return index % 5 < 3 ? 12 + index % 25 : 0;
  }

  /** Takes values away so that only the wished shares are not null. */
  private static void thin(Map<String, Object> row, Map<String, Double> shares, int index) {
    shares.forEach(
        (column, share) -> {
          if (Math.floor((index + 1) * share + 1e-9) <= Math.floor(index * share + 1e-9)) {
            row.remove(column);
          } else {
            row.putIfAbsent(column, 0.2);
          }
        });
  }
}
