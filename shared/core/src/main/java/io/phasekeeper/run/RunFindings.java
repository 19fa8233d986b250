package io.phasekeeper.run;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** The findings about runs; each is about the run's id. */
final class RunFindings {
  private RunFindings() {}

  /** A run that a verdict with a finding was passed on. */
  static FindingDraft of(
      FindingKind kind,
      String runId,
      Optional<LocalDate> date,
      String what,
      String remedy,
      Map<String, Object> evidence) {
    FindingDraft draft = FindingDraft.of(kind, runId, what, remedy);
    for (Map.Entry<String, Object> each : evidence.entrySet()) {
      draft = draft.with(each.getKey(), each.getValue());
    }
    return date.isPresent() ? draft.on(date.get()) : draft;
  }

  /** A run that we ended, by what was thought of it. */
  static FindingDraft ended(StoredRun run) {
    return of(
        run.verdict().finding().orElse(FindingKind.RUN_DEAD),
        run.runId(),
        run.date(),
        run.runId() + ": " + run.why(),
        run.reconciles()
            ? ""
            : "its output is to be made again; look at why "
                + run.text("processor_name").orElse("its processor")
                + " stopped",
        run.evidence());
  }

  static FindingDraft reconciled(StoredRun run) {
    return of(
        FindingKind.RUN_RECONCILED,
        run.runId(),
        run.date(),
        run.runId()
            + (run.toldAt().isPresent()
                ? " ended without a row that says so, and its "
                : " stopped without a word, but its ")
            + run.rows()
            + " rows are complete: counted as done, and written as "
            + run.becomes(),
        "",
        run.evidence());
  }

  static FindingDraft revived(StoredRun run, Instant reported) {
    return of(
            FindingKind.RUN_REVIVED,
            run.runId(),
            run.date(),
            run.runId()
                + " was failed at "
                + run.decidedAt()
                + " ("
                + run.why()
                + "), and "
                + (reported.isBefore(run.decidedAt())
                    ? "its success of " + reported + " was told afterwards"
                    : "reported success afterwards")
                + ": its own word counts",
            "give its processor a longer limit if it is often silent for so long",
            run.evidence())
        .with("reported_at", reported.toString());
  }

  static FindingDraft noticed(RunVerdict verdict, Run run, RunJudge.Judged judged) {
    return of(
        verdict.finding().orElseThrow(),
        run.id(),
        run.dataDate(),
        run.id() + ": " + judged.why(),
        verdict == RunVerdict.STUCK
            ? "look at what it works at; it is left alone"
            : "look whether it gets on; it is left alone",
        judged.evidence());
  }

  /** A run under the id of one that ended before: nothing is written about it. */
  static FindingDraft reused(Run run, RunJudge.Judged judged, Instant endedBefore) {
    return of(
            judged.verdict().finding().orElseThrow(),
            run.id(),
            run.dataDate(),
            run.id() + " began again after it had ended at " + endedBefore + ": " + judged.why(),
            "its history is left alone, because its run id has an end; give every run an id of its"
                + " own",
            judged.evidence())
        .with("ended_before", endedBefore.toString());
  }

  static FindingDraft dark(BeatChannel channel) {
    FindingDraft draft =
        FindingDraft.of(
            FindingKind.HEARTBEATS_DARK,
            "heartbeats",
            "nobody has beaten for "
                + BeatChannel.DARK_AFTER.toMinutes()
                + " minutes while runs succeed",
            "look at the processors' right to write heartbeats, and at what they log when they"
                + " cannot");
    return channel.newest().map(at -> draft.with("last_heartbeat", at.toString())).orElse(draft);
  }

  static FindingDraft late(String timer, Duration silence) {
    return FindingDraft.of(
            FindingKind.SUPERVISOR_LATE,
            timer,
            timer + " did not tick for " + silence.toMinutes() + " minutes",
            "look at its Cloud Scheduler job and at the function's errors")
        .with("seconds", silence.toSeconds());
  }
}
