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
import java.util.LinkedHashMap;
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

  /** Beats that one query reads; of a time that is looked at whole, as many queries as it takes. */
  private static final int PAGE = 1_000;

  /** Pages of one look: every run leaves a document, and a storm may be some hundreds an hour. */
  private static final int MOST_PAGES = 50;

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
    Optional<Instant> newest = newest(first(now.minus(RunLimits.SUSPECT_AFTER), 1), now);
    if (newest.isEmpty()) {
      newest = newest(all(now.minus(BeatChannel.LOOK_BACK)), now);
    }
    boolean everUsed = newest.isPresent() || anySince(Instant.EPOCH, now);
    return new BeatChannel(newest, success, everUsed, now);
  }

  /**
   * Whether anybody has beaten since then: the first tells, for later ones are no more believed.
   */
  boolean anySince(Instant since, Instant now) {
    return newest(first(since, 1), now).isPresent();
  }

  private static Optional<Instant> newest(List<RunBeat> beats, Instant now) {
    return beats.stream()
        .flatMap(beat -> beat.believed(now).stream())
        .max(Comparator.naturalOrder());
  }

  /** The longest silent of those who beat since then. */
  private List<RunBeat> first(Instant since, int limit) {
    return beats(documents(since, limit));
  }

  /**
   * All who beat since then, the longest silent first. A page begins where the one before it ended,
   * with the same beats again: others may have beaten at the same moment.
   */
  private List<RunBeat> all(Instant since) {
    Map<DocumentPath, Document> found = new LinkedHashMap<>();
    Instant from = since;
    int limit = PAGE;
    for (int page = 0; page < MOST_PAGES; page++) {
      List<Document> read = documents(from, limit);
      for (Document document : read) {
        found.remove(document.path()); // it has beaten meanwhile, and stands further back now
        found.put(document.path(), document);
      }
      if (read.size() < limit) {
        break;
      }
      Instant last = last(read.get(read.size() - 1));
      limit = last.isAfter(from) ? PAGE : 2 * limit;
      from = last;
    }
    return beats(found.values());
  }

  private static Instant last(Document beat) {
    return beat.field("last_heartbeat", Instant.class).orElseThrow();
  }

  private List<Document> documents(Instant since, int limit) {
    return documents.query(
        DocumentQuery.in(pipeline.heartbeats().orElseThrow(), limit)
            .where("last_heartbeat", Operator.AT_LEAST, since)
            .orderedBy("last_heartbeat"));
  }

  private static List<RunBeat> beats(Collection<Document> documents) {
    return documents.stream().map(RunBeat::of).flatMap(Optional::stream).toList();
  }

  /** The oldest beats that are stored: they tell who ever beat, whether or not anybody does now. */
  List<RunBeat> oldest() {
    return first(Instant.EPOCH, PAGE);
  }

  /** Who beat so lately that it is not dead. */
  List<RunBeat> fresh(Instant now) {
    return pipeline.heartbeats().isEmpty() ? List.of() : all(now.minus(RunLimits.DEAD_AFTER));
  }

  /** Who beat in the last six hours, the longest silent first. */
  List<RunBeat> lately(Instant now) {
    return pipeline.heartbeats().isEmpty() ? List.of() : all(now.minus(LATELY));
  }
}
