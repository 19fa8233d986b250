package io.phasekeeper.backfill;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** A preflight for machines. */
public final class PreflightJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private PreflightJson() {}

  /** Indented, as {@code gate --json} prints it. */
  public static String of(Preflight look) {
    JsonObject json = new JsonObject();
    json.addProperty("pipeline", look.pipeline());
    json.addProperty("from", look.from().toString());
    json.addProperty("to", look.to().toString());
    json.addProperty("at", look.at().toString());
    json.addProperty("passes", look.passes());
    JsonArray phases = new JsonArray();
    look.phases().forEach(phase -> phases.add(phase(phase)));
    json.add("phases", phases);
    JsonArray unseen = new JsonArray();
    look.unseen().forEach(unseen::add);
    json.add("unseen", unseen);
    return GSON.toJson(json);
  }

  private static JsonObject phase(Preflight.OfPhase phase) {
    JsonObject json = new JsonObject();
    json.addProperty("phase", phase.phase().value());
    json.addProperty("pass", phase.pass());
    json.addProperty("fail", phase.fail());
    json.addProperty("unknown", phase.blind());
    json.addProperty("left_out", phase.leftOut());
    JsonArray gates = new JsonArray();
    for (Preflight.Failing gate : phase.gates()) {
      JsonObject each = new JsonObject();
      each.addProperty("gate", gate.gate());
      each.addProperty("first", gate.first().toString());
      each.addProperty("dates", gate.dates());
      each.addProperty("explanation", gate.explanation());
      gates.add(each);
    }
    json.add("gates", gates);
    return json;
  }
}
