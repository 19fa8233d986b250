package io.phasekeeper.pipeline;

import io.phasekeeper.document.DocumentValues;
import java.util.Map;

/**
 * How an output or a source is made again. Bodies are templates: in their strings the placeholders
 * of {@link BodyTemplate} are replaced.
 */
public sealed interface HealAction {
  /** An HTTP call of a service of the pipeline, with this body instead of the service's own. */
  record CallService(String service, Map<String, Object> body) implements HealAction {
    public CallService {
      body = DocumentValues.frozenMap(body);
    }
  }

  /** A Pub/Sub message. */
  record Publish(String topic, Map<String, Object> message) implements HealAction {
    public Publish {
      message = DocumentValues.frozenMap(message);
    }
  }

  /** A run of a Cloud Run job; needs an OAuth token, not an identity token. */
  record RunJob(String job) implements HealAction {}
}
