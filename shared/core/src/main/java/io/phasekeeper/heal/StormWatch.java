package io.phasekeeper.heal;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notices processors that fail again and again in the same way: more than ten identical failures
 * within an hour, by their reports in the ledgers of the last days, or by their runs, which {@link
 * DependencyWatch} reads. Nothing of theirs is begun while that lasts, and for an hour after.
 */
final class StormWatch {
  /** More than so many are a storm. */
  static final int MOST = 10;

  private static final int DAYS_BACK = 2;

  static final Duration WITHIN = Duration.ofHours(1);

  private final DocumentStore documents;
  private final Pipeline pipeline;
  private final FindingBook findings;

  StormWatch(DocumentStore documents, Pipeline pipeline, FindingBook findings) {
    this.documents = documents;
    this.pipeline = pipeline;
    this.findings = findings;
  }

  /** How often a processor failed, and how. */
  private record Failure(String processor, String how) {}

  void look(HealTick tick) {
    Map<Failure, Integer> failures = new HashMap<>();
    Map<String, Integer> lately = new HashMap<>();
    for (Document ledger : documents.getAll(ledgers(tick.now)).values()) {
      if (ledger.fields().get("_reports") instanceof Map<?, ?> byProcessor) {
        byProcessor.forEach(
            (name, reports) -> count(String.valueOf(name), reports, tick.now, failures, lately));
      }
    }
    List<FindingDraft> storms = new ArrayList<>();
    failures.forEach(
        (failure, times) -> {
          if (times > MOST) {
            storms.add(storm(failure, times));
          }
        });
    for (Document open : findings.openIn("storms")) {
      String about = open.field("about", String.class).orElse("");
      boolean stillFailing = lately.getOrDefault(about, 0) > 0;
      if (stillFailing && storms.stream().noneMatch(draft -> draft.about().equals(about))) {
        storms.add(FindingBook.draft(open));
      }
    }
    tick.item("storms", () -> tick.found(findings.keep("storms", storms, tick.now)));
  }

  private List<DocumentPath> ledgers(Instant now) {
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    return List.copyOf(
        LedgerDocument.paths(pipeline, today.minusDays(DAYS_BACK), today.plusDays(1)).keySet());
  }

  private static void count(
      String processor,
      Object reports,
      Instant now,
      Map<Failure, Integer> failures,
      Map<String, Integer> lately) {
    if (!(reports instanceof Map<?, ?> byKey)) {
      return;
    }
    for (Object report : byKey.values()) {
      if (report instanceof Map<?, ?> fields
          && fields.get("status") instanceof String status
          && ReportStatus.ofMessage(status) == ReportStatus.FAILED
          && fields.get("completed_at") instanceof Instant at
          && at.isAfter(now.minus(WITHIN))) {
        String how = fields.get("error") instanceof String error ? alike(error) : "";
        failures.merge(new Failure(processor, how), 1, Integer::sum);
        lately.merge(processor, 1, Integer::sum);
      }
    }
  }

  /** Numbers in a message, such as an age that grows, do not make it another failure. */
  private static String alike(String error) {
    return error.replaceAll("[0-9]+([.,:][0-9]+)*", "#");
  }

  /** A run that failed, as the run history tells it. */
  record FailedRun(Instant at, String how) {}

  /**
   * What is the case with a processor by its newest runs: a storm, or one that is not over yet.
   *
   * @param open the finding about it, if one is open
   */
  static Optional<FindingDraft> judge(
      String processor, List<FailedRun> failed, Optional<FindingDraft> open, Instant now) {
    Map<String, Integer> times = new HashMap<>();
    for (FailedRun run : failed) {
      if (run.at().isAfter(now.minus(WITHIN))) {
        times.merge(alike(run.how()), 1, Integer::sum);
      }
    }
    return times.entrySet().stream()
        .filter(each -> each.getValue() > MOST)
        .findFirst()
        .map(each -> storm(new Failure(processor, each.getKey()), each.getValue()))
        .or(() -> open.filter(any -> !times.isEmpty()));
  }

  private static FindingDraft storm(Failure failure, int times) {
    return FindingDraft.of(
            FindingKind.RETRY_STORM,
            failure.processor(),
            failure.processor()
                + " failed at least "
                + times
                + " times within an hour in the same way"
                + (failure.how().isEmpty() ? "" : ": " + failure.how()),
            "stop what calls it again and again, and mend the cause; we do not call it until an"
                + " hour has passed without such a failure")
        .with("failures", (long) times);
  }
}
