package io.phasekeeper.ledger;

import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.event.Completion;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a completion writes into its ledger, blindly: its report, and the processor's own key if the
 * run is done. Twice is the same as once.
 */
public final class CompletionWrite {
  private CompletionWrite() {}

  /**
   * @param ownKey false beside another orchestrator (shadow), whose keys we leave alone
   */
  public static List<FieldChange> changes(Completion completion, boolean ownKey) {
    List<FieldChange> changes = new ArrayList<>();
    String name =
        completion.processor().map(ProcessorName::value).orElse(fieldName(completion.nameAsSent()));
    changes.add(
        FieldChange.set(
            FieldPath.of("_reports", name, fieldName(completion.reportKey())), report(completion)));
    if (ownKey && completion.processor().isPresent() && blindlyDone(completion)) {
      changes.add(FieldChange.set(FieldPath.of(name), ownEntry(completion)));
    }
    return changes;
  }

  /** Success with rows, or without a word on rows; what else counts, the decision finds out. */
  private static boolean blindlyDone(Completion completion) {
    return completion.status() == ReportStatus.SUCCESS
        && completion.doubts().isEmpty()
        && completion.recordCount().map(count -> count > 0).orElse(true);
  }

  private static Map<String, Object> report(Completion completion) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put(
        "status",
        completion.status() == ReportStatus.UNKNOWN
            ? completion.statusAsSent()
            : completion.status().word());
    report.put("completed_at", completion.timestamp());
    report.put("started_at", completion.startedAt());
    completion.recordCount().ifPresent(count -> report.put("record_count", count));
    completion.executionId().ifPresent(id -> report.put("execution_id", id));
    completion.correlationId().ifPresent(id -> report.put("correlation_id", id));
    report.put("message_id", completion.messageId());
    if (completion.status().claimsRows()) {
      report.put("is_incremental", completion.incremental());
      report.put("entities_changed", completion.entitiesChanged());
    }
    completion.error().ifPresent(error -> report.put("error", error));
    if (!completion.doubts().isEmpty()) {
      report.put("doubts", completion.doubts());
    }
    return report;
  }

  private static Map<String, Object> ownEntry(Completion completion) {
    return entry(
        completion.timestamp(),
        completion.correlationId(),
        completion.recordCount(),
        completion.executionId(),
        completion.incremental(),
        completion.entitiesChanged());
  }

  /** The entry under a processor's own key that a done fact deserves (CONTRACT §3). */
  public static Map<String, Object> ownEntry(Fact fact) {
    Map<String, Object> entry =
        entry(
            fact.completedAt().orElseThrow(),
            fact.correlationId(),
            fact.recordCount(),
            fact.executionId(),
            fact.incremental(),
            fact.entitiesChanged());
    if (fact.source() == Fact.Source.RECONCILED) {
      entry.put("reconciled", true);
    }
    return entry;
  }

  private static Map<String, Object> entry(
      Instant completedAt,
      Optional<String> correlationId,
      Optional<Long> recordCount,
      Optional<String> executionId,
      boolean incremental,
      List<String> entitiesChanged) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("completed_at", completedAt);
    correlationId.ifPresent(id -> entry.put("correlation_id", id));
    entry.put("status", ReportStatus.SUCCESS.word());
    recordCount.ifPresent(count -> entry.put("record_count", count));
    executionId.ifPresent(id -> entry.put("execution_id", id));
    entry.put("is_incremental", incremental);
    entry.put("entities_changed", entitiesChanged);
    return entry;
  }

  /** What an operator's {@code complete} writes: a report, and the own key. */
  public static List<FieldChange> byOperator(
      ProcessorName processor, Instant at, String who, String why, boolean ownKey) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", ReportStatus.SUCCESS.word());
    report.put("completed_at", at);
    report.put("source", "operator");
    report.put("who", who);
    report.put("why", why);
    List<FieldChange> changes = new ArrayList<>();
    changes.add(
        FieldChange.set(FieldPath.of("_reports", processor.value(), "operator@" + at), report));
    if (ownKey) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("completed_at", at);
      entry.put("status", ReportStatus.SUCCESS.word());
      entry.put("is_incremental", false);
      entry.put("entities_changed", List.of());
      entry.put("source", "operator");
      changes.add(FieldChange.set(FieldPath.of(processor.value()), entry));
    }
    return changes;
  }

  /**
   * What a run writes that stopped without a word and whose rows are complete (C3): a report of its
   * own, marked {@code reconciled}, and the own key.
   *
   * @param at when that was decided
   * @param runId stands for the execution id, so that the run's own completion, if it comes after
   *     all, is told of the same run
   */
  public static List<FieldChange> reconciled(
      ProcessorName processor,
      String runId,
      Optional<Instant> startedAt,
      Instant at,
      long rows,
      boolean ownKey) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", ReportStatus.SUCCESS.word());
    report.put("completed_at", at);
    startedAt.ifPresent(start -> report.put("started_at", start));
    report.put("record_count", rows);
    report.put("execution_id", runId);
    report.put("reconciled", true);
    List<FieldChange> changes = new ArrayList<>();
    changes.add(
        FieldChange.set(FieldPath.of("_reports", processor.value(), fieldName(runId)), report));
    if (ownKey) {
      Map<String, Object> entry =
          entry(at, Optional.empty(), Optional.of(rows), Optional.of(runId), false, List.of());
      entry.put("reconciled", true);
      changes.add(FieldChange.set(FieldPath.of(processor.value()), entry));
    }
    return changes;
  }

  /** Names with {@code _} in front are the ledger's own, {@code __…__} Firestore's. */
  private static String fieldName(String name) {
    return name.startsWith("_") ? "name:" + name : name;
  }
}
