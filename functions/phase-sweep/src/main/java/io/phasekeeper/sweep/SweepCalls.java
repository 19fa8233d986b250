package io.phasekeeper.sweep;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.Gson;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.StructuredLog;
import io.phasekeeper.outcome.StructuredLog.Severity;
import io.phasekeeper.transition.CycleOutcome;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers the timer's calls: 2xx with a summary in JSON, whatever was found; 5xx only when the
 * sweep should be tried again.
 */
final class SweepCalls {
  private static final Gson GSON = new Gson();
  private final PhaseSweep sweep;
  private final StructuredLog log;
  private final Optional<String> project;

  SweepCalls(PhaseSweep sweep, StructuredLog log, Optional<String> project) {
    this.sweep = sweep;
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
      SweepReport report = sweep.sweep();
      fields.putAll(summary(report));
      log.write(severity(report), "sweep: " + said(report), fields);
      write(response, 200, fields);
    } catch (PortFailure e) {
      fields.put("outcome", "unreachable");
      fields.put("service", e.service().word());
      fields.put("reason", String.valueOf(e.getMessage()));
      log.write(Severity.WARNING, "sweep: to be tried again", fields);
      write(response, 503, fields);
    }
  }

  private static Severity severity(SweepReport report) {
    return report.failures().isEmpty() ? Severity.INFO : Severity.ERROR;
  }

  private static String said(SweepReport report) {
    if (report.stopped()) {
      return "stopped, nothing decided";
    }
    return report.outcomes().size()
        + " judged of "
        + report.examined()
        + " phase days"
        + (report.failures().isEmpty() ? "" : ", " + report.failures().size() + " failed");
  }

  private static Map<String, Object> summary(SweepReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", report.stopped() ? "stopped" : "swept");
    fields.put("policy_hash", report.policyHash());
    fields.put("examined", report.examined());
    fields.put("decisions", report.outcomes().stream().map(SweepCalls::shown).toList());
    fields.put(
        "findings",
        report.findings().stream()
            .map(c -> (c.opened() ? "opened " : "resolved ") + c.finding().key())
            .toList());
    fields.put("failures", report.failures());
    return fields;
  }

  private static String shown(CycleOutcome outcome) {
    return outcome.phase() + ":" + outcome.date() + ":" + outcome.cycle() + " " + outcome.word();
  }

  private static void write(HttpResponse response, int status, Map<String, Object> fields)
      throws IOException {
    response.setStatusCode(status);
    response.setContentType("application/json");
    response.getWriter().write(GSON.toJson(fields));
  }
}
