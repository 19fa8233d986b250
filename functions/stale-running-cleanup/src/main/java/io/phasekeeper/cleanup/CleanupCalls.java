package io.phasekeeper.cleanup;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.Gson;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.StructuredLog;
import io.phasekeeper.outcome.StructuredLog.Severity;
import io.phasekeeper.run.RunCleanup;
import io.phasekeeper.run.RunReport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers the timer's calls: 2xx with a summary in JSON, whatever was found; 5xx only when the tick
 * should be tried again.
 */
final class CleanupCalls {
  private static final Gson GSON = new Gson();
  private final RunCleanup cleanup;
  private final StructuredLog log;
  private final Optional<String> project;

  CleanupCalls(RunCleanup cleanup, StructuredLog log, Optional<String> project) {
    this.cleanup = cleanup;
    this.log = log;
    this.project = project;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    request
        .getFirstHeader("traceparent")
        .or(() -> request.getFirstHeader("X-Cloud-Trace-Context"))
        .flatMap(header -> StructuredLog.trace(project.orElse("-"), header))
        .ifPresent(trace -> fields.put(StructuredLog.TRACE, trace));
    try {
      RunReport report = cleanup.sweep();
      fields.putAll(summary(report));
      log.write(severity(report), "cleanup: " + said(report), fields);
      write(response, 200, fields);
    } catch (PortFailure e) {
      fields.put("outcome", "unreachable");
      fields.put("service", e.service().word());
      fields.put("reason", String.valueOf(e.getMessage()));
      log.write(Severity.WARNING, "cleanup: to be tried again", fields);
      write(response, 503, fields);
    }
  }

  private static Severity severity(RunReport report) {
    return report.failures().isEmpty() ? Severity.INFO : Severity.ERROR;
  }

  private static String said(RunReport report) {
    if (report.stopped()) {
      return "stopped, nothing decided";
    }
    int open = report.verdicts().values().stream().mapToInt(Integer::intValue).sum();
    return open
        + " runs without an end, "
        + report.ended().size()
        + " acted on"
        + (report.failures().isEmpty() ? "" : ", " + report.failures().size() + " failed");
  }

  private static Map<String, Object> summary(RunReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", report.stopped() ? "stopped" : "swept");
    fields.put("policy_hash", report.policyHash());
    Map<String, Integer> verdicts = new TreeMap<>();
    report.verdicts().forEach((verdict, count) -> verdicts.put(verdict.word(), count));
    fields.put("verdicts", verdicts);
    fields.put("runs", report.ended());
    fields.put(
        "findings",
        report.findings().stream()
            .map(c -> (c.opened() ? "opened " : "resolved ") + c.finding().key())
            .toList());
    fields.put("failures", report.failures());
    return fields;
  }

  private static void write(HttpResponse response, int status, Map<String, Object> fields)
      throws IOException {
    response.setStatusCode(status);
    response.setContentType("application/json");
    response.getWriter().write(GSON.toJson(fields));
  }
}
