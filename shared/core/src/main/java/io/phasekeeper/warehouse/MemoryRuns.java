package io.phasekeeper.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@link RunHistory} answers, from rows in memory. */
final class MemoryRuns {
  private MemoryRuns() {}

  static List<OpenRun> open(List<Map<String, Object>> rows, int limit) {
    Set<String> ended = new HashSet<>();
    Map<String, Instant> lastEnds = new HashMap<>();
    for (Map<String, Object> row : rows) {
      String id = text(row.get("run_id"));
      if (ends(row)) {
        ended.add(id);
        as(Instant.class, row.get("processed_at"))
            .map(at -> later(at, as(Instant.class, row.get("started_at")).orElse(at)))
            .ifPresent(at -> lastEnds.merge(id, at, MemoryRuns::later));
      }
    }
    return rows.stream()
        .filter(row -> !ends(row) && !text(row.get("run_id")).isEmpty())
        .filter(row -> !ended.contains(text(row.get("run_id"))) || again(row, lastEnds))
        .map(
            row ->
                new OpenRun(
                    MemoryWarehouse.run(row),
                    as(String.class, row.get("phase")),
                    as(String.class, row.get("errors")),
                    Optional.ofNullable(lastEnds.get(text(row.get("run_id"))))))
        .sorted(
            Comparator.comparing(
                    (OpenRun each) -> each.row().startedAt().orElse(Instant.EPOCH),
                    Comparator.reverseOrder())
                .thenComparing(each -> each.row().runId())
                .thenComparing(each -> each.row().processorName())
                .thenComparing(each -> each.row().dataDate().orElse(LocalDate.EPOCH)))
        .limit(limit)
        .toList();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Whether a start row is later than every end under its id. */
  private static boolean again(Map<String, Object> row, Map<String, Instant> lastEnds) {
    Optional<Instant> ended = Optional.ofNullable(lastEnds.get(text(row.get("run_id"))));
    return as(Instant.class, row.get("started_at"))
        .filter(start -> ended.filter(start::isAfter).isPresent())
        .isPresent();
  }

  static boolean ends(Map<String, Object> row) {
    String status = text(row.get("status")).toLowerCase(Locale.ROOT);
    return row.get("processed_at") != null || !(status.isEmpty() || status.equals("running"));
  }

  static List<RunRow> ended(List<Map<String, Object>> rows, Instant since, int limit) {
    return rows.stream()
        .map(MemoryWarehouse::run)
        .filter(row -> row.processedAt().filter(at -> !at.isBefore(since)).isPresent())
        .sorted(
            Comparator.comparing(
                    (RunRow row) -> row.processedAt().orElseThrow(), Comparator.reverseOrder())
                .thenComparing(RunRow::runId)
                .thenComparing(RunRow::status)
                .thenComparing(RunRow::processorName))
        .limit(limit)
        .toList();
  }

  static List<RunRow> of(List<Map<String, Object>> rows, Collection<String> runIds) {
    return rows.stream()
        .map(MemoryWarehouse::run)
        .filter(row -> runIds.contains(row.runId()))
        .sorted(
            Comparator.comparing(MemoryWarehouse::begin)
                .thenComparing(RunRow::runId)
                .thenComparing(row -> row.processedAt().orElse(Instant.EPOCH))
                .thenComparing(RunRow::status)
                .thenComparing(RunRow::processorName))
        .toList();
  }

  static Map<String, List<Duration>> usualDurations(List<Map<String, Object>> all, int each) {
    List<Map<String, Object>> rows = new ArrayList<>(all);
    rows.removeIf(
        row ->
            !text(row.get("status")).toLowerCase(Locale.ROOT).equals("success")
                || !(row.get("processor_name") instanceof String)
                || !(row.get("processed_at") instanceof Instant)
                || !(row.getOrDefault("started_at", Instant.EPOCH) instanceof Instant)
                || !(row.getOrDefault("duration_seconds", 0L) instanceof Number)
                || text(row.get("errors")).contains("\"reconciled\""));
    rows.sort(
        Comparator.comparing(
            row -> as(Instant.class, row.get("processed_at")).orElseThrow(),
            Comparator.reverseOrder()));
    Map<String, List<Duration>> usual = SqlAnswers.usualDurations(rows);
    usual.replaceAll((name, took) -> took.subList(0, Math.min(each, took.size())));
    return usual;
  }

  /**
   * Ends a run, in its start rows or in one row more.
   *
   * @param window where a row may say that it has ended
   * @param rows of its date
   * @param checked makes a row fit for the table
   * @return how many rows were written
   */
  static long end(
      List<Map<String, Object>> window,
      List<Map<String, Object>> rows,
      RunEnd end,
      UnaryOperator<Map<String, Object>> checked,
      boolean append) {
    if (window.stream().anyMatch(row -> end.runId().equals(row.get("run_id")) && ends(row))) {
      return 0;
    }
    List<Map<String, Object>> starts = rows.stream().filter(row -> isSeen(row, end)).toList();
    if (append) {
      Optional<Map<String, Object>> newest =
          starts.stream()
              .max(
                  Comparator.comparing(
                      row -> as(Instant.class, row.get("started_at")).orElse(Instant.EPOCH)));
      newest.ifPresent(row -> rows.add(checked.apply(ended(row, end))));
      return newest.isPresent() ? 1 : 0;
    }
    rows.replaceAll(row -> isSeen(row, end) ? checked.apply(ended(row, end)) : row);
    return starts.size();
  }

  private static boolean isSeen(Map<String, Object> row, RunEnd end) {
    return end.runId().equals(row.get("run_id"))
        && end.seenStatus().equals(text(row.get("status")))
        && row.get("processed_at") == null;
  }

  private static Map<String, Object> ended(Map<String, Object> row, RunEnd end) {
    Map<String, Object> now = new LinkedHashMap<>(row);
    now.put("status", end.status());
    now.remove("failure_category");
    end.failureCategory().ifPresent(category -> now.put("failure_category", category));
    now.put("errors", end.errors());
    now.put("processed_at", end.endedAt());
    end.durationSeconds().ifPresent(seconds -> now.put("duration_seconds", seconds));
    end.records().ifPresent(records -> now.put("records_processed", records));
    return now;
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  private static <T> Optional<T> as(Class<T> type, @Nullable Object value) {
    return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
  }
}
