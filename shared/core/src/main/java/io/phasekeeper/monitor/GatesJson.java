package io.phasekeeper.monitor;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.phasekeeper.outcome.ReadableJson;
import java.time.Instant;
import java.util.TreeMap;

/** A date's gates for machines; times are UTC. */
public final class GatesJson {
  private GatesJson() {}

  /** Indented, as {@code gates --json} prints it. */
  public static String of(GatesOfDay day) {
    return ReadableJson.of(tree(day));
  }

  /** The same as a tree. */
  public static JsonObject tree(GatesOfDay day) {
    JsonObject json = new JsonObject();
    json.addProperty("pipeline", day.pipeline());
    json.addProperty("date", day.date().toString());
    json.addProperty("at", day.at().toString());
    json.addProperty("wrong", day.wrong());
    JsonArray gates = new JsonArray();
    day.gates().forEach(gate -> gates.add(gate(gate)));
    json.add("gates", gates);
    return json;
  }

  private static JsonObject gate(GatesOfDay.Gate gate) {
    JsonObject json = new JsonObject();
    json.addProperty("gate", gate.name());
    json.addProperty("kind", gate.kind());
    json.addProperty("about", gate.about());
    json.add("cycle", ReadableJson.text(gate.cycle()));
    json.addProperty("verdict", gate.verdict());
    json.add("action", ReadableJson.text(gate.action()));
    json.add("observed", ReadableJson.number(gate.observed()));
    json.add("wanted", ReadableJson.number(gate.wanted()));
    json.addProperty("explanation", gate.explanation());
    JsonObject evidence = new JsonObject();
    new TreeMap<>(gate.evidence())
        .forEach((name, value) -> evidence.add(name, ReadableJson.tree(value)));
    json.add("evidence", evidence);
    json.add("checked_at", ReadableJson.text(gate.checkedAt().map(Instant::toString)));
    json.add("changed_at", ReadableJson.text(gate.changedAt().map(Instant::toString)));
    json.add("next_at", ReadableJson.text(gate.nextAt().map(Instant::toString)));
    return json;
  }
}
