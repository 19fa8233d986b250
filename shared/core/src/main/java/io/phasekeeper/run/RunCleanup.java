package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
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
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
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
 * those that ended lately, and one batch of their beats; once an hour one statement more looks at
 * dates long past. Running it twice, or two at once, is the same as once; one bad run does not stop
 * the others.
 */
public final class RunCleanup {
  public static final String TIMER = "stale-running-cleanup";
  static final Duration PERIOD = Duration.ofMinutes(5);

  /** Runs are looked for among the data dates from so many days before today, to tomorrow. */
  static final int DAYS_BACK = 14;

  /** At most so many are ended in one tick, the newest first; each is one UPDATE of seconds. */
  static final int MOST_ENDED = 20;

  private static final int MOST_DUE = 200;

  /** Runs without beats that come into sight are remembered so many in a tick; the others later. */
  private static final int MOST_NEW = 500;

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
  private final Transitions transitions;
  private final OpenRuns openRuns;
  private final UnrecordedRuns unrecorded;

  public RunCleanup(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.findings = new FindingBook(documents, pipeline);
    this.calendar = new WorkCalendar(pipeline, platform.warehouse());
    this.transitions = new Transitions(platform, calendar, findings);
    this.names = new RunNames(pipeline);
    this.ending = new RunEnding(platform, findings, transitions);
    this.aftermath = new RunAftermath(platform, findings, ending);
    this.beats = new BeatReader(documents, pipeline, names);
    this.watch = new ChannelWatch(platform, beats, names, findings);
    this.usual = new UsualTimes(platform);
    this.openRuns = new OpenRuns(platform);
    this.unrecorded = new UnrecordedRuns(platform, names, ending);
  }

  /**
   * One tick.
   *
   * @throws PortFailure if the store cannot be reached: to be tried again
   */
  public RunReport sweep() {
    Instant now = platform.clock().instant().truncatedTo(ChronoUnit.MICROS);
    Map<DocumentPath, Document> known =
        documents.getAll(
            List.of(
                Beat.path(pipeline, TIMER),
                Suite.path(pipeline),
                OpenRuns.path(pipeline),
                Beaters.path(pipeline)));
    RunTick tick = new RunTick(now, known, new Completions(pipeline, transitions.reader(), names));
    Optional<Document> last = tick.known(Beat.path(pipeline, TIMER));
    Beat beat = Beat.leave(documents, pipeline, TIMER, PERIOD, last, now);
    beat.missed()
        .ifPresent(
            silence -> tick.found(findings.note("timers", RunFindings.late(TIMER, silence), now)));
    Suite suite = new Suite(tick.known(Suite.path(pipeline)));
    if (suite.mode(platform.settings().mode(), now) == Mode.STOPPED) {
      return tick.report(pipeline.hash(), true);
    }
    if (pipeline.runHistory().isPresent()) {
      RunData data = new RunData(pipeline, platform.warehouse(), calendar, now, tick.unseen::add);
      Optional<Heard> heard = tick.look("heartbeats", () -> hear(tick));
      due(data, heard.map(each -> each.look().channel().doubtful()).orElse(true), tick);
      heard.ifPresent(each -> tick.item("runs", () -> runs(each, beat.firstAt(), data, tick)));
      for (Unseen.Question question : tick.unseen) {
        tick.item(
            question.about(),
            () ->
                findings.open("services", Unseen.of(question), now).ifPresent(tick.findings::add));
      }
    }
    return tick.report(pipeline.hash(), false);
  }

  /** What ended lately, and what it tells of the channel of beats. */
  private record Heard(List<RunRow> ends, ChannelWatch.Look look) {}

  /** None if the history cannot be read now. */
  private Optional<Heard> hear(RunTick tick) {
    List<RunRow> ends;
    try {
      ends = watch.ends(tick.now);
    } catch (PortFailure e) {
      tick.unseen.add(new Unseen.Question(e, pipeline.runHistory().orElseThrow()));
      return Optional.empty();
    }
    Map<String, StoredRun> stored = watch.stored(ends);
    aftermath.revive(ends, stored, tick);
    ChannelWatch.Look look = watch.look(ends, stored, tick.known(Beaters.path(pipeline)), tick.now);
    tick.item("heartbeats", () -> tick.found(watch.keep(look, tick.now)));
    return Optional.of(new Heard(ends, look));
  }

