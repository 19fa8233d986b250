package io.phasekeeper.run;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the run history and the beats forget: when a run without a start was first seen, and since
 * when it tells the same progress.
 *
 * @param stored what is known of the run already
 * @param news what is to be written of it; empty if nothing is new
 */
record RunMemory(
    Run run, RunJudge.Memory memory, Optional<StoredRun> stored, Map<String, Object> news) {
  static RunMemory of(
      Run run, List<RunBeat> beats, Optional<StoredRun> stored, RunLimits limits, Instant now) {
    Optional<RunBeat> beat = RunBeat.newest(beats, now);
    Optional<Long> progress =
        limits.stuckAfter().isZero() ? Optional.empty() : beat.flatMap(RunBeat::progress);
    boolean unbegun = run.startedAt().isEmpty() && beat.flatMap(RunBeat::startedAt).isEmpty();
    boolean moved = progress.isPresent() && !stored.flatMap(StoredRun::progress).equals(progress);
    RunJudge.Memory before = stored.map(StoredRun::memory).orElse(RunJudge.Memory.NONE);
    if (!moved && !(unbegun && before.firstSeen().isEmpty())) {
      RunJudge.Memory same =
          progress.isPresent() ? before : new RunJudge.Memory(before.firstSeen(), Optional.empty());
      return new RunMemory(run, same, stored, Map.of());
    }
    Instant firstSeen = before.firstSeen().orElse(now);
    Instant heard = beat.flatMap(each -> each.believed(now)).orElse(now);
    Map<String, Object> news = new LinkedHashMap<>();
    news.put("run_id", run.id());
    news.put("state", RunState.WATCHED.word());
    news.put("first_seen_at", firstSeen);
    progress.ifPresent(
        value -> {
          news.put("progress", value);
          news.put("progress_since", heard);
        });
    news.put("expires_at", now.plus(StoredRun.KEPT));
    return new RunMemory(
        run,
        new RunJudge.Memory(Optional.of(firstSeen), progress.map(value -> heard)),
        stored,
        news);
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
    List<FieldChange> changes = new ArrayList<>();
    fields.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
    var unused = documents.compareAndSet(stored.get().document(), changes);
  }
}
