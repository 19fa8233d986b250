package io.phasekeeper.selfheal;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.phasekeeper.backfill.BackfillReport;
import io.phasekeeper.backfill.Backfills;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.heal.HealReport;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.outcome.CallAnswers;
import io.phasekeeper.outcome.TickSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers the timer's calls with what was healed, and how far backfills came. */
final class HealCalls {
  private final SelfHeal heal;
  private final Backfills backfills;
  private final CallAnswers answers;

  HealCalls(SelfHeal heal, Backfills backfills, CallAnswers answers) {
    this.heal = heal;
    this.backfills = backfills;
    this.answers = answers;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    answers
        .tick("heal", request::getFirstHeader, () -> summary(heal.tick(), backfills.tick()))
        .to(response::setStatusCode, response::setContentType, response.getWriter());
  }

  private static TickSummary summary(HealReport report, BackfillReport filled) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("plans_due", report.looked());
    figures.put("missing", report.missing());
    figures.put("begun", report.begun());
    figures.put("sent", report.sent());
    figures.put("healed", report.healed());
    figures.put("ended", report.ended());
    figures.put("backfills", (long) filled.looked());
    figures.put("backfill_sent", filled.sent());
    figures.put("backfill_made", filled.made());
    figures.put("backfills_held", filled.held());
    List<FindingBook.Change> findings = new ArrayList<>(report.findings());
    findings.addAll(filled.findings());
    List<String> failures = new ArrayList<>(report.failures());
    failures.addAll(filled.failures());
    return new TickSummary(
        report.stopped() ? "stopped" : "looked",
        line(report),
        report.policyHash(),
        figures,
        findings.stream().map(FindingBook.Change::line).toList(),
        failures);
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
