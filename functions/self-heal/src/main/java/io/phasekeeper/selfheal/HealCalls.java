package io.phasekeeper.selfheal;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonObject;
import io.phasekeeper.backfill.BackfillReport;
import io.phasekeeper.backfill.Backfills;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.heal.HealDesk;
import io.phasekeeper.heal.HealJson;
import io.phasekeeper.heal.HealReport;
import io.phasekeeper.heal.HealRequest;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.outcome.CallAnswers;
import io.phasekeeper.outcome.HttpAnswer;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.TickSummary;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers the timer's calls with what was healed, and how far backfills came. */
final class HealCalls {
  private final SelfHeal heal;
  private final Backfills backfills;
  private final HealDesk desk;
  private final Supplier<LocalDate> today;
  private final CallAnswers answers;

  /**
   * @param today in the pipeline's zone
   */
  HealCalls(
      SelfHeal heal,
      Backfills backfills,
      HealDesk desk,
      Supplier<LocalDate> today,
      CallAnswers answers) {
    this.heal = heal;
    this.backfills = backfills;
    this.desk = desk;
    this.today = today;
    this.answers = answers;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    answer(request).to(response::setStatusCode, response::setContentType, response.getWriter());
  }

  private HttpAnswer answer(HttpRequest request) throws IOException {
    String body = request.getReader().lines().collect(Collectors.joining("\n"));
    try {
      Optional<HealRequest> asked = HealRequest.parse(body);
      return asked.isPresent()
          ? asked(asked.get())
          : answers.tick(
              "heal", request::getFirstHeader, () -> summary(heal.tick(), backfills.tick()));
    } catch (IllegalArgumentException e) {
      return CallAnswers.refused(400, String.valueOf(e.getMessage()));
    } catch (PortFailure e) {
      return answers.unreachable("heal", request::getFirstHeader, e);
    }
  }

  /** What a person, or a program of theirs, asks for. */
  private HttpAnswer asked(HealRequest request) {
    LocalDate date = request.date().orElseGet(today);
    if (request.dryRun()) {
      return new HttpAnswer(200, HealJson.of(desk.dryRun(date, request.output(), request.again())));
    }
    ActionResult result =
        desk.heal(
            date,
            request.output(),
            request.again(),
            new Asked(
                request.who().orElse("somebody over HTTP"),
                request.why().orElse("no reason was given"),
                Optional.empty()));
    JsonObject json = new JsonObject();
    json.addProperty("done", result.done());
    json.addProperty("message", result.message());
    return HttpAnswer.of(result.done() ? 200 : 409, json);
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
