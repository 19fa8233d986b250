package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.function.Beat;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.Suite;
import io.phasekeeper.transition.Transitions;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.OpenRun;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The timer that looks at runs without an end: which live, which are late, and which stopped
 * without a word. Of these, one whose rows are complete is reconciled, the others are failed and
 * left to self-heal.
 *
 * <p>Its cost is what is open, not history: one statement for the runs without an end, one for
 * those that ended lately, and one batch of their beats. Running it twice, or two at once, is the
 * same as once; one bad run does not stop the others.
 */
public final class RunCleanup {
  public static final String TIMER = "stale-running-cleanup";
  static final Duration PERIOD = Duration.ofMinutes(5);

  /** Runs are looked for among the data dates from so many days before today, to tomorrow. */
  static final int DAYS_BACK = 14;

  /** The newest so many runs without an end are looked at in one tick. */
  static final int MOST_OPEN = 10_000;

  /** At most so many are ended in one tick, the newest first; each is one UPDATE of seconds. */
  static final int MOST_ENDED = 20;

  private static final int MOST_DUE = 200;
  private static final int MOST_ENDS = 1_000;

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final FindingBook findings;
  private final WorkCalendar calendar;
  private final RunNames names;
  private final RunEnding ending;
  private final RunAftermath aftermath;
  private final BeatReader beats;
  private final ChannelWatch watch;
  private final UsualTimes usual;

  public RunCleanup(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.findings = new FindingBook(documents, pipeline);
    this.calendar = new WorkCalendar(pipeline, platform.warehouse());
    Transitions transitions = new Transitions(platform, calendar, findings);
    this.names = new RunNames(pipeline);
    this.ending = new RunEnding(platform, findings, transitions);
    this.aftermath = new RunAftermath(platform, findings, transitions, ending);
    this.beats = new BeatReader(documents, pipeline, names);
    this.watch = new ChannelWatch(documents, pipeline, beats, names, findings);
    this.usual = new UsualTimes(platform);
  }

  /**
   * One tick.
   *
   * @throws PortFailure if the store cannot be reached: to be tried again
   */
  public RunReport sweep() {
    Instant now = platform.clock().instant().truncatedTo(ChronoUnit.MICROS);
    RunTick tick = new RunTick(now);
    Beat beat = Beat.leave(documents, pipeline, TIMER, PERIOD, now);
    beat.missed()
        .ifPresent(
            silence -> tick.found(findings.note("timers", RunFindings.late(TIMER, silence), now)));
    Suite suite = new Suite(documents.get(Suite.path(pipeline)));
    if (suite.mode(platform.settings().mode(), now) == Mode.STOPPED) {
      return tick.report(pipeline.hash(), true);
    }
    if (pipeline.runHistory().isPresent()) {
      RunData data = new RunData(pipeline, platform.warehouse(), calendar, now, tick.unseen::add);
      due(data, tick);
      tick.item("runs", () -> runs(pipeline.runHistory().get(), data, tick));
      for (Unseen.Question question : tick.unseen) {
        tick.item(
            question.about(),
            () ->
                findings.open("services", Unseen.of(question), now).ifPresent(tick.findings::add));
      }
    }
    return tick.report(pipeline.hash(), false);
  }

  /** What is stored and due: ends that are not written yet, and failed runs to look after. */
  private void due(RunData data, RunTick tick) {
    List<StoredRun> failed = new ArrayList<>();
    documents
        .query(
            DocumentQuery.in(StoredRun.COLLECTION, MOST_DUE)
                .where("pipeline", Operator.EQUAL, pipeline.id())
                .where("due_at", Operator.AT_MOST, tick.now)
                .orderedBy("due_at"))
        .forEach(
            document -> {
              StoredRun run = new StoredRun(document);
              if (run.state() == RunState.PENDING) {
                tick.item(run.runId(), () -> ending.resume(run, beats, data, tick));
              } else if (run.state() == RunState.FAILED) {
                failed.add(run);
              }
            });
    tick.item("failed runs", () -> aftermath.look(failed, data, tick));
  }

  /** A run without an end, with all that is known of it. */
  private record Candidate(
      Run run, OpenRun newest, List<RunBeat> beats, Optional<StoredRun> stored) {}

  private void runs(String table, RunData data, RunTick tick) {
    LocalDate today = tick.now.atZone(pipeline.zone()).toLocalDate();
    LocalDate from = today.minusDays(DAYS_BACK);
    LocalDate to = today.plusDays(1);
    List<OpenRun> open;
    List<RunRow> ends = List.of();
    try {
      LocalDate reach = beats.earliestDate(tick.now).filter(from::isAfter).orElse(from);
      open = platform.warehouse().openRuns(table, reach, to, MOST_OPEN);
      if (pipeline.heartbeats().isPresent()) {
        Instant since = tick.now.minus(BeatChannel.LOOK_BACK);
        ends = platform.warehouse().endedRuns(table, from, to, since, MOST_ENDS);
      }
    } catch (PortFailure e) {
      tick.unseen.add(new Unseen.Question(e, table));
      return;
    }
    Set<RunRow> ours = aftermath.revive(ends, tick);
    ChannelWatch.Look look = watch.look(ends, ours, tick);
    List<Candidate> candidates = candidates(open);
    tick.item(
        "beaters",
        () ->
            watch.learn(
                look, candidates.stream().flatMap(c -> c.beats().stream()).toList(), tick.now));
    judge(candidates, look.channel(), from, to, data, tick, open.size() == MOST_OPEN);
  }

