package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.function.Beat;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which processors beat at all, and which never do. That one succeeds unheard of which it is known
 * that it beats, puts the channel in doubt; one of which it is known that it never does says
 * nothing. Remembered in one document, which is first filled with whose beats are stored already,
 * so that a channel that was dark before us is noticed, too.
 */
final class Beaters {
  /** What is known is written anew so seldom. */
  private static final Duration KNOWN_FOR = Duration.ofDays(1);

  /** More processors than any pipeline has. */
  private static final int MOST = 1_000;

  private final DocumentStore documents;
  private final BeatReader beats;
  private final RunNames names;
  private final DocumentPath path;

  Beaters(DocumentStore documents, Pipeline pipeline, BeatReader beats, RunNames names) {
    this.documents = documents;
    this.beats = beats;
    this.names = names;
    this.path = path(pipeline);
  }

  /** Where is stored who beats; read at the beginning of a tick. */
  static DocumentPath path(Pipeline pipeline) {
    return Beat.path(pipeline, "heartbeats");
  }

  /**
   * What is known, to the day.
   *
   * @param heard when each processor was last seen to beat
   * @param mute when each was last seen to succeed without a beat while others were heard
   * @param stored whether it is remembered already, and not only read from the beats now
   */
  record Known(Map<String, Instant> heard, Map<String, Instant> mute, boolean stored) {
    /** Where nobody beats, nothing is known. */
    static final Known NOTHING = new Known(Map.of(), Map.of(), true);
  }

  /**
   * Writes nothing.
   *
   * @param stored what stands at {@link #path(Pipeline)}
   */
  Known known(Optional<Document> stored, Instant now) {
    Known known = new Known(times(stored, "heard"), times(stored, "mute"), stored.isPresent());
    if (stored.isEmpty()) {
      beats.oldest().stream()
          .map(beat -> name(beat.processorName()))
          .filter(name -> !name.isEmpty())
          .distinct()
          .limit(MOST)
          .forEach(name -> known.heard().put(name, now));
    }
    return known;
  }

  private static Map<String, Instant> times(Optional<Document> stored, String field) {
    Map<String, Instant> times = new LinkedHashMap<>();
    if (stored.map(document -> document.fields().get(field)).orElse(null)
        instanceof Map<?, ?> map) {
      map.forEach(
          (name, at) -> {
            if (at instanceof Instant time) {
              times.put((String) name, time);
            }
          });
    }
    return times;
  }

  /** Remembers whose beats were heard, and adds them to what is known. */
  void remember(Known known, Collection<RunBeat> heard, Instant now) {
    if (!known.stored() && !known.heard().isEmpty()) {
      List<FieldChange> first = new ArrayList<>();
      known
          .heard()
          .forEach((name, at) -> first.add(FieldChange.set(FieldPath.of("heard", name), at)));
      documents.merge(path, first);
    }
    remember(
        known.heard(), "heard", heard.stream().map(b -> name(b.processorName())).toList(), now);
  }

  /**
   * Remembers who succeeded without a beat while somebody else was heard: they never beat.
   *
   * @param successes of the time in which others were heard
   */
  void rememberMute(Known known, Collection<RunRow> successes, Instant now) {
    List<Run> unknown =
        Run.merge(successes).stream()
            .filter(run -> !known.heard().containsKey(name(run.processorName())))
            .toList();
    Map<String, List<RunBeat>> told = beats.of(unknown);
    remember(known, told.values().stream().flatMap(List::stream).toList(), now);
    remember(
        known.mute(),
        "mute",
        unknown.stream()
            .filter(run -> !told.containsKey(run.id()))
            .map(run -> name(run.processorName()))
            .toList(),
        now);
  }

  private void remember(
      Map<String, Instant> known, String field, Collection<String> seen, Instant now) {
    List<FieldChange> changes = new ArrayList<>();
    for (String name : seen) {
      Instant before = known.get(name);
      boolean news = before == null || before.plus(KNOWN_FOR).isBefore(now);
      if (!name.isEmpty() && news && (before != null || known.size() < MOST)) {
        known.put(name, now);
        changes.add(FieldChange.set(FieldPath.of(field, name), now));
      }
    }
    if (!changes.isEmpty()) {
      documents.merge(path, changes);
    }
  }

  /** Whether it is known that a processor beats, under whichever of its names. */
  boolean beats(Known known, String processorName) {
    return known.heard().containsKey(name(processorName));
  }

  /** Whether it is known that a processor never beats. */
  boolean neverBeats(Known known, String processorName) {
    String name = name(processorName);
    return known.mute().containsKey(name) && !known.heard().containsKey(name);
  }

  private String name(String written) {
    return names.processor(written).map(ProcessorName::value).orElse(written);
  }
}
