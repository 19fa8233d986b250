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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Watches whether a topic delivers again what was acknowledged, as two subscriptions to one topic
 * do: {@code phasekeeper_beats/{pipeline}:deliveries:{topic}:{shard}} with {@code recent.{message
 * id}: {at, again}} for the last ten messages of the shard.
 *
 * <p>A topic has sixteen of them, because one document takes about one write a second for long, and
 * many completions come at once. An ordinary message reads and writes its own; all are read for one
 * that came again, and while the finding is open. What is judged is the last ten of the topic.
 */
final class Deliveries {
  private static final String COLLECTION = "phasekeeper_beats";
  static final int SHARDS = 16;
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

  private record Seen(String messageId, Instant at, boolean again) {
    /** The oldest first. */
    static final Comparator<Seen> BY_AGE =
        Comparator.comparing(Seen::at).thenComparing(Seen::messageId);
  }

  /** Notes a message that is about to be acknowledged. */
  List<FindingBook.Change> acknowledging(String topic, String messageId, Instant now) {
    DocumentPath shard = path(topic, Math.floorMod(messageId.hashCode(), SHARDS));
    DocumentPath finding = findings.path(draft(topic, 0, 0));
    Map<DocumentPath, Document> stored = documents.getAll(List.of(shard, finding));
    boolean open = Optional.ofNullable(stored.get(finding)).filter(FindingBook::isOpen).isPresent();
    Map<String, Seen> recent = new HashMap<>();
    Optional.ofNullable(stored.get(shard)).ifPresent(document -> gather(document, recent));
    Seen before = recent.get(messageId);
    if (before == null || !before.again()) {
      note(shard, messageId, Optional.ofNullable(before), recent, now);
    }
    // One that was noted as come again may have died before it was judged.
    return before != null || open ? judge(topic, open, now) : List.of();
  }

  private void note(
      DocumentPath shard,
      String messageId,
      Optional<Seen> before,
      Map<String, Seen> recent,
      Instant now) {
    Seen seen = new Seen(messageId, before.map(Seen::at).orElse(now), before.isPresent());
    recent.put(messageId, seen);
    List<FieldChange> changes = new ArrayList<>();
    changes.add(FieldChange.set("pipeline", pipeline.id()));
    changes.add(
        FieldChange.set(
            FieldPath.of("recent", messageId), Map.of("at", seen.at(), "again", seen.again())));
    recent.values().stream()
        .sorted(Seen.BY_AGE)
        .limit(Math.max(0, recent.size() - RECENT))
        .forEach(old -> changes.add(FieldChange.remove(FieldPath.of("recent", old.messageId()))));
    documents.merge(shard, changes);
  }

  private List<FindingBook.Change> judge(String topic, boolean open, Instant now) {
    List<DocumentPath> shards =
        IntStream.range(0, SHARDS).mapToObj(shard -> path(topic, shard)).toList();
    Map<String, Seen> all = new HashMap<>();
    documents.getAll(shards).values().forEach(document -> gather(document, all));
    List<Seen> last = all.values().stream().sorted(Seen.BY_AGE.reversed()).limit(RECENT).toList();
    long again = last.stream().filter(Seen::again).count();
    if (!open && again >= MANY && again >= SHARE * last.size()) {
      return findings.open("topic:" + topic, draft(topic, again, last.size()), now).stream()
          .toList();
    }
    return open && again == 0 ? findings.resolve(draft(topic, again, last.size()), now) : List.of();
  }

  private DocumentPath path(String topic, int shard) {
    return new DocumentPath(COLLECTION, pipeline.id() + ":deliveries:" + topic + ":" + shard);
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

  private static void gather(Document stored, Map<String, Seen> into) {
    if (stored.fields().get("recent") instanceof Map<?, ?> map) {
      map.forEach(
          (id, value) -> {
            if (value instanceof Map<?, ?> fields && fields.get("at") instanceof Instant at) {
              String messageId = (String) id;
              into.put(
                  messageId, new Seen(messageId, at, Boolean.TRUE.equals(fields.get("again"))));
            }
          });
    }
  }
}
