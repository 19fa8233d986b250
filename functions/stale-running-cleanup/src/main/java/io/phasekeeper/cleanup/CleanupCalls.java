package io.phasekeeper.cleanup;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.outcome.CallAnswers;
import io.phasekeeper.outcome.TickSummary;
import io.phasekeeper.run.RunCleanup;
import io.phasekeeper.run.RunReport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Answers the timer's calls with what became of the runs without an end. */
final class CleanupCalls {
  private final RunCleanup cleanup;
  private final CallAnswers answers;

  CleanupCalls(RunCleanup cleanup, CallAnswers answers) {
    this.cleanup = cleanup;
    this.answers = answers;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    answers
        .tick("cleanup", request::getFirstHeader, () -> summary(cleanup.sweep()))
        .to(response::setStatusCode, response::setContentType, response.getWriter());
  }

  private static TickSummary summary(RunReport report) {
    Map<String, Integer> verdicts = new TreeMap<>();
    report.verdicts().forEach((verdict, count) -> verdicts.put(verdict.word(), count));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("verdicts", verdicts);
    figures.put("runs", report.ended());
    return new TickSummary(
        report.stopped() ? "stopped" : "swept",
        said(report),
        report.policyHash(),
        figures,
        report.findings().stream().map(FindingBook.Change::line).toList(),
        report.failures());
  }

  private static String said(RunReport report) {
    if (report.stopped()) {
      return "stopped, nothing decided";
    }
    int open = report.verdicts().values().stream().mapToInt(Integer::intValue).sum();
    return open + " runs without an end, " + report.ended().size() + " acted on";
  }
}
