package io.phasekeeper.run;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.ledger.CompletionWrite;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.PhaseDay;
import io.phasekeeper.transition.Transitions;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends runs that stopped without a word. The intent is stored first, in {@link StoredRun}; then the
 * run history is written, then the ledger of a reconciled run, then the findings, and last what
 * became of it. Each step is right when done twice, so that whoever finds an intent that is pending
 * carries on from its beginning, wherever the process died that began it.
 */
final class RunEnding {
  /** A pending intent is left to who stored it for so long; then the next tick carries on. */
  static final Duration LEASE = Duration.ofMinutes(4);

  /** A table that is busy is a finding from this attempt on. */
  private static final long BUSY_TOO_OFTEN = 3;

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final FindingBook findings;
  private final Transitions transitions;

  RunEnding(Platform platform, FindingBook findings, Transitions transitions) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.findings = findings;
    this.transitions = transitions;
  }

  /**
   * Stores the intent, if nobody else did, and carries it out as far as it comes.
   *
   * @param before what is stored of the run
   * @return whether it was this call that stored it
   */
  @CanIgnoreReturnValue
  boolean begin(RunIntent intent, Optional<StoredRun> before, RunTick tick) {
    DocumentPath path = StoredRun.path(pipeline, intent.run().id());
    Instant storedAt = platform.clock().instant();
    boolean writes = writes();
    boolean mine =
        before.isPresent()
            ? documents.compareAndSet(
                before.get().document(), intent.changes(pipeline, storedAt, writes))
            : documents.create(path, intent.fields(pipeline, storedAt, writes));
    if (mine) {
      documents.get(path).ifPresent(document -> carryOn(new StoredRun(document), tick));
    }
    return mine;
  }

  /**
   * Carries on an intent that an earlier tick stored, if what it rests on is still so: a run that
   * was heard since, or whose rows were made or cleared since, is judged anew; and so is one that
   * is to be failed for its silence, if its beats cannot be heard now.
   *
   * @param doubtful whether what is not heard may be the channel's fault
   */
  void resume(StoredRun run, BeatReader beats, RunData data, boolean doubtful, RunTick tick) {
    List<RunRow> rows;
    try {
      rows = rows(pipeline.runHistory().orElseThrow(), run.end());
    } catch (PortFailure refused) {
      refused(run, refused, tick);
      return;
    }
    boolean rowCame = run.unrecorded() && !rows.isEmpty();
    boolean ended = rows.isEmpty() ? !run.unrecorded() : rows.stream().anyMatch(Run::ends);
    if (rowCame && ended) {
      overtaken(run, tick);
      return;
    }
    boolean inTheDark = doubtful && !run.reconciles() && run.toldAt().isEmpty();
    Run judged = rows.isEmpty() ? run.run() : Run.of(rows);
    if (ended || !(rowCame || inTheDark || changed(run, judged, beats, data, tick))) {
      carryOn(run, tick);
      return;
    }
    boolean dropped =
        documents.compareAndSet(
            run.document(),
            List.of(
                FieldChange.set("state", RunState.WATCHED.word()),
                FieldChange.set("fenced", false),
                FieldChange.remove(FieldPath.of("due_at"))));
    if (dropped) {
      tick.ended.add(
          run.runId()
              + " is judged anew: it was heard since, its rows changed, or nobody is heard");
    }
  }

  private boolean changed(StoredRun stored, Run run, BeatReader beats, RunData data, RunTick tick) {
    List<RunBeat> own = RunBeat.own(beats.of(List.of(run)).getOrDefault(run.id(), List.of()), run);
    boolean heard =
        own.stream()
            .flatMap(beat -> beat.believed(tick.now).stream())
            .anyMatch(stored.decidedAt()::isBefore);
    if (stored.toldAt().isPresent()) {
      return heard;
    }
    boolean told =
        own.stream().anyMatch(beat -> LastWord.of(beat).isPresent())
            || tick.completions
                .of(run.id(), stored.processor(pipeline), stored.date())
                .filter(word -> since(word, stored))
                .isPresent();
    RunData.Output output = data.of(stored.processor(pipeline), stored.date(), stored.startedAt());
    return heard
        || told
        || (output.state() == RunData.State.COMPLETE && !stored.reconciles())
        || (output.state() == RunData.State.WANTING && stored.reconciles());
  }

  /** Whether it was said of this run, and not of an earlier one under its id. */
  private static boolean since(LastWord word, StoredRun run) {
    return run.startedAt().filter(start -> word.at().isBefore(start.minus(RunBeat.SKEW))).isEmpty();
  }

  private void overtaken(StoredRun run, RunTick tick) {
    become(run, RunState.OVERTAKEN, List.of(FieldChange.set("fenced", false)), Optional.empty());
    tick.ended.add(run.runId() + " had ended by itself");
  }

  /** Takes a pending intent as far as it comes; a refusal leaves it for the next tick. */
  void carryOn(StoredRun run, RunTick tick) {
    if (!writes()) {
      shadow(run, tick);
      return;
    }
    if (run.unrecorded()) {
      settle(run, RunState.FAILED, "nothing", tick);
      return;
    }
    Optional<String> written;
    try {
      written = write(run);
    } catch (PortFailure refused) {
      refused(run, refused, tick);
      return;
    }
    if (written.isEmpty()) {
      overtaken(run, tick);
      return;
    }
    RunState state =
        run.reconciles()
            ? RunState.RECONCILED
            : run.becomes().equals("failed") ? RunState.FAILED : RunState.TOLD;
    settle(run, state, written.get(), tick);
  }

  private boolean writes() {
    return new Effects(platform.messages(), platform.settings().mode()).writesForOthers();
  }

  /** Nothing is written, and so no statement says whether the run has ended: it is asked. */
  private void shadow(StoredRun run, RunTick tick) {
    List<RunRow> rows;
    try {
      rows = rows(pipeline.runHistory().orElseThrow(), run.end());
    } catch (PortFailure refused) {
      refused(run, refused, tick);
      return;
    }
    if (rows.stream().anyMatch(Run::ends)) {
      overtaken(run, tick);
    } else {
      settle(run, RunState.SHADOWED, "shadowed", tick);
    }
  }

  /**
   * Writes the end into the run history, if it is not there yet.
   *
   * @return how it was written; empty if the run has another end
   */
  private Optional<String> write(StoredRun run) {
    String table = pipeline.runHistory().orElseThrow();
    RunEnd end = run.end();
    try {
      if (platform.warehouse().endRun(table, end) > 0) {
        return Optional.of("update");
      }
      return ours(rows(table, end), end) ? Optional.of("update") : Optional.empty();
    } catch (PortFailure refused) {
      if (refused.kind() != PortFailure.Kind.STREAMING) {
        throw refused;
      }
    }
    // The start row cannot be changed for up to 90 minutes; a second row can be written now, as
    // every run does at its end.
    if (platform.warehouse().appendRunEnd(table, end) > 0) {
      return Optional.of("append");
    }
    return ours(rows(table, end), end) ? Optional.of("append") : Optional.empty();
  }

  private List<RunRow> rows(String table, RunEnd end) {
    return platform.warehouse().rowsOfRuns(table, end.from(), end.to(), List.of(end.runId()));
  }

  /** Whether it is our own row that ended the run: by its status and our moment. */
  private static boolean ours(List<RunRow> rows, RunEnd end) {
    return rows.stream()
        .anyMatch(
            row ->
                row.status().equals(end.status())
                    && row.processedAt().filter(end.endedAt()::equals).isPresent());
  }

  private void refused(StoredRun run, PortFailure refused, RunTick tick) {
    long attempts = run.attempts() + 1;
    documents.merge(
        run.document().path(),
        List.of(
            FieldChange.set("attempts", attempts),
            FieldChange.set("last_failure", String.valueOf(refused.getMessage())),
            FieldChange.set("due_at", platform.clock().instant().plus(LEASE))));
    if (refused.kind() != PortFailure.Kind.BUSY || attempts >= BUSY_TOO_OFTEN) {
      tick.unseen.add(new Unseen.Question(refused, pipeline.runHistory().orElse("run_history")));
    }
    tick.ended.add(run.runId() + " cannot be ended yet, attempt " + attempts);
  }

  /** What follows from an end that is written: the ledger, the findings, the document. */
  private void settle(StoredRun run, RunState state, String how, RunTick tick) {
    if (run.reconciles()) {
      count(run, tick);
      if (run.verdict().finding().isPresent()) {
        note(RunFindings.ended(run), run, tick);
      }
      note(RunFindings.reconciled(run), run, tick);
    } else if (run.verdict().finding().isPresent()) {
      findings
          .openSince("runs", RunFindings.ended(run), run.decidedAt(), tick.now)
          .ifPresent(tick.findings::add);
    }
    boolean shadowed = state == RunState.SHADOWED;
    boolean open = !run.reconciles() && run.verdict().finding().isPresent();
    List<FieldChange> changes =
        new ArrayList<>(
            List.of(FieldChange.set("written_by", how), FieldChange.set("written_at", tick.now)));
    if (shadowed) {
      changes.add(FieldChange.set("fenced", false)); // nobody failed it, whoever decided so before
    }
    become(
        run,
        state,
        changes,
        state == RunState.FAILED || (shadowed && open)
            ? Optional.of(tick.now.plus(LEASE))
            : Optional.empty());
    tick.ended.add(
        run.runId()
            + " "
            + run.verdict().word()
            + ", "
            + (shadowed ? "would become " : "became ")
            + run.becomes());
  }

  /** Opened and resolved at once, and once only, however often this is done. */
  private void note(FindingDraft draft, StoredRun run, RunTick tick) {
    findings.openSince("runs", draft, run.decidedAt(), tick.now).ifPresent(tick.findings::add);
    tick.found(findings.resolve(draft, tick.now));
  }

  /** Counts a reconciled run in its phase's ledger, unless its completion did already. */
  private void count(StoredRun run, RunTick tick) {
    if (run.processor(pipeline).isEmpty() || run.date().isEmpty()) {
      return;
    }
    ProcessorName processor = run.processor(pipeline).get();
    LocalDate date = run.date().get();
    Phase phase = pipeline.phase(pipeline.processor(processor).phase());
    Optional<Transition> transition = pipeline.transitionAfter(phase.name());
    CycleName cycle =
        run.startedAt()
            .map(start -> pipeline.cycles().of(start, date, pipeline.zone()))
            .orElse(pipeline.cycles().main());
    Optional<PhaseDay> day = transition.map(t -> transitions.reader().read(t, date));
    boolean told =
        day.stream()
            .flatMap(each -> each.factsOf(cycle).stream())
            .anyMatch(fact -> tellsOf(fact, processor, run));
    if (!told) {
      documents.merge(
          LedgerDocument.path(phase, date, cycle, pipeline.cycles()),
          CompletionWrite.reconciled(
              processor, run.runId(), run.startedAt(), run.decidedAt(), run.rows(), writes()));
    }
    transition.ifPresent(
        t ->
            tick.outcomes.addAll(
                transitions.decide(transitions.reader().read(t, date), false, tick.now)));
  }

  private static boolean tellsOf(Fact fact, ProcessorName processor, StoredRun run) {
    return fact.processor().equals(processor)
        && fact.done()
        && (fact.executionId().filter(run.runId()::equals).isPresent()
            || run.startedAt()
                .flatMap(start -> fact.completedAt().map(at -> !at.isBefore(start)))
                .orElse(false));
  }

  /** The document says what became of the run, and when to look at it again. */
  void become(StoredRun run, RunState state, List<FieldChange> more, Optional<Instant> lookAgain) {
    List<FieldChange> changes = new ArrayList<>(more);
    changes.add(FieldChange.set("state", state.word()));
    changes.add(
        lookAgain
            .map(at -> FieldChange.set("due_at", at))
            .orElse(FieldChange.remove(FieldPath.of("due_at"))));
    documents.merge(run.document().path(), changes);
  }

  /**
   * A run that we failed has reported success: the later fact wins. Of one that was failed only in
   * shadow there is nothing to take back but its finding.
   *
   * @param reported when
   */
  void revived(StoredRun run, Instant reported, RunTick tick) {
    if (run.state() == RunState.SHADOWED) {
      tick.found(findings.resolve(RunFindings.ended(run), tick.now));
      become(run, RunState.SHADOWED, List.of(), Optional.empty());
      tick.ended.add(run.runId() + " would have been failed, and reported success");
      return;
    }
    note(RunFindings.revived(run, reported), run, tick);
    tick.found(findings.resolve(RunFindings.ended(run), tick.now));
    become(
        run,
        RunState.REVIVED,
        List.of(FieldChange.set("fenced", false), FieldChange.set("revived_at", reported)),
        Optional.empty());
    tick.ended.add(run.runId() + " is revived");
  }
}
