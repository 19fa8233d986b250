package io.phasekeeper.statuspage;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One call of a function over HTTP, and what it answered. */
final class Exchange {
  private final HttpRequest request;
  private final HttpResponse response;
  private final Map<String, Object> answered = new TreeMap<>();
  private final StringWriter body = new StringWriter();
  private final BufferedWriter writer = new BufferedWriter(body);

  Exchange(String method, String path, Map<String, String> query) {
    this.request =
        (HttpRequest)
            Proxy.newProxyInstance(
                HttpRequest.class.getClassLoader(),
                new Class<?>[] {HttpRequest.class},
                (proxy, called, arguments) ->
                    switch (called.getName()) {
                      case "getMethod" -> method;
                      case "getPath" -> path;
                      case "getFirstQueryParameter" ->
                          Optional.ofNullable(query.get((String) arguments[0]));
                      case "getFirstHeader" -> Optional.empty();
                      default -> throw new AssertionError(called.getName());
                    });
    this.response =
        (HttpResponse)
            Proxy.newProxyInstance(
                HttpResponse.class.getClassLoader(),
                new Class<?>[] {HttpResponse.class},
                (proxy, called, arguments) ->
                    switch (called.getName()) {
                      case "getWriter" -> writer;
                      case "setStatusCode", "setContentType", "appendHeader" -> {
                        answered.put(called.getName(), List.of(arguments));
                        yield null;
                      }
                      default -> throw new AssertionError(called.getName());
                    });
  }

  static Exchange get(String path, Map<String, String> query) {
    return new Exchange("GET", path, query);
  }

  Exchange with(StatusCalls calls) throws Exception {
    calls.answer(request, response);
    writer.flush();
    return this;
  }

  int status() {
    return (int) ((List<?>) answered.get("setStatusCode")).get(0);
  }

  JsonObject json() {
    return JsonParser.parseString(body.toString()).getAsJsonObject();
  }

  String text(String field) {
    return json().get(field).getAsString();
  }
}
