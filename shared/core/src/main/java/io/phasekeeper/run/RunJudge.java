package io.phasekeeper.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges a run by its rows and beats, purely.
 *
 * <p>A row that ended it is the last word. Else its last sign of life is its start or its last
 * beat, whichever is later. A run that beats is dead 15 minutes after it; one of which no beat is
 * known is stale 4 hours after its start. While it is in doubt whether beats can be heard at all, a
 * run that beat before is judged like one that never did, from its last sign of life.
 */
public final class RunJudge {
  private RunJudge() {}

  /**
   * What is known of a run beside its rows and beats.
   *
   * @param firstSeen when we first saw it: counts as its start where nobody wrote one
   * @param progressSince since when it has told the progress that it tells now
   */
  public record Memory(Optional<Instant> firstSeen, Optional<Instant> progressSince) {
    public static final Memory NONE = new Memory(Optional.empty(), Optional.empty());
  }

  /**
   * What was found.
   *
   * @param overdue whether it takes longer than it should, beside what else it is
   * @param lastSign its start or its last beat, whichever is later; none: nobody knows
   * @param why one sentence
   * @param evidence document values
   */
  public record Judged(
      RunVerdict verdict,
      boolean overdue,
      Optional<Instant> lastSign,
      String why,
      Map<String, Object> evidence) {
    public Judged {
      evidence = Map.copyOf(evidence);
    }
  }

  /**
   * @param beats that tell of the run; those from a clock far ahead are not believed
   */
  public static Judged judge(
      Run run,
      List<RunBeat> beats,
      RunLimits limits,
      BeatChannel channel,
      Memory memory,
      Instant now) {
    Map<String, Object> evidence = new TreeMap<>();
    evidence.put("processor_name", run.processorName());
    run.startedAt().ifPresent(at -> evidence.put("started_at", at.toString()));
    if (run.ended()) {
      evidence.put("status", run.status());
      run.endedAt().ifPresent(at -> evidence.put("ended_at", at.toString()));
      return new Judged(
          RunVerdict.FINISHED, false, run.endedAt(), "it ended: " + run.status(), evidence);
    }
    Optional<RunBeat> beat = RunBeat.newest(beats, now);
    Optional<Instant> start =
        run.startedAt().or(() -> beat.flatMap(RunBeat::startedAt)).or(memory::firstSeen);
    Optional<Instant> heard = beat.flatMap(each -> each.believed(now));
    heard.ifPresent(at -> evidence.put("last_heartbeat", at.toString()));
    beat.flatMap(RunBeat::progress).ifPresent(done -> evidence.put("progress", done));
    beat.flatMap(RunBeat::total).ifPresent(all -> evidence.put("total", all));
    Optional<Instant> lastSign = later(start, heard);
    boolean overdue =
        start
            .flatMap(at -> limits.overdueAfter().map(after -> !now.isBefore(at.plus(after))))
            .orElse(false);
    limits
        .overdueAfter()
        .ifPresent(after -> evidence.put("overdue_after_seconds", after.toSeconds()));
    boolean byBeats = heard.isPresent() && !channel.doubtful();
    Duration limit = byBeats ? RunLimits.DEAD_AFTER : limits.staleAfter();
    RunVerdict verdict = verdict(lastSign, byBeats, heard, limit, limits, memory, overdue, now);
    return new Judged(
        verdict, overdue, lastSign, why(verdict, lastSign, heard, memory, limits), evidence);
  }

  private static RunVerdict verdict(
      Optional<Instant> lastSign,
      boolean byBeats,
      Optional<Instant> heard,
      Duration limit,
      RunLimits limits,
      Memory memory,
      boolean overdue,
      Instant now) {
    if (reached(lastSign, limit, now)) {
      return byBeats ? RunVerdict.DEAD : RunVerdict.STALE;
    }
    boolean stuck =
        heard.isPresent()
            && !reached(lastSign, RunLimits.SUSPECT_AFTER, now) // else it does not beat at all
            && !limits.stuckAfter().isZero()
            && reached(memory.progressSince(), limits.stuckAfter(), now);
    if (stuck) {
      return RunVerdict.STUCK;
    }
    if (heard.isPresent() && reached(lastSign, RunLimits.SUSPECT_AFTER, now)) {
      return RunVerdict.SUSPECT;
    }
    return overdue ? RunVerdict.OVERDUE : RunVerdict.ALIVE;
  }

  private static boolean reached(Optional<Instant> from, Duration limit, Instant now) {
    return from.filter(at -> !now.isBefore(at.plus(limit))).isPresent();
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(one.get().isAfter(other.get()) ? one.get() : other.get())
        : one.or(() -> other);
  }

  private static String why(
      RunVerdict verdict,
      Optional<Instant> lastSign,
      Optional<Instant> heard,
      Memory memory,
      RunLimits limits) {
    String since = lastSign.map(Instant::toString).orElse("an unknown time");
    return switch (verdict) {
      case ALIVE -> heard.map(at -> "it last beat at " + at).orElse("it began at " + since);
      case OVERDUE ->
          "it began long ago: it usually takes at most half of "
              + limits.overdueAfter().map(Duration::toString).orElse("that");
      case SUSPECT -> "it has not beaten since " + since;
      case DEAD -> "its beats stopped at " + since;
      case STALE ->
          heard.isPresent()
              ? "no sign of life since " + since + ", while beats cannot be heard"
              : "no beat of it is known, and it began at " + since;
      case STUCK ->
          "it beats, but its progress has not changed since "
              + memory.progressSince().map(Instant::toString).orElse(since);
      case FINISHED, REVIVED -> "it ended";
    };
  }
}
