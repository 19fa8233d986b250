package io.phasekeeper.sweep;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.outcome.CallAnswers;
import io.phasekeeper.outcome.TickSummary;
import io.phasekeeper.transition.CycleOutcome;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers the timer's calls with what the sweep came to. */
final class SweepCalls {
  private final PhaseSweep sweep;
  private final CallAnswers answers;

  SweepCalls(PhaseSweep sweep, CallAnswers answers) {
    this.sweep = sweep;
    this.answers = answers;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    answers
        .tick("sweep", request::getFirstHeader, () -> summary(sweep.sweep()))
        .to(response::setStatusCode, response::setContentType, response.getWriter());
  }

  private static TickSummary summary(SweepReport report) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("examined", report.examined());
    figures.put("decisions", report.outcomes().stream().map(SweepCalls::shown).toList());
    return new TickSummary(
        report.stopped() ? "stopped" : "swept",
        said(report),
        report.policyHash(),
        figures,
        report.findings().stream().map(FindingBook.Change::line).toList(),
        report.failures());
  }

  private static String said(SweepReport report) {
    return report.stopped()
        ? "stopped, nothing decided"
        : report.outcomes().size() + " judged of " + report.examined() + " phase days";
  }

  private static String shown(CycleOutcome outcome) {
    return outcome.phase() + ":" + outcome.date() + ":" + outcome.cycle() + " " + outcome.word();
  }
}