  private List<Candidate> candidates(List<OpenRun> open) {
    Map<String, List<OpenRun>> byId = new LinkedHashMap<>();
    open.forEach(
        each -> byId.computeIfAbsent(each.row().runId(), any -> new ArrayList<>()).add(each));
    Map<Run, OpenRun> newest = new LinkedHashMap<>();
    byId.values()
        .forEach(rows -> newest.put(Run.of(rows.stream().map(OpenRun::row).toList()), rows.get(0)));
    Map<String, List<RunBeat>> heard = beats.of(newest.keySet());
    Map<DocumentPath, Document> stored =
        documents.getAll(
            newest.keySet().stream()
                .map(run -> StoredRun.path(pipeline, run.id()))
                .distinct()
                .toList());
    List<Candidate> candidates = new ArrayList<>();
    newest.forEach(
        (run, row) ->
            candidates.add(
                new Candidate(
                    run,
                    row,
                    heard.getOrDefault(run.id(), List.of()),
                    Optional.ofNullable(stored.get(StoredRun.path(pipeline, run.id())))
                        .map(StoredRun::new))));
    return candidates;
  }

  private void judge(
      List<Candidate> candidates,
      BeatChannel channel,
      LocalDate from,
      LocalDate to,
      RunData data,
      RunTick tick,
      boolean cutOff) {
    List<FindingDraft> overdue = new ArrayList<>();
    List<FindingDraft> stuck = new ArrayList<>();
    Map<String, List<Duration>> durations =
        usual.of(candidates.stream().map(Candidate::run).toList(), tick);
    int[] budget = {MOST_ENDED};
    for (Candidate each : candidates) {
      boolean settled =
          each.stored()
              .filter(stored -> stored.state() != RunState.WATCHED)
              .filter(stored -> stored.state() != RunState.SHADOWED || shadow())
              .isPresent();
      if (settled) {
        continue; // decided already: what is due of it was looked at above
      }
      tick.item(
          each.run().id(),
          () -> {
            RunLimits limits =
                RunLimits.of(
                    pipeline.runs().policy(names.processor(each.run().processorName())),
                    durations.getOrDefault(each.run().processorName(), List.of()));
            RunMemory memory =
                RunMemory.of(each.run(), each.beats(), each.stored(), limits, tick.now);
            RunJudge.Judged judged =
                RunJudge.judge(
                    each.run(), each.beats(), limits, channel, memory.memory(), tick.now);
            tick.verdicts.merge(judged.verdict(), 1, Integer::sum);
            if (ends(judged.verdict(), limits)) {
              if (budget[0] > 0 && end(each, judged, channel, from, to, data, tick)) {
                budget[0]--;
              }
              return;
            }
            memory.keep(documents, pipeline);
            if (judged.overdue()) {
              overdue.add(RunFindings.noticed(RunVerdict.OVERDUE, each.run(), judged));
            }
            if (judged.verdict() == RunVerdict.STUCK) {
              stuck.add(RunFindings.noticed(RunVerdict.STUCK, each.run(), judged));
            }
          });
    }
    if (!cutOff) {
      tick.item("overdue", () -> tick.found(findings.keep("runs-overdue", overdue, tick.now)));
      tick.item("stuck", () -> tick.found(findings.keep("runs-stuck", stuck, tick.now)));
    }
  }

  private boolean shadow() {
    return platform.settings().mode() == Mode.SHADOW;
  }

  private static boolean ends(RunVerdict verdict, RunLimits limits) {
    return verdict == RunVerdict.DEAD
        || verdict == RunVerdict.STALE
        || (verdict == RunVerdict.STUCK && limits.failStuck());
  }

  /**
   * Ends a run that stopped without a word.
   *
   * @return whether a write was begun
   */
  private boolean end(
      Candidate each,
      RunJudge.Judged judged,
      BeatChannel channel,
      LocalDate from,
      LocalDate to,
      RunData data,
      RunTick tick) {
    Run run = each.run();
    Optional<ProcessorName> processor = names.processor(run.processorName());
    RunData.Output output = data.of(processor, run.dataDate(), run.startedAt());
    boolean done = output.state() == RunData.State.COMPLETE;
    if (output.state() == RunData.State.UNSEEN || (channel.doubtful() && !done)) {
      return false; // looked at again in the next tick: nobody is failed unseen, or unheard
    }
    Map<String, Object> intent =
        ending.intent(
            run,
            processor,
            judged,
            output,
            each.newest().errors(),
            each.newest().row().status(),
            run.dataDate().filter(from::isAfter).orElse(from),
            run.dataDate().filter(to::isBefore).orElse(to),
            tick.now);
    Optional<Document> stored = store(each, intent);
    stored.ifPresent(document -> ending.carryOn(new StoredRun(document), tick));
    return stored.isPresent();
  }

  /** Stores the intent, if nobody else did; it is carried on from what was stored. */
  private Optional<Document> store(Candidate each, Map<String, Object> intent) {
    DocumentPath path = StoredRun.path(pipeline, each.run().id());
    boolean mine;
    if (each.stored().isPresent()) {
      List<FieldChange> changes = new ArrayList<>();
      intent.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
      mine = documents.compareAndSet(each.stored().get().document(), changes);
    } else {
      mine = documents.create(path, intent);
    }
    return mine ? documents.get(path) : Optional.empty();
  }
}
