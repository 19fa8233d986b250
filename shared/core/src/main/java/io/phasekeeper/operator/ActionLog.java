package io.phasekeeper.operator;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.transition.Control;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The record of everything that people did by hand: {@code
 * phasekeeper_actions/{pipeline}:log:{time}:{action}:{subject}}; counted, because the fewer there
 * are, the better we do our job.
 */
final class ActionLog {
  private static final Duration KEPT = Duration.ofDays(400);
  private final DocumentStore documents;
  private final Pipeline pipeline;

  ActionLog(DocumentStore documents, Pipeline pipeline) {
    this.documents = documents;
    this.pipeline = pipeline;
  }

  /**
   * @param subject what it was done to, such as {@code phase4:2026-01-11:overnight}
   */
  void note(String action, String subject, Asked asked, String result, Instant now) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("action", action);
    fields.put("subject", subject);
    fields.put("who", asked.who());
    fields.put("why", asked.why());
    asked.until().ifPresent(until -> fields.put("until", until));
    fields.put("result", result);
    fields.put("at", now);
    fields.put("policy_hash", pipeline.hash());
    fields.put("expires_at", now.plus(KEPT));
    String id = pipeline.id() + ":log:" + now + ":" + action + ":" + subject;
    int nth = 1;
    while (!documents.create(
        new DocumentPath(Control.COLLECTION, nth == 1 ? id : id + ":" + nth), fields)) {
      nth++;
    }
  }
}
