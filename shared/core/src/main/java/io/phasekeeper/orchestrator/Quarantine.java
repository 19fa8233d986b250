package io.phasekeeper.orchestrator;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.settings.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where events go that can never be understood: kept in {@code
 * phasekeeper_quarantine/{pipeline}:{topic}:{message id}}, published once to the dead-letter topic
 * with the reason, and then acknowledged.
 */
final class Quarantine {
  static final String COLLECTION = "phasekeeper_quarantine";
  private static final Duration KEPT = Duration.ofDays(90);
  private static final int SAMPLE_BYTES = 2_000;

  private final DocumentStore documents;
  private final Pipeline pipeline;
  private final FindingBook findings;
  private final String deadLetterTopic;

  Quarantine(
      DocumentStore documents, Pipeline pipeline, FindingBook findings, String deadLetterTopic) {
    this.documents = documents;
    this.pipeline = pipeline;
    this.findings = findings;
    this.deadLetterTopic = deadLetterTopic;
  }

  Optional<FindingBook.Change> keep(
      IncomingEvent event, String reason, Effects effects, Instant now) {
    DocumentPath path =
        new DocumentPath(
            COLLECTION, pipeline.id() + ":" + id(event.topic()) + ":" + id(event.messageId()));
    documents.create(path, fields(event, reason, now));
    boolean published =
        documents.get(path).flatMap(d -> d.field("published", Boolean.class)).orElse(false);
    if (!published && effects.mode() != Mode.STOPPED) {
      effects.publish(deadLetterTopic, letter(event, reason));
      documents.merge(path, List.of(FieldChange.set("published", true)));
    }
    return findings.open(
        "malformed:" + event.topic(),
        FindingDraft.of(
                FindingKind.MALFORMED_EVENT,
                event.topic(),
                "a message on " + event.topic() + " cannot be understood: " + reason,
                "mend its sender; the message is kept in " + path)
            .with("message_id", event.messageId())
            .with("quarantined", path.toString()),
        now);
  }

  private Map<String, Object> fields(IncomingEvent event, String reason, Instant now) {
    byte[] data = event.data();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("topic", event.topic());
    fields.put("message_id", event.messageId());
    fields.put("publish_time", event.publishTime());
    fields.put("reason", reason);
    fields.put("size", (long) data.length);
    fields.put(
        "sample",
        new String(
            Arrays.copyOf(data, Math.min(data.length, SAMPLE_BYTES)), StandardCharsets.UTF_8));
    fields.put("attributes", event.attributes());
    fields.put("quarantined_at", now);
    fields.put("published", false);
    fields.put("expires_at", now.plus(KEPT));
    return fields;
  }

  /** A slash would end a document's id. */
  private static String id(String name) {
    return name.replace('/', '∕');
  }

  private static OutgoingMessage letter(IncomingEvent event, String reason) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(
        "dead_letter_reason", reason.length() <= 1000 ? reason : reason.substring(0, 1000));
    attributes.put("dead_letter_topic", event.topic());
    attributes.put("dead_letter_message_id", event.messageId());
    return new OutgoingMessage(event.data(), attributes);
  }
}
