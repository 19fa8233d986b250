package io.phasekeeper.datamonitor;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.Gson;
import io.phasekeeper.monitor.DataMonitor;
import io.phasekeeper.monitor.MonitorReport;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.StructuredLog;
import io.phasekeeper.outcome.StructuredLog.Severity;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers the timer's calls: 2xx with a summary in JSON, whatever was found; 5xx only when the tick
 * should be tried again.
 */
final class MonitorCalls {
  private static final Gson GSON = new Gson();
  private final DataMonitor monitor;
  private final StructuredLog log;
  private final Optional<String> project;

  MonitorCalls(DataMonitor monitor, StructuredLog log, Optional<String> project) {
    this.monitor = monitor;
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
      MonitorReport report = monitor.tick();
      fields.putAll(summary(report));
      log.write(severity(report), "data: " + said(report), fields);
      write(response, 200, fields);
    } catch (PortFailure e) {
      fields.put("outcome", "unreachable");
      fields.put("service", e.service().word());
      fields.put("reason", String.valueOf(e.getMessage()));
      log.write(Severity.WARNING, "data: to be tried again", fields);
      write(response, 503, fields);
    }
  }

  private static Severity severity(MonitorReport report) {
    return report.failures().isEmpty() ? Severity.INFO : Severity.ERROR;
  }

  private static String said(MonitorReport report) {
    if (report.stopped()) {
      return "stopped, nothing looked at";
    }
    return report.looks()
        + " looks"
        + (report.failures().isEmpty() ? "" : ", " + report.failures().size() + " failed");
  }

  private static Map<String, Object> summary(MonitorReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", report.stopped() ? "stopped" : "looked");
    fields.put("policy_hash", report.policyHash());
    fields.put("verdicts", new TreeMap<>(report.verdicts()));
    fields.put("history_rows", report.kept());
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
