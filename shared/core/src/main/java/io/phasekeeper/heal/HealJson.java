package io.phasekeeper.heal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.phasekeeper.call.WorkCall;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Healing for machines; times are UTC. */
public final class HealJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private HealJson() {}

  /** As {@code heal --dry-run --json} prints it. */
  public static String of(HealDryRun dry) {
    JsonObject json = head(dry.pipeline(), dry.at());
    json.addProperty("date", dry.date().toString());
    JsonArray targets = new JsonArray();
    for (HealDryRun.Target target : dry.targets()) {
      JsonObject each = output(target.of());
      each.addProperty("standing", target.standing());
      JsonArray steps = new JsonArray();
      target.steps().forEach(step -> steps.add(planned(step)));
      each.add("steps", steps);
      targets.add(each);
    }
    json.add("targets", targets);
    json.addProperty("nothing", dry.nothing());
    json.add("unseen", texts(dry.unseen()));
    return GSON.toJson(json);
  }

  private static JsonObject planned(HealDryRun.Planned step) {
    JsonObject json = output(step.of());
    json.addProperty("kind", step.kind());
    json.addProperty("note", step.note());
    json.addProperty("proven", step.proven());
    json.addProperty("proof", step.proof());
    json.addProperty("bounds", step.bounds());
    json.add(
        "call", step.call().map(WorkCall::json).map(GSON::toJsonTree).orElse(JsonNull.INSTANCE));
    json.add("unable", text(step.unable()));
    return json;
  }

  /** As {@code heals --json} prints it. */
  public static String of(HealsView view) {
    JsonObject json = head(view.pipeline(), view.at());
    json.addProperty("wrong", view.wrong());
    JsonArray plans = new JsonArray();
    view.plans().forEach(plan -> plans.add(plan(plan)));
    json.add("plans", plans);
    json.add("unreadable", texts(view.unreadable()));
    return GSON.toJson(json);
  }

  private static JsonObject plan(HealPlan plan) {
    JsonObject json = output(plan.target());
    json.addProperty("state", plan.state().word());
    json.addProperty("cause", plan.cause().word());
    json.addProperty("why", plan.why());
    json.addProperty("who", plan.who());
    json.addProperty("episode", plan.episode());
    json.addProperty("opened_at", plan.openedAt().toString());
    json.add("closed_at", time(plan.closedAt()));
    json.add("next_at", time(plan.dueAt()));
    json.add("waits_for", text(plan.waitsFor()));
    JsonArray steps = new JsonArray();
    for (Step step : plan.steps()) {
      JsonObject each = output(step.of());
      each.addProperty("kind", step.kind().word());
      each.addProperty("state", step.state().word());
      each.addProperty("note", step.note());
      each.add("sent_at", time(step.sentAt()));
      each.add("proven_at", time(step.provenAt()));
      each.addProperty("rows", step.rows());
      steps.add(each);
    }
    json.add("steps", steps);
    return json;
  }

  /** As {@code gaps --json} prints it. */
  public static String of(Gaps gaps) {
    JsonObject json = head(gaps.pipeline(), gaps.at());
    json.addProperty("from", gaps.from().toString());
    json.addProperty("to", gaps.to().toString());
    JsonArray missing = new JsonArray();
    for (Gaps.Gap gap : gaps.gaps()) {
      JsonObject each = output(gap.of());
      each.addProperty("due", gap.due().toString());
      each.add("plan", text(gap.plan()));
      each.add("useless", text(gap.useless()));
      missing.add(each);
    }
    json.add("gaps", missing);
    json.add("unseen", texts(gaps.unseen()));
    return GSON.toJson(json);
  }

  /** As {@code breaker --json} prints it. */
  public static String of(Breakers breakers) {
    JsonObject json = head(breakers.pipeline(), breakers.at());
    JsonArray targets = new JsonArray();
    for (Breakers.Target target : breakers.targets()) {
      JsonObject each = new JsonObject();
      each.addProperty("target", target.name());
      each.addProperty("open", target.open());
      each.addProperty("failures", target.failures());
      each.add("last_failure", text(target.lastFailure()));
      each.add("failed_at", time(target.failedAt()));
      each.add("probe_at", time(target.probeAt()));
      targets.add(each);
    }
    json.add("targets", targets);
    return GSON.toJson(json);
  }

  private static JsonObject head(String pipeline, Instant at) {
    JsonObject json = new JsonObject();
    json.addProperty("pipeline", pipeline);
    json.addProperty("at", at.toString());
    return json;
  }

  private static JsonObject output(OutputDate of) {
    JsonObject json = new JsonObject();
    json.addProperty("output", of.output());
    json.addProperty("date", of.date().toString());
    return json;
  }

  private static JsonArray texts(List<String> texts) {
    JsonArray json = new JsonArray();
    texts.forEach(json::add);
    return json;
  }

  private static JsonElement text(Optional<String> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }

  private static JsonElement time(Optional<Instant> value) {
    return text(value.map(Instant::toString));
  }
}
