package io.phasekeeper.call;

import io.phasekeeper.document.DocumentValues;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What is sent so that an output or a source is made: everything but the tokens. */
public sealed interface WorkCall {
  /** What the breaker counts by: the service's name, {@code topic:NAME}, or {@code job:NAME}. */
  String target();

  /** What would be sent, for people: one line. */
  String describe();

  /** What would be sent, for programs: {@code kind}, {@code target}, and what that kind has. */
  Map<String, Object> json();

  /**
   * A POST to a service.
   *
   * @param service its key in the pipeline file
   * @param url root and path
   * @param audience the service's root, for the identity token
   */
  record HttpCall(String service, URI url, URI audience, Map<String, Object> body)
      implements WorkCall {
    public HttpCall {
      body = DocumentValues.frozenMap(body);
    }

    /** The body as it is sent. */
    public String text() {
      return JsonText.of(body);
    }

    @Override
    public String target() {
      return service;
    }

    @Override
    public String describe() {
      return "POST " + url + " " + text();
    }

    @Override
    public Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("kind", "http");
      json.put("target", target());
      json.put("url", url.toString());
      json.put("audience", audience.toString());
      json.put("body", body);
      return json;
    }
  }

  /** A Pub/Sub message. */
  record TopicMessage(String topic, Map<String, Object> message, Map<String, String> attributes)
      implements WorkCall {
    public TopicMessage {
      message = DocumentValues.frozenMap(message);
      attributes = Map.copyOf(attributes);
    }

    /** The data as it is sent. */
    public String text() {
      return JsonText.of(message);
    }

    @Override
    public String target() {
      return "topic:" + topic;
    }

    @Override
    public String describe() {
      return "publish to " + topic + " " + text();
    }

    @Override
    public Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("kind", "topic");
      json.put("target", target());
      json.put("topic", topic);
      json.put("message", message);
      json.put("attributes", new TreeMap<>(attributes));
      return json;
    }
  }

  /** A run of a Cloud Run job, as it is configured there: it takes no arguments. */
  record JobRun(String job) implements WorkCall {
    @Override
    public String target() {
      return "job:" + job;
    }

    @Override
    public String describe() {
      return "run the Cloud Run job " + job;
    }

    @Override
    public Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("kind", "job");
      json.put("target", target());
      json.put("job", job);
      return json;
    }
  }
}
