package io.phasekeeper.statuspage;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import io.phasekeeper.outcome.CallAnswers;
import io.phasekeeper.outcome.HttpAnswer;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.StructuredLog.Severity;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.upstream.Upstream;
import io.phasekeeper.upstream.UpstreamAsk;
import io.phasekeeper.upstream.UpstreamJson;
import io.phasekeeper.upstream.UpstreamReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers by the last part of the path. {@code GET …/upstream?processor=…&date=…}: whether the
 * inputs of an output are there; 200 whatever the verdict, 400 with what was expected, 503 when it
 * cannot be read, which is never a yes. {@code GET …/health}: whether this instance works, and when
 * our timers last ticked.
 */
final class StatusCalls {
  private final Platform platform;
  private final UpstreamReader upstream;
  private final Health health;
  private final CallAnswers answers;

  StatusCalls(Platform platform, CallAnswers answers) {
    this.platform = platform;
    this.upstream = new UpstreamReader(platform);
    this.health = new Health(platform);
    this.answers = answers;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    HttpAnswer answer = answer(request);
    response.appendHeader("Cache-Control", "no-store");
    if (answer.status() == 405) {
      response.appendHeader("Allow", "GET, HEAD");
    }
    answer.to(response::setStatusCode, response::setContentType, response.getWriter());
  }

  private HttpAnswer answer(HttpRequest request) {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      return CallAnswers.refused(405, "found " + request.getMethod() + "; expected GET");
    }
    String path = request.getPath();
    String what = path.substring(path.lastIndexOf('/') + 1);
    try {
      return switch (what) {
        case "upstream" -> upstream(request);
        case "health" -> HttpAnswer.of(200, health.look());
        default ->
            CallAnswers.refused(
                404, "found path " + path + "; expected /upstream?processor=…&date=… or /health");
      };
    } catch (IllegalArgumentException e) {
      return CallAnswers.refused(400, String.valueOf(e.getMessage()));
    } catch (PortFailure e) {
      return answers.unreachable(what, request::getFirstHeader, e);
    }
  }

  private HttpAnswer upstream(HttpRequest request) {
    UpstreamAsk ask =
        UpstreamAsk.parse(
            platform.pipeline(),
            request.getFirstQueryParameter("processor"),
            request.getFirstQueryParameter("date"),
            request.getFirstQueryParameter("accept"));
    Upstream found = upstream.read(ask.processor(), ask.date(), ask.accepted());
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("outcome", found.verdict().word());
    said.put("processor", found.processor().value());
    said.put("date", found.date().toString());
    said.put("safe_to_process", found.safe());
    said.put("reason", found.finding().evidence());
    answers.told(
        found.safe() ? Severity.INFO : Severity.WARNING,
        "upstream of " + found.processor() + " for " + found.date() + ": " + found.verdict().word(),
        request::getFirstHeader,
        said);
    return HttpAnswer.of(200, UpstreamJson.tree(found));
  }
}
