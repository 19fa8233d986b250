package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers which runs make some inputs from rows in memory, as {@code sql/upstream-runs.sql} does.
 */
final class MemoryUpstream {
  private static final Comparator<UpstreamRows.HistoryRow> NEWEST_FIRST =
      Comparator.<UpstreamRows.HistoryRow, Instant>comparing(
              each -> each.row().processedAt().or(each.row()::startedAt).orElse(Instant.EPOCH))
          .thenComparing(each -> each.row().runId())
          .thenComparing(each -> each.row().status())
          .thenComparing(each -> each.row().startedAt().orElse(Instant.EPOCH))
          .thenComparing(each -> each.row().recordsProcessed().orElse(-1L))
          .reversed();

  private MemoryUpstream() {}

  private record Heap(String processor, Optional<LocalDate> date) {}

  /**
   * @param rows of the dates, and those without one
   */
  static List<UpstreamRows.HistoryRow> runs(List<String> names, List<Map<String, Object>> rows) {
    Set<String> wanted = Set.copyOf(names);
    Map<Heap, List<UpstreamRows.HistoryRow>> heaps = new HashMap<>();
    for (Map<String, Object> each : rows) {
      RunRow row = MemoryWarehouse.run(each);
      String name = row.processorName();
      if (!row.runId().isEmpty() && (name.isEmpty() || wanted.contains(name))) {
        boolean cleanedUp =
            each.get("errors") instanceof String errors && errors.contains("stale_running_cleanup");
        heaps
            .computeIfAbsent(new Heap(name, row.dataDate()), any -> new ArrayList<>())
            .add(new UpstreamRows.HistoryRow(row, cleanedUp));
      }
    }
    return heaps.values().stream()
        .flatMap(heap -> heap.stream().sorted(NEWEST_FIRST).limit(UpstreamQuestion.ROWS_EACH))
        .toList();
  }
}
