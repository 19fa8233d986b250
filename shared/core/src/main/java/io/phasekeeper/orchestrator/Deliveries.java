package io.phasekeeper.orchestrator;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches whether a topic delivers again what was acknowledged, as two subscriptions to one topic
 * do: {@code phasekeeper_beats/{pipeline}:deliveries:{topic}} with {@code recent.{message id}: {at,
 * again}} for the last ten messages.
 */
final class Deliveries {
  private static final String COLLECTION = "phasekeeper_beats";
  static final int RECENT = 10;
  static final int MANY = 5;
  static final double SHARE = 0.8;

  private final DocumentStore documents;
  private final Pipeline pipeline;
  private final FindingBook findings;

  Deliveries(DocumentStore documents, Pipeline pipeline, FindingBook findings) {
    this.documents = documents;
    this.pipeline = pipeline;
    this.findings = findings;
  }

  private record Seen(String messageId, Instant at, boolean again) {}

  /** Notes a message that is about to be acknowledged. */
  List<FindingBook.Change> acknowledging(String topic, String messageId, Instant now) {
    DocumentPath path = new DocumentPath(COLLECTION, pipeline.id() + ":deliveries:" + topic);
    Optional<Document> stored = documents.get(path);
    Map<String, Seen> recent = recent(stored);
    Seen before = recent.get(messageId);
    if (before != null && before.again()) {
      return List.of();
    }
    recent.put(messageId, new Seen(messageId, before == null ? now : before.at(), before != null));
    List<FieldChange> changes = new ArrayList<>();
    changes.add(FieldChange.set("pipeline", pipeline.id()));
    changes.add(
        FieldChange.set(
            FieldPath.of("recent", messageId),
            Map.of("at", recent.get(messageId).at(), "again", before != null)));
    for (Seen old : oldest(recent)) {
      recent.remove(old.messageId());
      changes.add(FieldChange.remove(FieldPath.of("recent", old.messageId())));
    }
    documents.merge(path, changes);
    return judge(topic, recent, wasOpen(stored), path, now);
  }

  private List<FindingBook.Change> judge(
      String topic, Map<String, Seen> recent, boolean open, DocumentPath path, Instant now) {
    long again = recent.values().stream().filter(Seen::again).count();
    if (!open && again >= MANY && again >= SHARE * recent.size()) {
      documents.merge(path, List.of(FieldChange.set("duplicates_open", true)));
      return findings.open("topic:" + topic, draft(topic, again, recent.size()), now).stream()
          .toList();
    }
    if (open && again == 0) {
      documents.merge(path, List.of(FieldChange.set("duplicates_open", false)));
      return findings.resolve(draft(topic, again, recent.size()), now);
    }
    return List.of();
  }

  private static FindingDraft draft(String topic, long again, long of) {
    return FindingDraft.of(
            FindingKind.DUPLICATE_DELIVERY,
            topic,
            again
                + " of the last "
                + of
                + " messages of "
                + topic
                + " were delivered again after they had been acknowledged",
            "look for a second subscription of the same function to " + topic)
        .with("again", again)
        .with("of", of);
  }

  private static boolean wasOpen(Optional<Document> stored) {
    return stored.flatMap(d -> d.field("duplicates_open", Boolean.class)).orElse(false);
  }

  private static Map<String, Seen> recent(Optional<Document> stored) {
    Map<String, Seen> recent = new LinkedHashMap<>();
    if (stored.isPresent() && stored.get().fields().get("recent") instanceof Map<?, ?> map) {
      map.forEach(
          (id, value) -> {
            if (value instanceof Map<?, ?> fields && fields.get("at") instanceof Instant at) {
              String messageId = (String) id;
              recent.put(
                  messageId, new Seen(messageId, at, Boolean.TRUE.equals(fields.get("again"))));
            }
          });
    }
    return recent;
  }

  private static List<Seen> oldest(Map<String, Seen> recent) {
    List<Seen> sorted = new ArrayList<>(recent.values());
    sorted.sort(Comparator.comparing(Seen::at).thenComparing(Seen::messageId));
    return sorted.subList(0, Math.max(0, sorted.size() - RECENT));
  }
}
