package io.phasekeeper.outcome;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes log lines as Cloud Logging reads them from standard output: one JSON object a line, with
 * {@code severity}, {@code message}, {@code time}, the trace, and fields of ours.
 *
 * <p>Fields keep the order they are given in; texts, numbers, booleans, lists and maps stay what
 * they are, anything else is written as text. Writing never throws: a log line is never worth a
 * redelivery. Safe for many threads.
 */
public final class StructuredLog {
  /** The field under which a trace stands, as {@link #trace} makes it. */
  public static final String TRACE = "logging.googleapis.com/trace";

  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .serializeNulls()
          .serializeSpecialFloatingPointValues()
          .create();
  private static final Pattern W3C = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-.*");
  private static final Pattern CLOUD = Pattern.compile("([0-9a-fA-F]{32})(?:[/;].*)?");

  private final PrintStream out;
  private final InstantSource clock;

  /** How much a line matters, in Cloud Logging's words. */
  public enum Severity {
    DEBUG,
    INFO,
    WARNING,
    ERROR,
    CRITICAL
  }

  public StructuredLog(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  /**
   * Writes one line. A field named {@code severity}, {@code message} or {@code time} is ignored.
   */
  public void write(Severity severity, String message, Map<String, ?> fields) {
    String line;
    try {
      JsonObject json = new JsonObject();
      json.addProperty("severity", severity.name());
      json.addProperty("message", message);
      json.addProperty("time", clock.instant().toString());
      fields.forEach(
          (name, value) -> {
            if (!json.has(name)) {
              json.add(name, json(value, 0));
            }
          });
      line = GSON.toJson(json);
    } catch (RuntimeException e) {
      line =
          GSON.toJson(
              Map.of(
                  "severity",
                  severity.name(),
                  "message",
                  message + " (its fields cannot be written: " + e + ")"));
    }
    // One write a line, so that lines of many threads do not mix.
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  /**
   * The trace of a request, for the field {@link #TRACE}.
   *
   * @param header the value of {@code traceparent} or of {@code X-Cloud-Trace-Context}
   * @return empty if the header names no trace
   */
  public static Optional<String> trace(String project, String header) {
    String text = header.trim();
    Matcher w3c = W3C.matcher(text);
    Matcher cloud = CLOUD.matcher(text);
    if (w3c.matches()) {
      return Optional.of("projects/" + project + "/traces/" + w3c.group(1));
    }
    return cloud.matches()
        ? Optional.of("projects/" + project + "/traces/" + cloud.group(1))
        : Optional.empty();
  }

  /** Fields as the log writes them. */
  static JsonElement json(Map<String, ?> fields) {
    return json(fields, 0);
  }

  private static JsonElement json(@org.jspecify.annotations.Nullable Object value, int depth) {
    if (value == null) {
      return JsonNull.INSTANCE;
    } else if (value instanceof Optional<?> optional) {
      return json(optional.orElse(null), depth);
    } else if (value instanceof JsonElement element) {
      return element;
    } else if (value instanceof Number number) {
      return new JsonPrimitive(number);
    } else if (value instanceof Boolean bool) {
      return new JsonPrimitive(bool);
    } else if (value instanceof Map<?, ?> map && depth < 8) {
      JsonObject object = new JsonObject();
      map.forEach((k, v) -> object.add(String.valueOf(k), json(v, depth + 1)));
      return object;
    } else if (value instanceof Iterable<?> list
        && !(value instanceof java.nio.file.Path)
        && depth < 8) {
      JsonArray array = new JsonArray();
      list.forEach(v -> array.add(json(v, depth + 1)));
      return array;
    }
    return new JsonPrimitive(String.valueOf(value));
  }
}
