package io.phasekeeper.outcome;

import com.google.gson.JsonObject;
import io.phasekeeper.outcome.StructuredLog.Severity;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Turns what became of a call over HTTP into its answer and into one log line.
 *
 * <p>A timer's call is answered with 200 whatever was found; 503 when a service could not be
 * reached and the tick should be tried again; 500 after a fault of ours. Safe for many threads.
 */
public final class CallAnswers {
  private final StructuredLog log;
  private final Optional<String> project;

  /**
   * @param project for the trace's full name in the log, where one is known
   */
  public CallAnswers(StructuredLog log, Optional<String> project) {
    this.log = log;
    this.project = project;
  }

  /**
   * Answers a timer.
   *
   * @param name the timer's work, as the log names it
   * @param header the request's first header of a name
   */
  public HttpAnswer tick(
      String name, Function<String, Optional<String>> header, Supplier<TickSummary> work) {
    Map<String, Object> fields = fields(header);
    int status;
    try {
      TickSummary summary = work.get();
      fields.putAll(summary.fields());
      Severity severity = summary.failures().isEmpty() ? Severity.INFO : Severity.ERROR;
      log.write(severity, name + ": " + summary.line(), fields);
      status = 200;
    } catch (PortFailure e) {
      CallLog.unreachable(e, fields);
      log.write(Severity.WARNING, name + ": to be tried again", fields);
      status = 503;
    } catch (RuntimeException e) {
      CallLog.failed(e, fields);
      log.write(Severity.ERROR, name + ": failed, to be tried again", fields);
      status = 500;
    }
    return HttpAnswer.of(status, StructuredLog.json(fields));
  }

  /** Logs what was answered to somebody who asked. */
  public void told(
      Severity severity,
      String message,
      Function<String, Optional<String>> header,
      Map<String, ?> said) {
    Map<String, Object> fields = fields(header);
    fields.putAll(said);
    log.write(severity, message, fields);
  }

  /** Answers 503: what was asked cannot be told now, which is never a yes. */
  public HttpAnswer unreachable(
      String what, Function<String, Optional<String>> header, PortFailure failure) {
    Map<String, Object> fields = fields(header);
    CallLog.unreachable(failure, fields);
    log.write(Severity.WARNING, what + ": cannot be told now", fields);
    JsonObject body = error("cannot be told now: " + failure.getMessage());
    body.addProperty("service", failure.service().word());
    return HttpAnswer.of(503, body);
  }

  /** Answers that something is wrong with what was asked. */
  public static HttpAnswer refused(int status, String what) {
    return HttpAnswer.of(status, error(what));
  }

  private static JsonObject error(String what) {
    JsonObject json = new JsonObject();
    json.addProperty("error", what);
    return json;
  }

  private Map<String, Object> fields(Function<String, Optional<String>> header) {
    return CallLog.begun(
        project, header.apply("traceparent").or(() -> header.apply("X-Cloud-Trace-Context")));
  }
}
