package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which processors beat at all. Only when one of these succeeds unheard does that say anything
 * about the channel: others never beat. Remembered in one document, which is first filled with
 * whose beats are stored already, so that a channel that was dark before us is noticed, too.
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
    this.path = new DocumentPath("phasekeeper_beats", pipeline.id() + ":heartbeats");
  }

  /** When each of them was last seen to beat, to the day. */
  Map<String, Instant> known(Instant now) {
    Optional<Document> stored = documents.get(path);
    Map<String, Instant> known = new LinkedHashMap<>();
    stored
        .flatMap(document -> document.field("heard", Map.class))
        .ifPresent(
            heard ->
                heard.forEach(
                    (name, at) -> {
                      if (at instanceof Instant time) {
                        known.put((String) name, time);
                      }
                    }));
    if (stored.isEmpty()) {
      remember(known, beats.oldest(), now);
    }
    return known;
  }

  /** Remembers whose beats were heard, and adds them to what is known. */
  void remember(Map<String, Instant> known, Collection<RunBeat> heard, Instant now) {
    List<FieldChange> changes = new ArrayList<>();
    for (RunBeat beat : heard) {
      String name = name(beat.processorName());
      Instant before = known.get(name);
      boolean news = before == null || before.plus(KNOWN_FOR).isBefore(now);
      if (!name.isEmpty() && news && (before != null || known.size() < MOST)) {
        known.put(name, now);
        changes.add(FieldChange.set(FieldPath.of("heard", name), now));
      }
    }
    if (!changes.isEmpty()) {
      documents.merge(path, changes);
    }
  }

  /** Whether a processor is among them, under whichever of its names. */
  boolean beats(Map<String, Instant> known, String processorName) {
    return known.containsKey(name(processorName));
  }

  private String name(String written) {
    return names.processor(written).map(ProcessorName::value).orElse(written);
  }
}
