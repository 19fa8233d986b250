package io.phasekeeper.warehouse;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers the questions of gates from rows in memory, as {@code sql/} would. */
final class MemoryMeasures {
  private MemoryMeasures() {}

  static List<Measured> measure(
      Measure question, SortedMap<LocalDate, List<Map<String, Object>>> rows) {
    List<Measured> answers = new ArrayList<>();
    rows.forEach(
        (date, all) -> {
          SortedMap<String, Sums> parts = new TreeMap<>();
          for (Map<String, Object> row : all) {
            parts.computeIfAbsent(part(question, row), any -> new Sums()).add(question, row);
          }
          parts.forEach((part, sums) -> answers.add(sums.measured(date, part)));
        });
    return answers;
  }

  /** What the rows of one date and part come to, in one pass: replays ask this of every row. */
  private static final class Sums {
    private long rows;
    private long population;
    private long satisfying;
    private @Nullable Instant first;
    private @Nullable Instant last;

    void add(Measure question, Map<String, Object> row) {
      rows++;
      if (all(question, question.population(), row)) {
        population++;
        satisfying += all(question, question.satisfied(), row) ? 1 : 0;
      }
      if (question.written().isPresent()) {
        written(question.written().get(), row).ifPresent(this::wrote);
      }
    }

    private void wrote(Instant at) {
      first = first == null || at.isBefore(first) ? at : first;
      last = last == null || at.isAfter(last) ? at : last;
    }

    Measured measured(LocalDate date, String part) {
      return new Measured(
          date,
          part,
          rows,
          population,
          satisfying,
          Optional.ofNullable(first),
          Optional.ofNullable(last));
    }
  }

  private static String part(Measure question, Map<String, Object> row) {
    return part(question.table(), question.part(), row);
  }

  private static String part(TableRef table, Optional<String> column, Map<String, Object> row) {
    Object part = column.map(row::get).orElse("");
    if (part == null) {
      return "";
    }
    if (part instanceof String text) {
      return text;
    }
    throw otherType(table.name(), column.orElse(""), part, "a STRING");
  }

  static List<Compared> compare(
      Comparison question,
      SortedMap<LocalDate, List<Map<String, Object>>> output,
      SortedMap<LocalDate, List<Map<String, Object>>> input) {
    SortedSet<LocalDate> dates = new TreeSet<>(output.keySet());
    dates.addAll(input.keySet());
    List<Compared> answers = new ArrayList<>();
    for (LocalDate date : dates) {
      List<Map<String, Object>> made = output.getOrDefault(date, List.of());
      List<Map<String, Object>> came = input.getOrDefault(date, List.of());
      if (!made.isEmpty() || !came.isEmpty()) {
        answers.add(compared(question, date, made, came));
      }
    }
    return answers;
  }

  private static Compared compared(
      Comparison question,
      LocalDate date,
      List<Map<String, Object>> made,
      List<Map<String, Object>> came) {
    Optional<Instant> newest = written(question, made).max(Comparator.naturalOrder());
    // Without a column each row is a thing of its own.
    Map<Object, List<Map<String, Object>>> things = new LinkedHashMap<>();
    for (int i = 0; i < came.size(); i++) {
      Object thing =
          question.per().isPresent() ? part(question.input(), question.per(), came.get(i)) : i;
      things.computeIfAbsent(thing, any -> new ArrayList<>()).add(came.get(i));
    }
    long later =
        things.values().stream()
            .filter(
                rows ->
                    newest.isPresent()
                        && written(question, rows)
                            .min(Comparator.naturalOrder())
                            .filter(first -> first.isAfter(newest.get()))
                            .isPresent())
            .count();
    return new Compared(
        date,
        made.size(),
        newest,
        came.size(),
        written(question, came).max(Comparator.naturalOrder()),
        things.size(),
        later);
  }

  private static Stream<Instant> written(Comparison question, List<Map<String, Object>> rows) {
    return rows.stream().flatMap(row -> written(question.written(), row).stream());
  }

  private static Optional<Instant> written(String column, Map<String, Object> row) {
    return RowValues.as(Instant.class, column, row.get(column));
  }

  private static boolean all(
      Measure question, List<Condition> conditions, Map<String, Object> row) {
    for (Condition each : conditions) {
      if (!holds(question, each, row.get(each.column()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(Measure question, Condition condition, @Nullable Object value) {
    if (condition.operator() == Condition.Operator.IS_NULL) {
      return value == null;
    }
    if (value == null) {
      return false;
    }
    for (Object wanted : condition.values()) {
      boolean numbers = wanted instanceof Number && value instanceof Number;
      if (!numbers && !wanted.getClass().equals(value.getClass())) {
        throw otherType(
            question.table().name(), condition.column(), value, "a " + SqlType.of(wanted));
      }
    }
    return switch (condition.operator()) {
      case NOT_NULL -> true;
      case IS_NULL -> false;
      case EQUAL, IN -> condition.values().stream().anyMatch(w -> MemoryWarehouse.same(value, w));
      case NOT_EQUAL -> !MemoryWarehouse.same(value, condition.values().get(0));
      case ABOVE -> compared(value, condition) > 0;
      case AT_LEAST -> compared(value, condition) >= 0;
      case BELOW -> compared(value, condition) < 0;
      case AT_MOST -> compared(value, condition) <= 0;
    };
  }

  private static int compared(Object value, Condition condition) {
    return Double.compare(
        ((Number) value).doubleValue(), ((Number) condition.values().get(0)).doubleValue());
  }

  private static PortFailure otherType(String table, String column, Object value, String expected) {
    return new PortFailure(
        PortFailure.Service.BIGQUERY,
        PortFailure.Kind.INVALID,
        "column "
            + column
            + " of "
            + table
            + " is a "
            + SqlType.of(value)
            + "; it is compared with "
            + expected);
  }

  static List<KeyCount> keyCounts(
      List<String> key, SortedMap<LocalDate, List<Map<String, Object>>> rows) {
    List<KeyCount> answers = new ArrayList<>();
    rows.forEach(
        (date, all) -> {
          Map<List<Object>, Long> counts = new LinkedHashMap<>();
          for (Map<String, Object> row : all) {
            List<Object> values = new ArrayList<>();
            key.forEach(column -> values.add(Optional.ofNullable(row.get(column))));
            counts.merge(values, 1L, Long::sum);
          }
          if (!counts.isEmpty()) {
            answers.add(
                new KeyCount(
                    date,
                    all.size(),
                    counts.size(),
                    counts.values().stream().filter(n -> n > 1).count(),
                    counts.entrySet().stream()
                        .filter(each -> each.getValue() > 1)
                        .map(each -> shown(each.getKey()))
                        .max(Comparator.naturalOrder())));
          }
        });
    return answers;
  }

  private static String shown(List<Object> values) {
    return String.join(
        "|", values.stream().map(v -> ((Optional<?>) v).map(String::valueOf).orElse("-")).toList());
  }
}
