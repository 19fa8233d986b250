package io.phasekeeper.monitor;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** A date's gates for machines; times are UTC. */
public final class GatesJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private GatesJson() {}

  /** Indented, as {@code gates --json} prints it. */
  public static String of(GatesOfDay day) {
    return GSON.toJson(tree(day));
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
    json.add("cycle", text(gate.cycle()));
    json.addProperty("verdict", gate.verdict());
    json.add("action", text(gate.action()));
    json.add("observed", number(gate.observed()));
    json.add("wanted", number(gate.wanted()));
    json.addProperty("explanation", gate.explanation());
    JsonObject evidence = new JsonObject();
    new TreeMap<>(gate.evidence())
        .forEach((name, value) -> evidence.add(name, GSON.toJsonTree(value)));
    json.add("evidence", evidence);
    json.add("checked_at", text(gate.checkedAt().map(Instant::toString)));
    json.add("changed_at", text(gate.changedAt().map(Instant::toString)));
    json.add("next_at", text(gate.nextAt().map(Instant::toString)));
    return json;
  }

  private static JsonElement text(Optional<String> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }

  private static JsonElement number(Optional<Long> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }
}
