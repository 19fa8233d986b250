package io.phasekeeper.pipeline;

import io.phasekeeper.document.DocumentValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A service that does processors' work when it is called (CONTRACT §7).
 *
 * @param urlEnv the environment variable that holds its root URL, which is also the audience of the
 *     identity token; none: it is only known by its logs
 * @param serviceName its name in Cloud Run's logs
 * @param path of the call, such as {@code /process-date}; none: it cannot be called
 * @param body template of the call
 * @param fields the body's fields that it knows; empty: not declared. It ignores others silently
 * @param dateFields those of them that hold a date
 * @param resolves the symbolic dates that it resolves itself; others must be dates before they
 *     leave
 * @param worksInsideCall it answers only when the work is done, minutes later: no answer within our
 *     limit is accepted, and evidence decides
 * @param answers first match first; what none matches is classed by its status alone
 */
public record Service(
    String name,
    String title,
    Optional<String> urlEnv,
    Optional<String> serviceName,
    Optional<String> path,
    Map<String, Object> body,
    List<String> fields,
    List<String> dateFields,
    Set<String> resolves,
    boolean worksInsideCall,
    List<Answer> answers) {
  public Service {
    body = DocumentValues.frozenMap(body);
    fields = List.copyOf(fields);
    dateFields = List.copyOf(dateFields);
    resolves = Set.copyOf(resolves);
    answers = List.copyOf(answers);
  }

  /**
   * What an answer of the service means.
   *
   * @param status HTTP status
   * @param bodyHas text that the body must hold for this rule to match
   * @param json path of JSON values, {@code results[].status}: matches if any value there is one of
   *     {@code in}
   */
  public record Answer(
      int status, Optional<String> bodyHas, Optional<String> json, List<String> in, Meaning means) {
    public Answer {
      in = List.copyOf(in);
    }
  }

  /** The classes of answers. */
  public enum Meaning {
    /** The work is done. */
    DONE,
    /** The work has begun, or will. */
    ACCEPTED,
    /** The same work is running already: not a failure. */
    IN_FLIGHT,
    /** The input is incomplete: a gate, not a transient fault. */
    GATE,
    /** Nothing to do for that date: not a wrong target. */
    NO_WORK,
    /** Worth another try. */
    TRANSIENT,
    /** The service refused or failed; another try gives the same. */
    FAILED
  }
}
