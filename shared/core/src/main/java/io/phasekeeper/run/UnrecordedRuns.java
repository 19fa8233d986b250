package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.transition.Unseen;
import io.phasekeeper.warehouse.RunRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds runs that only beat: their beats stopped, they never said that they ended, and no row of
 * the run history knows them. Such a run is as dead as one with a row; there is only no row to
 * write into.
 */
final class UnrecordedRuns {
  /** Of runs on dates long past, so many dates are asked in one tick. */
  private static final int MOST_FAR = 5;

  private static final int MOST_REMEMBERED = 10_000;

  private final Platform platform;
  private final Pipeline pipeline;
  private final DocumentStore documents;
  private final RunNames names;
  private final RunEnding ending;

  /** Runs of which the history is known to have a row: they are not asked for again. */
  private final Set<String> recorded = ConcurrentHashMap.newKeySet();

  UnrecordedRuns(Platform platform, RunNames names, RunEnding ending) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.documents = platform.documents();
    this.names = names;
    this.ending = ending;
  }

  /**
   * @param lately who beat lately
   * @param known ids of runs that the history has
   * @param firstTick when we first ticked: who was dead before is not complained of
   */
  void look(
      Collection<RunBeat> lately,
      Set<String> known,
      Instant firstTick,
      BeatChannel channel,
      OpenRuns.Window window,
      RunData data,
      RunTick tick) {
    if (channel.doubtful()) {
      return;
    }
    Map<String, RunBeat> silent = silent(lately, known, firstTick, tick.now);
    for (List<RunBeat> asked : byWindow(silent.values(), window)) {
      tick.item("runs that only beat", () -> ask(asked, channel, window, data, tick));
    }
  }

  /** The newest beat of each run that fell silent, and that the history may not have. */
  private Map<String, RunBeat> silent(
      Collection<RunBeat> lately, Set<String> known, Instant firstTick, Instant now) {
    Map<String, RunBeat> newest = new LinkedHashMap<>();
    for (RunBeat beat : lately) {
      beat.runId()
          .filter(id -> !known.contains(id) && !recorded.contains(id))
          .ifPresent(id -> newest.merge(id, beat, (a, b) -> b.last().isBefore(a.last()) ? a : b));
    }
    newest
        .values()
        .removeIf(
            beat ->
                LastWord.of(beat).isPresent()
                    || beat.last().plus(RunLimits.DEAD_AFTER).isBefore(firstTick)
                    || beat.last().plus(RunLimits.DEAD_AFTER).isAfter(now));
    return newest;
  }

  /** Beats of the usual dates together, those of each other date by themselves. */
  private static List<List<RunBeat>> byWindow(Collection<RunBeat> beats, OpenRuns.Window window) {
    List<RunBeat> usual = new ArrayList<>();
    Map<LocalDate, List<RunBeat>> far = new TreeMap<>();
    for (RunBeat beat : beats) {
      Optional<LocalDate> date = beat.dataDate().filter(each -> !window.covers(each));
      date.map(each -> far.computeIfAbsent(each, any -> new ArrayList<>())).orElse(usual).add(beat);
    }
    List<List<RunBeat>> asked = new ArrayList<>(far.values().stream().limit(MOST_FAR).toList());
    asked.add(usual);
    asked.removeIf(List::isEmpty);
    return asked;
  }

  private void ask(
      List<RunBeat> beats,
      BeatChannel channel,
      OpenRuns.Window window,
      RunData data,
      RunTick tick) {
    Optional<LocalDate> far = beats.get(0).dataDate().filter(date -> !window.covers(date));
    OpenRuns.Window near = far.map(date -> new OpenRuns.Window(date, date)).orElse(window);
    Optional<Set<String>> there =
        there(beats.stream().flatMap(beat -> beat.runId().stream()).toList(), near, tick);
    if (there.isEmpty()) {
      return;
    }
    List<Run> unknown =
        beats.stream()
            .filter(beat -> !there.get().contains(beat.runId().orElseThrow()))
            .map(UnrecordedRuns::run)
            .toList();
    Map<DocumentPath, Document> stored =
        documents.getAll(
            unknown.stream().map(run -> StoredRun.path(pipeline, run.id())).distinct().toList());
    List<Dead> dead = new ArrayList<>();
    for (Run run : unknown) {
      Optional<StoredRun> before =
          Optional.ofNullable(stored.get(StoredRun.path(pipeline, run.id()))).map(StoredRun::new);
      if (before.map(StoredRun::state).orElse(RunState.WATCHED) == RunState.WATCHED) {
        RunBeat beat =
            beats.stream()
                .filter(each -> each.runId().filter(run.id()::equals).isPresent())
                .findFirst()
                .orElseThrow();
        tick.look(run.id(), () -> judge(run, beat, before, channel, window, data, tick))
            .ifPresent(dead::add);
      }
    }
    end(dead, tick);
  }

  /** Which of some runs the history has; none if it cannot be read now. */
  private Optional<Set<String>> there(
      Collection<String> runIds, OpenRuns.Window window, RunTick tick) {
    String table = pipeline.runHistory().orElseThrow();
    Set<String> there = new HashSet<>();
    try {
      platform.warehouse().rowsOfRuns(table, window.from(), window.to(), runIds).stream()
          .map(RunRow::runId)
          .forEach(there::add);
    } catch (PortFailure e) {
      tick.unseen.add(new Unseen.Question(e, table));
      return Optional.empty();
    }
    if (recorded.size() > MOST_REMEMBERED) {
      recorded.clear();
    }
    recorded.addAll(there);
    return Optional.of(there);
  }

  /** A run that is to be failed, if the history has no row of it under any date. */
  private record Dead(RunIntent intent, Optional<StoredRun> before) {}

  private void end(List<Dead> dead, RunTick tick) {
    if (dead.isEmpty()) {
      return;
    }
    // Its row may stand under another date than its beats: there it is found within the hour.
    List<String> ids = dead.stream().map(each -> each.intent().run().id()).toList();
    Set<String> elsewhere = there(ids, OpenRuns.Window.all(tick.now), tick).orElse(Set.copyOf(ids));
    for (Dead each : dead) {
      String id = each.intent().run().id();
      if (!elsewhere.contains(id)) {
        tick.verdicts.merge(each.intent().judged().verdict(), 1, Integer::sum);
        tick.item(id, () -> ending.begin(each.intent(), each.before(), tick));
      }
    }
  }

  private static Run run(RunBeat beat) {
    return new Run(
        beat.runId().orElseThrow(),
        beat.processorName(),
        beat.dataDate(),
        beat.startedAt(),
        Run.RUNNING,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private Optional<Dead> judge(
      Run run,
      RunBeat beat,
      Optional<StoredRun> before,
      BeatChannel channel,
      OpenRuns.Window window,
      RunData data,
      RunTick tick) {
    Optional<ProcessorName> processor = names.processor(run.processorName());
    RunJudge.Memory memory =
        RunJudge.Memory.NONE.completed(tick.completions.of(run.id(), processor, run.dataDate()));
    RunLimits limits = RunLimits.of(pipeline.runs().policy(processor), List.of());
    RunJudge.Judged judged = RunJudge.judge(run, List.of(beat), limits, channel, memory, tick.now);
    if (judged.verdict() != RunVerdict.DEAD) {
      return Optional.empty();
    }
    RunData.Output output = data.of(processor, run.dataDate(), run.startedAt());
    if (output.state() != RunData.State.WANTING && output.state() != RunData.State.NOWHERE) {
      return Optional.empty();
    }
    RunIntent intent =
        new RunIntent(
            run,
            processor,
            judged,
            output,
            Optional.empty(),
            run.dataDate().filter(window.from()::isAfter).orElse(window.from()),
            run.dataDate().filter(window.to()::isBefore).orElse(window.to()),
            tick.now);
    return Optional.of(new Dead(intent, before));
  }
}