  /**
   * What is stored and due: ends that are not written yet, and failed runs to look after.
   *
   * @param doubtful whether what is not heard may be the channel's fault
   */
  private void due(RunData data, boolean doubtful, RunTick tick) {
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
                tick.item(run.runId(), () -> ending.resume(run, beats, data, doubtful, tick));
              } else if (run.lookedAfter()) {
                failed.add(run);
              }
            });
    tick.item("failed runs", () -> aftermath.look(failed, data, tick));
  }

  private void runs(Heard heard, Instant firstTick, RunData data, RunTick tick) {
    List<RunBeat> lately = beats.lately(tick.now);
    ChannelWatch.Look look = heard.look();
    OpenRuns.Look open;
    try {
      open = openRuns.look(lately, tick);
    } catch (PortFailure e) {
      tick.unseen.add(new Unseen.Question(e, pipeline.runHistory().orElseThrow()));
      return;
    }
    List<Candidate> candidates = Candidate.of(open.open(), beats, documents, pipeline);
    tick.item(
        "beaters",
        () ->
            watch.learn(
                look, candidates.stream().flatMap(c -> c.beats().stream()).toList(), tick.now));
    tick.completions.read(candidates.stream().map(Candidate::run).toList());
    judge(candidates, look.channel(), open, data, tick);
    tick.item("looked", () -> openRuns.remember(open, tick.now));
    Set<String> known = new HashSet<>();
    open.open().forEach(each -> known.add(each.row().runId()));
    heard.ends().forEach(each -> known.add(each.runId()));
    unrecorded.look(lately, known, firstTick, look.channel(), open.window(), data, tick);
  }

  /** What is noticed of runs that go on, or may not be touched. */
  private record Noticed(
      List<FindingDraft> overdue, List<FindingDraft> stuck, List<FindingDraft> reused) {
    Noticed() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** What one tick may still do. */
  private static final class Budget {
    int ended = MOST_ENDED;
    int remembered = MOST_NEW;
  }

  private void judge(
      List<Candidate> candidates,
      BeatChannel channel,
      OpenRuns.Look open,
      RunData data,
      RunTick tick) {
    Noticed noticed = new Noticed();
    Map<String, List<Duration>> durations =
        usual.of(candidates.stream().map(Candidate::run).toList(), tick);
    Budget budget = new Budget();
    for (Candidate each : candidates) {
      RunLimits limits =
          RunLimits.of(
              pipeline.runs().policy(names.processor(each.run().processorName())),
              durations.getOrDefault(each.run().processorName(), List.of()));
      if (each.newest().endedBefore().isPresent()) {
        tick.item(each.run().id(), () -> again(each, limits, channel, noticed, tick));
      } else if (!each.settled(platform.settings().mode() == Mode.SHADOW)) {
        tick.item(
            each.run().id(), () -> judge(each, limits, channel, open, data, noticed, budget, tick));
      }
    }
    if (!open.cutOff()) {
      keep("overdue", noticed.overdue(), tick);
      keep("stuck", noticed.stuck(), tick);
      keep("reused", noticed.reused(), tick);
    }
  }

  private void keep(String what, List<FindingDraft> drafts, RunTick tick) {
    tick.item(what, () -> tick.found(findings.keep("runs-" + what, drafts, tick.now)));
  }

  private void judge(
      Candidate each,
      RunLimits limits,
      BeatChannel channel,
      OpenRuns.Look open,
      RunData data,
      Noticed noticed,
      Budget budget,
      RunTick tick) {
    RunMemory memory =
        RunMemory.of(
            each.run(), each.beats(), each.stored(), limits, open.lookedAt(each.run()), tick.now);
    Run run = memory.run();
    Optional<LastWord> completion = tick.completions.known(run);
    RunJudge.Judged judged =
        RunJudge.judge(
            run, each.beats(), limits, channel, memory.memory().completed(completion), tick.now);
    if (ends(judged.verdict(), limits) && completion.isEmpty()) {
      // Nobody is ended whose completion was not asked for.
      Optional<ProcessorName> processor = names.processor(run.processorName());
      judged =
          RunJudge.judge(
              run,
              each.beats(),
              limits,
              channel,
              memory.memory().completed(tick.completions.of(run.id(), processor, run.dataDate())),
              tick.now);
    }
    tick.verdicts.merge(judged.verdict(), 1, Integer::sum);
    if (ends(judged, limits, tick.now)
        && budget.ended > 0
        && end(each, run, judged, channel, open.window(), data, tick)) {
      budget.ended--;
      return;
    }
    if (memory.remembersMore() || budget.remembered-- > 0) {
      memory.keep(documents, pipeline);
    }
    if (judged.overdue()) {
      noticed.overdue().add(RunFindings.noticed(RunVerdict.OVERDUE, run, judged));
    }
    if (judged.verdict() == RunVerdict.STUCK) {
      noticed.stuck().add(RunFindings.noticed(RunVerdict.STUCK, run, judged));
    }
  }

  /** A run that began again under the id of one that ended: only noticed, whatever it does. */
  private static void again(
      Candidate each, RunLimits limits, BeatChannel channel, Noticed noticed, RunTick tick) {
    RunMemory memory =
        RunMemory.of(
            each.run(), each.beats(), Optional.empty(), limits, Optional.empty(), tick.now);
    RunJudge.Judged judged =
        RunJudge.judge(memory.run(), each.beats(), limits, channel, memory.memory(), tick.now);
    tick.verdicts.merge(judged.verdict(), 1, Integer::sum);
    if (ends(judged.verdict(), limits) && !channel.doubtful()) {
      noticed
          .reused()
          .add(RunFindings.reused(each.run(), judged, each.newest().endedBefore().orElseThrow()));
    }
  }

  /** Whether a run is to be ended; one that told its end, once the row is missing that says so. */
  private static boolean ends(RunJudge.Judged judged, RunLimits limits, Instant now) {
    return judged.verdict() == RunVerdict.TOLD
        ? judged
            .told()
            .filter(word -> !now.isBefore(word.at().plus(LastWord.ROW_WITHIN)))
            .isPresent()
        : ends(judged.verdict(), limits);
  }

  private static boolean ends(RunVerdict verdict, RunLimits limits) {
    return verdict == RunVerdict.DEAD
        || verdict == RunVerdict.STALE
        || (verdict == RunVerdict.STUCK && limits.failStuck());
  }

  /**
   * Ends a run that stopped without a word, or whose end row is missing.
   *
   * @param run as it was judged
   * @return whether it has had its turn: a write was begun, or its beats were found elsewhere
   */
  private boolean end(
      Candidate each,
      Run run,
      RunJudge.Judged judged,
      BeatChannel channel,
      OpenRuns.Window window,
      RunData data,
      RunTick tick) {
    Optional<ProcessorName> processor = names.processor(run.processorName());
    RunData.Output output = data.of(processor, run.dataDate(), run.startedAt());
    boolean done = output.state() == RunData.State.COMPLETE;
    boolean unheard = judged.told().isEmpty() && channel.doubtful() && !done;
    boolean rowsMayCome =
        output.state() == RunData.State.WANTING
            && judged
                .told()
                .filter(word -> word.said() == LastWord.Said.COMPLETED)
                .filter(word -> tick.now.isBefore(word.at().plus(RunLimits.DEAD_AFTER)))
                .isPresent();
    if (output.state() == RunData.State.UNSEEN || unheard || rowsMayCome) {
      return false; // looked at again in the next tick: nobody is failed unseen, or unheard
    }
    if (RunBeat.own(each.beats(), run).isEmpty() && !beats.byId(run.id()).isEmpty()) {
      return true; // they stand under another date or name: judged by them in the next tick
    }
    RunIntent intent =
        new RunIntent(
            run,
            processor,
            judged,
            output,
            Optional.of(each.newest()),
            run.dataDate().filter(window.from()::isAfter).orElse(window.from()),
            run.dataDate().filter(window.to()::isBefore).orElse(window.to()),
            tick.now);
    return ending.begin(intent, each.stored(), tick);
  }
}
