package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.warehouse.OpenRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run without an end, with all that is known of it.
 *
 * @param newest its newest start row
 * @param beats that tell of it
 * @param stored what is remembered of it, or was decided
 */
record Candidate(Run run, OpenRun newest, List<RunBeat> beats, Optional<StoredRun> stored) {
  /** Each run of the rows once, in their order; beats and documents are read in batches. */
  static List<Candidate> of(
      List<OpenRun> open, BeatReader beats, DocumentStore documents, Pipeline pipeline) {
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

  /**
   * Decided already: what is due of it is looked at by its document. One that was failed when it
   * had no row has one now, which is to be ended; and what was decided in shadow is decided anew
   * once it is on.
   */
  boolean settled(boolean shadow) {
    return stored
        .filter(each -> each.state() != RunState.WATCHED)
        .filter(each -> shadow || each.state() != RunState.FAILED || !each.unrecorded())
        .filter(each -> shadow || each.state() != RunState.SHADOWED)
        .isPresent();
  }
}
