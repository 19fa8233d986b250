package io.phasekeeper.warehouse;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which runs of each processor ended last, from rows in memory: {@code sql/newest-ends.sql}. */
final class MemoryEnds {
  /** Which row of a run speaks for it. */
  private static final Comparator<RunRow> NEWEST_FIRST =
      Comparator.comparing(MemoryEnds::endedAt)
          .thenComparing(RunRow::status)
          .thenComparing(RunRow::processorName)
          .thenComparing(row -> row.startedAt().orElse(Instant.EPOCH))
          .thenComparing(row -> row.dataDate().orElse(LocalDate.EPOCH))
          .reversed();

  private MemoryEnds() {}

  static List<EndedRun> newest(List<Map<String, Object>> rows, int each) {
    Map<String, String> names = new HashMap<>();
    Map<String, EndedRun> ends = new HashMap<>();
    for (Map<String, Object> row : rows) {
      EndedRun end = end(row);
      String id = end.row().runId();
      names.merge(id, end.row().processorName(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
      if (!id.isEmpty() && MemoryRuns.ends(row)) {
        ends.merge(id, end, (a, b) -> NEWEST_FIRST.compare(a.row(), b.row()) <= 0 ? a : b);
      }
    }
    Map<String, List<EndedRun>> byName = new TreeMap<>();
    for (EndedRun end : ends.values()) {
      EndedRun named = named(end, names.getOrDefault(end.row().runId(), ""));
      byName.computeIfAbsent(named.row().processorName(), any -> new ArrayList<>()).add(named);
    }
    Comparator<EndedRun> order =
        Comparator.comparing((EndedRun end) -> endedAt(end.row()), Comparator.reverseOrder())
            .thenComparing(end -> end.row().runId());
    return byName.values().stream().flatMap(all -> all.stream().sorted(order).limit(each)).toList();
  }

  private static EndedRun named(EndedRun end, String name) {
    RunRow row = end.row();
    return !row.processorName().isEmpty()
        ? end
        : new EndedRun(
            new RunRow(
                name,
                row.runId(),
                row.status(),
                row.startedAt(),
                row.processedAt(),
                row.dataDate(),
                row.recordsProcessed()),
            end.failureCategory(),
            end.skipReason(),
            end.errors());
  }

  private static Instant endedAt(RunRow row) {
    return row.processedAt().or(row::startedAt).orElse(Instant.EPOCH);
  }

  private static EndedRun end(Map<String, Object> row) {
    return new EndedRun(
        MemoryWarehouse.run(row),
        text(row.get("failure_category")),
        text(row.get("skip_reason")),
        text(row.get("errors")));
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
