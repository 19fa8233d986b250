package io.phasekeeper.run;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks after runs that we failed, or would have failed in shadow: whether they report success
 * after all, and whether their output is there, made by whomever. Every 5 minutes in the first
 * hour, every hour on the first day, then once a day for two weeks.
 */
final class RunAftermath {
  private static final Duration GIVE_UP_AFTER = Duration.ofDays(14);

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final FindingBook findings;
  private final RunEnding ending;

  RunAftermath(Platform platform, FindingBook findings, RunEnding ending) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.findings = findings;
    this.ending = ending;
  }

  /**
   * Of runs that just ended, those that we had failed are revived if they succeeded.
   *
   * @param stored what is stored of them, by their ids
   */
  void revive(List<RunRow> ends, Map<String, StoredRun> stored, RunTick tick) {
    Set<String> seen = new HashSet<>();
    for (RunRow row : ends) {
      StoredRun run = stored.get(row.runId());
      if (run != null
          && run.lookedAfter()
          && Run.of(List.of(row)).succeeded()
          && seen.add(row.runId())) {
        ending.revived(run, row.processedAt().orElse(tick.now), tick);
      }
    }
  }

  /** Looks at failed runs whose time has come. */
  void look(List<StoredRun> due, RunData data, RunTick tick) {
    if (due.isEmpty()) {
      return;
    }
    Map<String, List<RunRow>> rows = rows(due, tick);
    for (StoredRun run : due) {
      tick.item(
          run.runId(), () -> look(run, rows.getOrDefault(run.runId(), List.of()), data, tick));
    }
  }

  private Map<String, List<RunRow>> rows(List<StoredRun> due, RunTick tick) {
    LocalDate from =
        due.stream().map(run -> run.window().from()).min(Comparator.naturalOrder()).orElseThrow();
    LocalDate to =
        due.stream().map(run -> run.window().to()).max(Comparator.naturalOrder()).orElseThrow();
    Map<String, List<RunRow>> byId = new HashMap<>();
    String table = pipeline.runHistory().orElseThrow();
    try {
      platform
          .warehouse()
          .rowsOfRuns(table, from, to, due.stream().map(StoredRun::runId).toList())
          .forEach(row -> byId.computeIfAbsent(row.runId(), any -> new ArrayList<>()).add(row));
    } catch (PortFailure e) {
      tick.unseen.add(new Unseen.Question(e, table));
    }
    return byId;
  }

  private void look(StoredRun run, List<RunRow> rows, RunData data, RunTick tick) {
    // First, so that one that cannot be looked at does not stand before the others for ever.
    documents.merge(run.document().path(), List.of(again(run, tick.now)));
    Optional<Instant> success =
        rows.stream()
            .filter(row -> Run.of(List.of(row)).succeeded())
            .map(row -> row.processedAt().orElse(tick.now))
            .max(Comparator.naturalOrder())
            .or(() -> completed(run, tick));
    if (success.isPresent()) {
      ending.revived(run, success.get(), tick);
      return;
    }
    RunData.Output output = data.of(run.processor(pipeline), run.date(), run.startedAt());
    if (output.state() == RunData.State.COMPLETE) {
      tick.found(findings.resolve(RunFindings.ended(run), tick.now));
    }
  }

  /**
   * A success under its execution id. That there was none when we failed it, we had looked: this
   * one came afterwards, unless it is of an earlier run under the same id.
   */
  private Optional<Instant> completed(StoredRun run, RunTick tick) {
    return tick.completions
        .success(run.runId(), run.processor(pipeline), run.date())
        .filter(at -> run.startedAt().filter(at::isBefore).isEmpty())
        .filter(at -> run.toldAt().filter(said -> !at.isAfter(said)).isEmpty());
  }

  private static FieldChange again(StoredRun run, Instant now) {
    Duration since = Duration.between(run.decidedAt(), now);
    if (since.compareTo(GIVE_UP_AFTER) > 0) {
      return FieldChange.remove(FieldPath.of("due_at"));
    }
    Duration next =
        since.compareTo(Duration.ofHours(1)) < 0
            ? RunEnding.LEASE
            : since.compareTo(Duration.ofDays(1)) < 0 ? Duration.ofMinutes(59) : Duration.ofDays(1);
    return FieldChange.set("due_at", now.plus(next));
  }
}
