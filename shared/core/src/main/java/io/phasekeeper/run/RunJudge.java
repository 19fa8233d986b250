package io.phasekeeper.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges a run by its rows and beats, purely.
 *
 * <p>A row that ended it is the last word; where there is none, what the run itself said of its
 * end. Else its last sign of life is its start or its last beat, whichever is later. A run that
 * beats is dead 15 minutes after it; one of which no beat is known is stale 4 hours after its
 * start. While it is in doubt whether beats can be heard at all, a run that beat before is judged
 * like one that never did, from its last sign of life.
 */
public final class RunJudge {
  private RunJudge() {}

  /**
   * What is known of a run beside its rows and beats.
   *
   * @param firstSeen when we first saw it: counts as its start where nobody wrote one
   * @param progressSince since when it has told the progress that it tells now
   * @param completion what a completion under its run id says of its end
   */
  public record Memory(
      Optional<Instant> firstSeen, Optional<Instant> progressSince, Optional<LastWord> completion) {
    public static final Memory NONE = new Memory(Optional.empty(), Optional.empty());

    /** Of a run of which no completion is known. */
    public Memory(Optional<Instant> firstSeen, Optional<Instant> progressSince) {
      this(firstSeen, progressSince, Optional.empty());
    }

    Memory completed(Optional<LastWord> word) {
      return new Memory(firstSeen, progressSince, word);
    }
  }

  /**
   * What was found.
   *
   * @param overdue whether it takes longer than it should, beside what else it is
   * @param lastSign its start or its last beat, whichever is later; none: nobody knows
   * @param told its own last word, if that is what was found
   * @param why one sentence
   * @param evidence document values
   */
  public record Judged(
      RunVerdict verdict,
      boolean overdue,
      Optional<Instant> lastSign,
      Optional<LastWord> told,
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
          RunVerdict.FINISHED,
          false,
          run.endedAt(),
          Optional.empty(),
          "it ended: " + run.status(),
          evidence);
    }
    Optional<RunBeat> beat = RunBeat.newest(RunBeat.own(beats, run), now);
    Optional<Instant> start =
        run.startedAt()
            .or(() -> beat.flatMap(RunBeat::startedAt))
            .filter(at -> !at.isAfter(now.plus(RunBeat.SKEW)))
            .or(memory::firstSeen);
    Optional<Instant> heard = beat.flatMap(each -> each.believed(now));
    heard.ifPresent(at -> evidence.put("last_heartbeat", at.toString()));
    beat.flatMap(RunBeat::progress).ifPresent(done -> evidence.put("progress", done));
    beat.flatMap(RunBeat::total).ifPresent(all -> evidence.put("total", all));
    Optional<LastWord> told = told(beat, start, memory, now);
    if (told.isPresent()) {
      evidence.put("told", told.get().said().word());
      evidence.put("told_at", told.get().at().toString());
      Optional<Instant> at = told.map(LastWord::at);
      return new Judged(RunVerdict.TOLD, false, at, told, told.get().clause(), evidence);
    }
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
    if (heard.isEmpty() && reached(lastSign, limit, now)) {
      Optional<RunBeat> shared = shared(beats, run, now);
      if (shared.isPresent()) {
        shared.flatMap(RunBeat::runId).ifPresent(other -> evidence.put("shared_with", other));
        return new Judged(
            overdue ? RunVerdict.OVERDUE : RunVerdict.ALIVE,
            overdue,
            lastSign,
            Optional.empty(),
            "its document of beats is shared with "
                + shared.flatMap(RunBeat::runId).orElse("another run")
                + ", which last beat at "
                + shared.get().last(),
            evidence);
      }
    }
    RunVerdict verdict = verdict(lastSign, byBeats, heard, limit, limits, memory, overdue, now);
    return new Judged(
        verdict,
        overdue,
        lastSign,
        Optional.empty(),
        why(verdict, lastSign, heard, memory, limits),
        evidence);
  }

  /**
   * What the run said of its end, if it is not a word of an earlier run under its id, and it was
   * not heard to go on since.
   */
  private static Optional<LastWord> told(
      Optional<RunBeat> beat, Optional<Instant> start, Memory memory, Instant now) {
    Optional<LastWord> byBeat = beat.flatMap(LastWord::of);
    Optional<Instant> goesOn =
        byBeat.isPresent() ? Optional.empty() : beat.flatMap(each -> each.believed(now));
    return LastWord.later(memory.completion(), byBeat)
        .filter(word -> !word.at().isAfter(now.plus(RunBeat.SKEW)))
        .filter(word -> start.filter(at -> word.at().isBefore(at.minus(RunBeat.SKEW))).isEmpty())
        .filter(word -> goesOn.filter(word.at().plus(LastWord.ROW_WITHIN)::isBefore).isEmpty());
  }

  /** The beat of another run in the one document that both have, if that run lives. */
  private static Optional<RunBeat> shared(List<RunBeat> beats, Run run, Instant now) {
    List<RunBeat> others = new ArrayList<>(beats);
    others.removeAll(RunBeat.own(beats, run));
    return RunBeat.newest(others, now)
        .filter(beat -> LastWord.of(beat).isEmpty())
        .filter(beat -> !reached(beat.believed(now), RunLimits.DEAD_AFTER, now));
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
      case FINISHED, REVIVED, TOLD -> "it ended";
    };
  }
}
