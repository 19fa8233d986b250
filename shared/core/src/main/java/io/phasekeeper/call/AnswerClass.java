package io.phasekeeper.call;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.phasekeeper.pipeline.Service;
import io.phasekeeper.pipeline.Service.Meaning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an answer means: by the service's rules, first match first; what none matches, by its status
 * alone: 2xx accepted, 409 in flight, 408, 429 and 5xx transient, everything else failed.
 *
 * <p>Where a rule reads JSON, a body that is none (a proxy's HTML page with status 200) is never
 * done.
 *
 * @param said for people
 * @param wrongTarget a 404 that no rule explains
 * @param unauthorized a 401 or 403 that no rule explains
 */
public record AnswerClass(Meaning meaning, String said, boolean wrongTarget, boolean unauthorized) {
  /** Of a longer body only the start is kept, which is no JSON any more. */
  static final int KEPT = 64 * 1024;

  private static final int SHOWN = 200;

  /**
   * The class of a service's answer.
   *
   * @param answer none: nobody answered within our limit, or the connection broke after the call
   */
  public static AnswerClass of(Service service, Optional<ServiceClient.Answer> answer) {
    return answer.map(a -> answered(service.answers(), a)).orElseGet(AnswerClass::unanswered);
  }

  /** The class of an answer of somebody for whom there are no rules, such as Cloud Run itself. */
  public static AnswerClass byStatus(Optional<ServiceClient.Answer> answer) {
    return answer.map(a -> answered(List.of(), a)).orElseGet(AnswerClass::unanswered);
  }

  private static AnswerClass unanswered() {
    return new AnswerClass(
        Meaning.ACCEPTED, "no answer within 20 s: evidence decides", false, false);
  }

  private static AnswerClass answered(List<Service.Answer> rules, ServiceClient.Answer answer) {
    Optional<JsonElement> json = json(answer.body());
    for (Service.Answer rule : rules) {
      if (rule.status() != answer.status()
          || !rule.bodyHas().map(answer.body()::contains).orElse(true)) {
        continue;
      }
      if (rule.json().isPresent() && json.isEmpty()) {
        return unread(answer);
      }
      if (page(answer) && rule.bodyHas().isEmpty()) {
        return unread(answer);
      }
      if (rule.json().isEmpty() || holds(rule, json.orElseThrow())) {
        return new AnswerClass(rule.means(), shown(answer), false, false);
      }
    }
    if (page(answer)) {
      return unread(answer);
    }
    int status = answer.status();
    return new AnswerClass(
        byStatus(status), shown(answer), status == 404, status == 401 || status == 403);
  }

  /** A page for people, with a good status: somebody else is there. */
  private static boolean page(ServiceClient.Answer answer) {
    return answer.status() / 100 == 2 && answer.body().stripLeading().startsWith("<");
  }

  private static AnswerClass unread(ServiceClient.Answer answer) {
    String body = answer.body().stripLeading();
    if (answer.body().length() >= KEPT / 4 && (body.startsWith("{") || body.startsWith("["))) {
      return new AnswerClass(
          Meaning.ACCEPTED,
          answer.status() + ", an answer too long to be read whole: evidence decides",
          false,
          false);
    }
    String found =
        body.isEmpty() ? "nothing" : body.startsWith("<") ? "a page of HTML or XML" : "other text";
    return new AnswerClass(
        Meaning.FAILED,
        "found " + found + " where the service answers JSON: " + shown(answer),
        page(answer),
        false);
  }

  private static Meaning byStatus(int status) {
    if (status >= 200 && status < 300) {
      return Meaning.ACCEPTED;
    }
    if (status == 409) {
      return Meaning.IN_FLIGHT;
    }
    return status == 408 || status == 429 || status >= 500 ? Meaning.TRANSIENT : Meaning.FAILED;
  }

  private static boolean holds(Service.Answer rule, JsonElement json) {
    List<JsonElement> values = List.of(json);
    for (String step : rule.json().orElseThrow().split("\\.", -1)) {
      values = step(values, step);
    }
    return values.stream()
        .filter(JsonElement::isJsonPrimitive)
        .anyMatch(value -> rule.in().contains(value.getAsString()));
  }

  /** The values one step down a path: {@code results} or {@code results[]}. */
  private static List<JsonElement> step(List<JsonElement> values, String step) {
    boolean each = step.endsWith("[]");
    String key = each ? step.substring(0, step.length() - 2) : step;
    List<JsonElement> next = new ArrayList<>();
    for (JsonElement value : values) {
      JsonElement found =
          key.isEmpty() ? value : value instanceof JsonObject object ? object.get(key) : null;
      if (each && found instanceof JsonArray array) {
        array.forEach(next::add);
      } else if (!each && found != null) {
        next.add(found);
      }
    }
    return next;
  }

  /** An object or an array; a bare word is no JSON that a service would answer. */
  private static Optional<JsonElement> json(String body) {
    try {
      JsonElement parsed = JsonParser.parseString(body);
      return parsed.isJsonObject() || parsed.isJsonArray() ? Optional.of(parsed) : Optional.empty();
    } catch (JsonParseException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  private static String shown(ServiceClient.Answer answer) {
    String body = answer.body().replaceAll("\\s+", " ").strip();
    String start = body.length() <= SHOWN ? body : body.substring(0, SHOWN - 1) + "…";
    return String.format(Locale.ROOT, "%d%s", answer.status(), start.isEmpty() ? "" : " " + start);
  }
}
