package io.phasekeeper.ledger;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.event.ReportStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bounds the reports that a ledger keeps: the newest 20 of each processor (CONTRACT §3). */
public final class Reports {
  static final int MOST = 20;

  private Reports() {}

  /** The removals that bring a document within its bounds; empty if it is. */
  public static List<FieldChange> pruned(Document ledger) {
    List<FieldChange> changes = new ArrayList<>();
    if (!(ledger.fields().get("_reports") instanceof Map<?, ?> byProcessor)) {
      return changes;
    }
    byProcessor.forEach(
        (name, reports) -> {
          if (reports instanceof Map<?, ?> byKey && byKey.size() > MOST) {
            superfluous(byKey)
                .forEach(
                    key ->
                        changes.add(
                            FieldChange.remove(FieldPath.of("_reports", (String) name, key))));
          }
        });
    if (!changes.isEmpty()) {
      long dropped = ledger.field("_reports_dropped", Long.class).orElse(0L);
      changes.add(FieldChange.set("_reports_dropped", dropped + changes.size()));
    }
    return changes;
  }

  /**
   * All but the newest, and but the newest that claims rows: it may be what the member counts by.
   */
  private static List<String> superfluous(Map<?, ?> byKey) {
    List<String> newestFirst = new ArrayList<>();
    byKey.keySet().forEach(key -> newestFirst.add((String) key));
    newestFirst.sort(
        Comparator.<String, Instant>comparing(key -> time(byKey.get(key)))
            .thenComparing(Comparator.naturalOrder())
            .reversed());
    Set<String> kept = new HashSet<>(newestFirst.subList(0, MOST));
    newestFirst.stream()
        .filter(key -> status(byKey.get(key)) == ReportStatus.SUCCESS)
        .findFirst()
        .ifPresent(kept::add);
    newestFirst.stream()
        .filter(key -> status(byKey.get(key)) == ReportStatus.PARTIAL)
        .findFirst()
        .ifPresent(kept::add);
    newestFirst.removeAll(kept);
    return newestFirst;
  }

  private static Instant time(@Nullable Object report) {
    return report instanceof Map<?, ?> fields && fields.get("completed_at") instanceof Instant at
        ? at
        : Instant.MIN;
  }

  private static ReportStatus status(@Nullable Object report) {
    return report instanceof Map<?, ?> fields && fields.get("status") instanceof String word
        ? ReportStatus.ofMessage(word)
        : ReportStatus.UNKNOWN;
  }
}
