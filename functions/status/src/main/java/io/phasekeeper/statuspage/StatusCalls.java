package io.phasekeeper.statuspage;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.StructuredLog;
import io.phasekeeper.outcome.StructuredLog.Severity;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.upstream.Upstream;
import io.phasekeeper.upstream.UpstreamAsk;
import io.phasekeeper.upstream.UpstreamJson;
import io.phasekeeper.upstream.UpstreamReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers by the last part of the path. {@code GET …/upstream?processor=…&date=…}: whether the
 * inputs of an output are there; 200 whatever the verdict, 400 with what was expected, 503 when it
 * cannot be read, which is never a yes. {@code GET …/health}: whether this instance works, and when
 * our timers last ticked.
 */
final class StatusCalls {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private final Platform platform;
  private final UpstreamReader upstream;
  private final Health health;
  private final StructuredLog log;
  private final Optional<String> project;

  StatusCalls(Platform platform, StructuredLog log, Optional<String> project) {
    this.platform = platform;
    this.upstream = new UpstreamReader(platform);
    this.health = new Health(platform);
    this.log = log;
    this.project = project;
  }

  void answer(HttpRequest request, HttpResponse response) throws IOException {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.appendHeader("Allow", "GET, HEAD");
      write(response, 405, wrong("found " + request.getMethod() + "; expected GET"));
      return;
    }
    String path = request.getPath();
    String what = path.substring(path.lastIndexOf('/') + 1);
    try {
      switch (what) {
        case "upstream" -> upstream(request, response);
        case "health" -> write(response, 200, health.look());
        default ->
            write(
                response,
                404,
                wrong("found path " + path + "; expected /upstream?processor=…&date=… or /health"));
      }
    } catch (IllegalArgumentException e) {
      write(response, 400, wrong(String.valueOf(e.getMessage())));
    } catch (PortFailure e) {
      unreachable(request, response, what, e);
    }
  }

  private void upstream(HttpRequest request, HttpResponse response) throws IOException {
    UpstreamAsk ask =
        UpstreamAsk.parse(
            platform.pipeline(),
            request.getFirstQueryParameter("processor"),
            request.getFirstQueryParameter("date"),
            request.getFirstQueryParameter("accept"));
    Upstream found = upstream.read(ask.processor(), ask.date(), ask.accepted());
    Map<String, Object> fields = new LinkedHashMap<>();
    trace(request, fields);
    fields.put("outcome", found.verdict().word());
    fields.put("processor", found.processor().value());
    fields.put("date", found.date().toString());
    fields.put("safe_to_process", found.safe());
    fields.put("reason", found.finding().evidence());
    log.write(
        found.safe() ? Severity.INFO : Severity.WARNING,
        "upstream of " + found.processor() + " for " + found.date() + ": " + found.verdict().word(),
        fields);
    write(response, 200, UpstreamJson.tree(found));
  }

  private void unreachable(
      HttpRequest request, HttpResponse response, String what, PortFailure failure)
      throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    trace(request, fields);
    fields.put("outcome", "unreachable");
    fields.put("service", failure.service().word());
    fields.put("reason", String.valueOf(failure.getMessage()));
    log.write(Severity.WARNING, what + ": cannot be told now", fields);
    JsonObject json = wrong("cannot be told now: " + failure.getMessage());
    json.addProperty("service", failure.service().word());
    write(response, 503, json);
  }

  private void trace(HttpRequest request, Map<String, Object> fields) {
    request
        .getFirstHeader("traceparent")
        .or(() -> request.getFirstHeader("X-Cloud-Trace-Context"))
        .flatMap(header -> StructuredLog.trace(project.orElse("-"), header))
        .ifPresent(trace -> fields.put(StructuredLog.TRACE, trace));
  }

  private static JsonObject wrong(String what) {
    JsonObject json = new JsonObject();
    json.addProperty("error", what);
    return json;
  }

  private static void write(HttpResponse response, int status, JsonObject json) throws IOException {
    response.setStatusCode(status);
    response.setContentType("application/json; charset=utf-8");
    response.appendHeader("Cache-Control", "no-store");
    response.getWriter().write(GSON.toJson(json));
  }
}
