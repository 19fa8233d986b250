package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at runs for those who only want to know: judges them as the cleanup does, from the same
 * rows, beats and memory, and writes nothing.
 */
public final class RunLook {
  private static final int USUAL_DAYS = 30;

  private final Platform platform;
  private final Pipeline pipeline;
  private final RunNames names;
  private final BeatReader beats;
  private final ChannelWatch watch;

  public RunLook(Platform platform) {
    this.platform = platform;
    this.pipeline = platform.pipeline();
    this.names = new RunNames(pipeline);
    this.beats = new BeatReader(platform.documents(), pipeline, names);
    this.watch =
        new ChannelWatch(platform, beats, names, new FindingBook(platform.documents(), pipeline));
  }

  /**
   * A run as it looks.
   *
   * @param processor none: nobody configured its name
   * @param verdict {@link RunVerdict#REVIVED} also where the cleanup noted it
   * @param beat its newest that can be believed
   * @param ending what the cleanup decided of it; none if nothing
   * @param doubtful whether its silence may be the channel's fault: nobody is failed for it then
   */
  public record Seen(
      Run run,
      Optional<ProcessorName> processor,
      RunVerdict verdict,
      RunJudge.Judged judged,
      Optional<RunBeat> beat,
      Optional<RunState> ending,
      boolean doubtful) {
    /**
     * Whether it goes on no more: it shows no sign of life, and the cleanup would end it, or it
     * said that it completed.
     */
    public boolean lost(RunLimits limits) {
      return judged.told().filter(word -> word.said() == LastWord.Said.COMPLETED).isPresent()
          || (!doubtful
              && (verdict == RunVerdict.DEAD
                  || verdict == RunVerdict.STALE
                  || (verdict == RunVerdict.STUCK && limits.failStuck())));
    }
  }

  /**
   * Each run, in the given order.
   *
   * @param usual whether to find out which take longer than usual; one more statement
   * @throws io.phasekeeper.outcome.PortFailure if documents or warehouse cannot be read
   */
  public List<Seen> look(List<Run> runs, boolean usual, Instant now) {
    List<Run> open = runs.stream().filter(run -> !run.ended()).toList();
    Map<String, List<RunBeat>> heard = heard(open, now);
    Map<DocumentPath, Document> stored =
        runs.isEmpty()
            ? Map.of()
            : platform
                .documents()
                .getAll(
                    runs.stream()
                        .map(run -> StoredRun.path(pipeline, run.id()))
                        .distinct()
                        .toList());
    Map<String, List<Duration>> durations = usual && !open.isEmpty() ? usual(now) : Map.of();
    BeatChannel channel = BeatChannel.unused(now);
    boolean asked = false;
    List<Seen> seen = new ArrayList<>();
    for (Run run : runs) {
      List<RunBeat> its = heard.getOrDefault(run.id(), List.of());
      Optional<StoredRun> known =
          Optional.ofNullable(stored.get(StoredRun.path(pipeline, run.id()))).map(StoredRun::new);
      RunLimits limits = limits(run, durations);
      RunJudge.Judged judged = judge(run, its, known, limits, channel, now);
      boolean silent = judged.verdict() == RunVerdict.DEAD || judged.verdict() == RunVerdict.STALE;
      if (silent && !asked) {
        // It is asked only where it decides.
        channel = channel(now);
        asked = true;
        judged = judge(run, its, known, limits, channel, now);
      }
      Optional<RunState> ending =
          known.map(StoredRun::state).filter(state -> state != RunState.WATCHED);
      seen.add(
          new Seen(
              run,
              names.processor(run.processorName()),
              ending.filter(RunState.REVIVED::equals).isPresent()
                  ? RunVerdict.REVIVED
                  : judged.verdict(),
              judged,
              RunBeat.newest(RunBeat.own(its, run), now),
              ending,
              channel.doubtful()));
    }
    return seen;
  }

  private static RunJudge.Judged judge(
      Run run,
      List<RunBeat> beats,
      Optional<StoredRun> known,
      RunLimits limits,
      BeatChannel channel,
      Instant now) {
    return RunJudge.judge(
        known.map(each -> each.believed(run)).orElse(run),
        beats,
        limits,
        channel,
        known.map(StoredRun::memory).orElse(RunJudge.Memory.NONE),
        now);
  }

  /** The beats of each run; of one that looks stale, wherever they stand. */
  private Map<String, List<RunBeat>> heard(List<Run> open, Instant now) {
    Map<String, List<RunBeat>> heard = new HashMap<>(beats.of(open));
    List<Run> stale =
        open.stream()
            .filter(
                run ->
                    RunBeat.own(heard.getOrDefault(run.id(), List.of()), run).isEmpty()
                        && run.startedAt()
                            .filter(at -> !now.isBefore(at.plus(limits(run).staleAfter())))
                            .isPresent())
            .limit(RunCleanup.MOST_ENDED)
            .toList();
    for (Run run : stale) {
      List<RunBeat> elsewhere = beats.byId(run.id());
      if (!elsewhere.isEmpty()) {
        heard.put(run.id(), elsewhere);
      }
    }
    return heard;
  }

  /** The limits of a run, without what is usual. */
  public RunLimits limits(Run run) {
    return limits(run, Map.of());
  }

  private RunLimits limits(Run run, Map<String, List<Duration>> durations) {
    return RunLimits.of(
        pipeline.runs().policy(names.processor(run.processorName())),
        durations.getOrDefault(run.processorName(), List.of()));
  }

  /** As the cleanup finds it. */
  private BeatChannel channel(Instant now) {
    if (pipeline.runHistory().isEmpty()) {
      return BeatChannel.unused(now);
    }
    List<RunRow> ends = watch.ends(now);
    return watch
        .look(ends, watch.stored(ends), platform.documents().get(Beaters.path(pipeline)), now)
        .channel();
  }

  private Map<String, List<Duration>> usual(Instant now) {
    if (pipeline.runHistory().isEmpty()) {
      return Map.of();
    }
    LocalDate today = today(now);
    return platform
        .warehouse()
        .usualDurations(
            pipeline.runHistory().get(),
            today.minusDays(USUAL_DAYS),
            today.plusDays(1),
            RunLimits.LAST_RUNS);
  }

  private LocalDate today(Instant now) {
    return now.atZone(pipeline.zone()).toLocalDate();
  }
}
