package io.phasekeeper.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.phasekeeper.outcome.ReadableJson;

/** A date's status for machines; times are UTC. */
public final class StatusJson {
  private StatusJson() {}

  /** Indented, as {@code status --json} prints it. */
  public static String of(DayStatus day) {
    return ReadableJson.of(tree(day));
  }

  /** The same as a tree. */
  public static JsonObject tree(DayStatus day) {
    JsonObject json = new JsonObject();
    json.addProperty("pipeline", day.pipeline());
    json.addProperty("date", day.date().toString());
    json.addProperty("at", day.at().toString());
    json.addProperty("mode", day.mode());
    json.add("stopped", ReadableJson.text(day.stopped()));
    json.addProperty("state", day.state());
    json.addProperty("wrong", day.wrong());
    JsonArray phases = new JsonArray();
    day.cycles().forEach(cycle -> phases.add(cycle(cycle)));
    json.add("phases", phases);
    JsonArray actions = new JsonArray();
    for (DayStatus.ByHand action : day.byHand()) {
      JsonObject each = new JsonObject();
      each.addProperty("at", action.at().toString());
      each.addProperty("action", action.action());
      each.addProperty("subject", action.subject());
      each.addProperty("who", action.who());
      each.addProperty("why", action.why());
      each.addProperty("result", action.result());
      actions.add(each);
    }
    json.add("by_hand", actions);
    JsonArray findings = new JsonArray();
    day.findings().forEach(finding -> findings.add(finding(finding)));
    json.add("findings", findings);
    return json;
  }

  private static JsonObject cycle(CycleStatus cycle) {
    JsonObject json = new JsonObject();
    json.addProperty("phase", cycle.phase().value());
    json.addProperty("cycle", cycle.cycle().value());
    json.addProperty("starts", cycle.starts().value());
    json.addProperty("state", cycle.state());
    json.addProperty("decision", cycle.decision());
    json.addProperty("complete", cycle.complete());
    json.addProperty("expected", cycle.members().size());
    JsonArray members = new JsonArray();
    for (MemberStatus member : cycle.members()) {
      JsonObject each = new JsonObject();
      each.addProperty("processor", member.processor().value());
      each.addProperty("status", member.word().word());
      each.add("at", ReadableJson.text(member.at()));
      each.add(
          "rows", member.rows().<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
      each.addProperty("note", member.note());
      members.add(each);
    }
    json.add("processors", members);
    JsonArray gates = new JsonArray();
    for (CycleStatus.GateStatus gate : cycle.gates()) {
      JsonObject each = new JsonObject();
      each.addProperty("gate", gate.name());
      each.addProperty("verdict", gate.verdict());
      each.addProperty("explanation", gate.explanation());
      gates.add(each);
    }
    json.add("held_by_gates", gates);
    json.add(
        "held_by_operator",
        cycle.hold().<JsonElement>map(StatusJson::hold).orElse(JsonNull.INSTANCE));
    json.add(
        "trigger", cycle.trigger().<JsonElement>map(StatusJson::trigger).orElse(JsonNull.INSTANCE));
    json.addProperty("next", cycle.next());
    json.add("next_at", ReadableJson.text(cycle.nextAt()));
    return json;
  }

  private static JsonObject hold(CycleStatus.HoldStatus hold) {
    JsonObject json = new JsonObject();
    json.addProperty("who", hold.who());
    json.addProperty("why", hold.why());
    json.addProperty("since", hold.since().toString());
    json.add("until", ReadableJson.text(hold.until()));
    return json;
  }

  private static JsonObject trigger(CycleStatus.TriggerStatus trigger) {
    JsonObject json = new JsonObject();
    json.addProperty("id", trigger.id());
    json.addProperty("state", trigger.state());
    json.addProperty("reason", trigger.reason());
    JsonArray missing = new JsonArray();
    trigger.missing().forEach(missing::add);
    json.add("missing", missing);
    json.add("published_at", ReadableJson.text(trigger.publishedAt()));
    json.add("seen_at", ReadableJson.text(trigger.seenAt()));
    return json;
  }

  private static JsonObject finding(DayStatus.OpenFinding finding) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", finding.kind());
    json.addProperty("about", finding.about());
    json.add("date", ReadableJson.text(finding.date()));
    json.add("cycle", ReadableJson.text(finding.cycle()));
    json.addProperty("severity", finding.severity());
    json.addProperty("what", finding.what());
    json.addProperty("remedy", finding.remedy());
    json.addProperty("since", finding.since().toString());
    return json;
  }
}
