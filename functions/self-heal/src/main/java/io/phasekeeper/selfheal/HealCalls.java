package io.phasekeeper.selfheal;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.heal.HealReport;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.outcome.CallAnswers;
import io.phasekeeper.outcome.TickSummary;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers the timer's calls with what was healed. */
final class HealCalls {
  private final SelfHeal heal;
  private final CallAnswers answers;

  HealCalls(SelfHeal heal, CallAnswers answers) {
    this.heal = heal;
    this.answers = answers;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    answers
        .tick("heal", request::getFirstHeader, () -> summary(heal.tick()))
        .to(response::setStatusCode, response::setContentType, response.getWriter());
  }

  private static TickSummary summary(HealReport report) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("plans_due", report.looked());
    figures.put("missing", report.missing());
    figures.put("begun", report.begun());
    figures.put("sent", report.sent());
    figures.put("healed", report.healed());
    figures.put("ended", report.ended());
    return new TickSummary(
        report.stopped() ? "stopped" : "looked",
        line(report),
        report.policyHash(),
        figures,
        report.findings().stream().map(FindingBook.Change::line).toList(),
        report.failures());
  }

  private static String line(HealReport report) {
    return report.stopped()
        ? "stopped, nothing looked at"
        : report.looked()
            + " plans due, "
            + report.begun().size()
            + " begun, "
            + report.sent().size()
            + " sent, "
            + report.healed().size()
            + " healed";
  }
}
