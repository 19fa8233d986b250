package io.phasekeeper.pipeline;

import io.phasekeeper.document.DocumentValues;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the user's Cloud Scheduler jobs.
 *
 * @param schedule five-field UNIX cron; silence counts only by it, so its hours stand there
 * @param target what it calls
 * @param body as it is sent, symbolic dates included
 * @param cycle the cycle that its work belongs to
 * @param makes the processors and sources whose output it brings
 */
public record Job(
    String name,
    String schedule,
    ZoneId zone,
    Target target,
    Map<String, Object> body,
    Optional<CycleName> cycle,
    List<String> makes) {
  public Job {
    body = DocumentValues.frozenMap(body);
    makes = List.copyOf(makes);
  }

  /** What a job calls. */
  public sealed interface Target {
    /** A service of the pipeline, on a path of its own or the service's. */
    record OfService(String service, Optional<String> path) implements Target {}

    /** A Pub/Sub topic. */
    record OfTopic(String topic) implements Target {}

    /** A Cloud Run job. */
    record OfRunJob(String job) implements Target {}

    /** Something that the pipeline file does not describe. */
    record Elsewhere() implements Target {}
  }
}
