package io.phasekeeper.upstream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.phasekeeper.outcome.ReadableJson;
import io.phasekeeper.upstream.Upstream.Finding;
import java.time.Duration;

/** An upstream verdict for machines; times are UTC. */
public final class UpstreamJson {
  private UpstreamJson() {}

  /** Indented, as {@code verdict --json} prints it. */
  public static String of(Upstream upstream) {
    return ReadableJson.of(tree(upstream));
  }

  /** The same as a tree. */
  public static JsonObject tree(Upstream upstream) {
    JsonObject json = new JsonObject();
    json.addProperty("processor", upstream.processor().value());
    json.addProperty("date", upstream.date().toString());
    put(json, upstream.finding());
    json.addProperty("at", upstream.at().toString());
    JsonArray needs = new JsonArray();
    for (Upstream.InputStanding input : upstream.inputs()) {
      JsonObject each = new JsonObject();
      each.addProperty("name", input.name());
      each.add("table", ReadableJson.text(input.table()));
      each.addProperty("hard", input.hard());
      each.addProperty("from", input.from().toString());
      each.addProperty("to", input.to().toString());
      put(each, input.finding());
      JsonArray dates = new JsonArray();
      input.days().forEach(day -> dates.add(day(day)));
      each.add("dates", dates);
      needs.add(each);
    }
    json.add("needs", needs);
    return json;
  }

  private static JsonObject day(Upstream.Day day) {
    JsonObject json = new JsonObject();
    json.addProperty("date", day.date().toString());
    put(json, day.finding());
    json.add("rows", day.rows().<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
    json.add("run_id", ReadableJson.text(day.runId()));
    return json;
  }

  private static void put(JsonObject json, Finding finding) {
    json.addProperty("verdict", finding.verdict().word());
    json.addProperty("safe_to_process", finding.safe());
    json.add(
        "age_seconds",
        finding
            .age()
            .map(Duration::toSeconds)
            .<JsonElement>map(JsonPrimitive::new)
            .orElse(JsonNull.INSTANCE));
    json.addProperty("evidence", finding.evidence());
  }
}
