package io.phasekeeper.run;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the run history and the beats forget: when a run was first seen, and since when it tells the
 * same progress.
 *
 * @param run as it is to be judged: begun when it was first seen, if its start cannot be believed
 * @param stored what is known of the run already
 * @param news what is to be written of it; empty if nothing is new
 */
record RunMemory(
    Run run, RunJudge.Memory memory, Optional<StoredRun> stored, Map<String, Object> news) {
  /**
   * A row stands in the history so long after its run began. A start earlier than that, of a run
   * that was not there when we last looked, is local time that is called UTC.
   */
  static final Duration ROW_WITHIN = Duration.ofMinutes(45);

  /**
   * @param lookedAt when the run would last have been seen, had it been there
   */
  static RunMemory of(
      Run run,
      List<RunBeat> beats,
      Optional<StoredRun> stored,
      RunLimits limits,
      Optional<Instant> lookedAt,
      Instant now) {
    Optional<RunBeat> beat = RunBeat.newest(RunBeat.own(beats, run), now);
    Optional<Long> progress =
        limits.stuckAfter().isZero() ? Optional.empty() : beat.flatMap(RunBeat::told);
    boolean moved = progress.isPresent() && !stored.flatMap(StoredRun::progress).equals(progress);
    RunJudge.Memory before = stored.map(StoredRun::memory).orElse(RunJudge.Memory.NONE);
    Optional<Instant> firstSeen = before.firstSeen();
    boolean doubted =
        firstSeen.isPresent()
            ? stored.filter(StoredRun::startDoubted).isPresent()
            : doubted(run, beat, lookedAt, now);
    // Without beats its start alone decides, so it matters when it came into sight.
    boolean noticed = firstSeen.isEmpty() && (doubted || beat.isEmpty() || noStart(run, beat));
    Run believed = doubted ? run.begunAt(firstSeen.orElse(now)) : run;
    if (!moved && !noticed) {
      RunJudge.Memory same =
          progress.isPresent() ? before : new RunJudge.Memory(firstSeen, Optional.empty());
      return new RunMemory(believed, same, stored, Map.of());
    }
    Optional<Instant> heard = beat.flatMap(each -> each.believed(now)).or(() -> Optional.of(now));
    Optional<Instant> since = moved ? heard : before.progressSince();
    Map<String, Object> news = new LinkedHashMap<>();
    news.put("run_id", run.id());
    news.put("state", RunState.WATCHED.word());
    news.put("first_seen_at", firstSeen.orElse(now));
    if (doubted) {
      news.put("start_doubted", true);
    }
    progress.ifPresent(
        value -> {
          news.put("progress", value);
          since.ifPresent(at -> news.put("progress_since", at));
        });
    news.put("expires_at", now.plus(StoredRun.KEPT));
    return new RunMemory(
        believed,
        new RunJudge.Memory(
            Optional.of(firstSeen.orElse(now)), progress.isPresent() ? since : Optional.empty()),
        stored,
        news);
  }

  private static boolean noStart(Run run, Optional<RunBeat> beat) {
    return run.startedAt().isEmpty() && beat.flatMap(RunBeat::startedAt).isEmpty();
  }

  /** Whether its start lies ahead, or so far back that we would have seen it before. */
  private static boolean doubted(
      Run run, Optional<RunBeat> beat, Optional<Instant> lookedAt, Instant now) {
    if (run.startedAt().isEmpty()) {
      return false;
    }
    Instant start = run.startedAt().get();
    boolean unseen =
        beat.isEmpty() && lookedAt.filter(at -> start.isBefore(at.minus(ROW_WITHIN))).isPresent();
    return unseen || start.isAfter(now.plus(RunBeat.SKEW));
  }

  /** Whether the run is known already, or it beats: then what is new of it matters now. */
  boolean remembersMore() {
    return news.isEmpty() || stored.isPresent() || news.containsKey("progress");
  }

  /** Writes what is new; a write that is lost to another tick is made by that one. */
  void keep(DocumentStore documents, Pipeline pipeline) {
    if (news.isEmpty()) {
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>(news);
    fields.put("pipeline", pipeline.id());
    if (stored.isEmpty()) {
      var unused = documents.create(StoredRun.path(pipeline, run.id()), fields);
      return;
    }
    fields.remove("state"); // what was decided of it, in shadow or before it had a row, stands
    List<FieldChange> changes = new ArrayList<>();
    fields.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
    var unused = documents.compareAndSet(stored.get().document(), changes);
  }
}
