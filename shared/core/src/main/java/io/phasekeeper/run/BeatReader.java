package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the beats of processors: those of given runs by key, and whether anybody beats at all. */
final class BeatReader {
  /** Documents that one batch reads. */
  private static final int BATCH = 500;

  /** One document, or one under each of its processor's names. */
  private static final int MOST_OF_A_RUN = 5;

  private static final int MOST_BEATS = 1_000;

  /** How far back beats tell of runs that the history does not show. */
  private static final Duration LATELY = Duration.ofHours(6);

  /** Beats that were found by their run's id alone are remembered of so many runs. */
  private static final int MOST_ELSEWHERE = 10_000;

  private final DocumentStore documents;
  private final Pipeline pipeline;
  private final RunNames names;

  /** Of runs whose beats stand where nobody would look: under another date or name. */
  private final Map<String, Set<DocumentPath>> elsewhere = new ConcurrentHashMap<>();

  BeatReader(DocumentStore documents, Pipeline pipeline, RunNames names) {
    this.documents = documents;
    this.pipeline = pipeline;
    this.names = names;
  }

  /**
   * The beats that tell of each run, by run id; a run of which none is known is absent. Where it
   * has none of its own, those of another run under their processor's name alone: see {@link
   * RunBeat#own}.
   */
  Map<String, List<RunBeat>> of(Collection<Run> runs) {
    if (pipeline.heartbeats().isEmpty() || runs.isEmpty()) {
      return Map.of();
    }
    String collection = pipeline.heartbeats().get();
    Set<DocumentPath> paths = new LinkedHashSet<>();
    for (Run run : runs) {
      RunBeat.ids(names.of(run), run).forEach(id -> paths.add(new DocumentPath(collection, id)));
      paths.addAll(elsewhere.getOrDefault(run.id(), Set.of()));
    }
    Map<DocumentPath, RunBeat> read = new HashMap<>();
    List<DocumentPath> all = List.copyOf(paths);
    for (int from = 0; from < all.size(); from += BATCH) {
      documents
          .getAll(all.subList(from, Math.min(all.size(), from + BATCH)))
          .forEach((path, document) -> RunBeat.of(document).ifPresent(b -> read.put(path, b)));
    }
    Map<String, List<RunBeat>> byRun = new HashMap<>();
    for (Run run : runs) {
      Set<String> known = names.of(run);
      List<RunBeat> shared = new ArrayList<>();
      for (String id : RunBeat.ids(known, run)) {
        RunBeat beat = read.get(new DocumentPath(collection, id));
        if (beat != null && beat.tellsOf(run, known)) {
          byRun.computeIfAbsent(run.id(), any -> new ArrayList<>()).add(beat);
        } else if (beat != null && beat.runId().isPresent() && known.contains(id)) {
          shared.add(beat);
        }
      }
      if (!shared.isEmpty()) {
        // One document for all runs of a processor shows its last writer alone.
        byRun.putIfAbsent(run.id(), shared);
      }
      List<RunBeat> odd =
          run.dataDate().isEmpty()
              // Its beats may know the date that its row does not, and then stand under it.
              ? byId(run.id())
              : elsewhere.getOrDefault(run.id(), Set.of()).stream()
                  .flatMap(path -> Optional.ofNullable(read.get(path)).stream())
                  .filter(beat -> beat.tellsOf(run, known))
                  .toList();
      if (!odd.isEmpty()) {
        byRun.computeIfAbsent(run.id(), any -> new ArrayList<>()).addAll(odd);
      }
    }
    return byRun;
  }

  /**
   * The beats that name a run's id, wherever they stand: one query. Where they stand is remembered,
   * so that {@link #of} knows them from now on.
   */
  List<RunBeat> byId(String runId) {
    if (pipeline.heartbeats().isEmpty()) {
      return List.of();
    }
    List<RunBeat> found = new ArrayList<>();
    Set<DocumentPath> paths = new LinkedHashSet<>();
    for (Document document :
        documents.query(
            DocumentQuery.in(pipeline.heartbeats().get(), MOST_OF_A_RUN)
                .where("run_id", Operator.EQUAL, runId))) {
      RunBeat.of(document).ifPresent(found::add);
      paths.add(document.path());
    }
    if (elsewhere.size() > MOST_ELSEWHERE) {
      elsewhere.clear();
    }
    if (!found.isEmpty()) {
      elsewhere.put(runId, Set.copyOf(paths));
    }
    return found;
  }

  /**
   * Whether beats can be heard.
   *
   * @param success when a run last succeeded, of those that did lately
   */
  BeatChannel channel(Optional<Instant> success, Instant now) {
    if (pipeline.heartbeats().isEmpty()) {
      return BeatChannel.unused(now);
    }
    Optional<Instant> newest = newestSince(now.minus(RunLimits.SUSPECT_AFTER), 1, now);
    if (newest.isEmpty()) {
      newest = newestSince(now.minus(BeatChannel.LOOK_BACK), MOST_BEATS, now);
    }
    boolean everUsed = newest.isPresent() || newestSince(Instant.EPOCH, 1, now).isPresent();
    return new BeatChannel(newest, success, everUsed, now);
  }

  private Optional<Instant> newestSince(Instant since, int limit, Instant now) {
    return beatsSince(since, limit).stream()
        .flatMap(beat -> beat.believed(now).stream())
        .max(Comparator.naturalOrder());
  }

  private List<RunBeat> beatsSince(Instant since, int limit) {
    return documents
        .query(
            DocumentQuery.in(pipeline.heartbeats().orElseThrow(), limit)
                .where("last_heartbeat", Operator.AT_LEAST, since)
                .orderedBy("last_heartbeat"))
        .stream()
        .map(RunBeat::of)
        .flatMap(Optional::stream)
        .toList();
  }

  /** The oldest beats that are stored: they tell who ever beat, whether or not anybody does now. */
  List<RunBeat> oldest() {
    return beatsSince(Instant.EPOCH, MOST_BEATS);
  }

  /** Who beat so lately that it is not dead. */
  List<RunBeat> fresh(Instant now) {
    return pipeline.heartbeats().isEmpty()
        ? List.of()
        : beatsSince(now.minus(RunLimits.DEAD_AFTER), MOST_BEATS);
  }

  /** Who beat in the last six hours, the longest silent first. */
  List<RunBeat> lately(Instant now) {
    return pipeline.heartbeats().isEmpty() ? List.of() : beatsSince(now.minus(LATELY), MOST_BEATS);
  }
}
