package io.phasekeeper.datamonitor;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.monitor.DataMonitor;
import io.phasekeeper.monitor.MonitorReport;
import io.phasekeeper.outcome.CallAnswers;
import io.phasekeeper.outcome.TickSummary;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Answers the timer's calls with what was seen of the data. */
final class MonitorCalls {
  private final DataMonitor monitor;
  private final CallAnswers answers;

  MonitorCalls(DataMonitor monitor, CallAnswers answers) {
    this.monitor = monitor;
    this.answers = answers;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    answers
        .tick("data", request::getFirstHeader, () -> summary(monitor.tick()))
        .to(response::setStatusCode, response::setContentType, response.getWriter());
  }

  private static TickSummary summary(MonitorReport report) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("verdicts", new TreeMap<>(report.verdicts()));
    figures.put("history_rows", report.kept());
    return new TickSummary(
        report.stopped() ? "stopped" : "looked",
        report.stopped() ? "stopped, nothing looked at" : report.looks() + " looks",
        report.policyHash(),
        figures,
        report.findings().stream().map(FindingBook.Change::line).toList(),
        report.failures());
  }
}
