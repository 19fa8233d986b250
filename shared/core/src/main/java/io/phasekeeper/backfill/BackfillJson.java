package io.phasekeeper.backfill;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.util.Optional;

/** Backfills for machines; times are UTC. */
public final class BackfillJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private BackfillJson() {}

  /** Indented, as {@code backfill status --json} prints it. */
  public static String of(BackfillView view) {
    JsonObject json = new JsonObject();
    json.addProperty("pipeline", view.pipeline());
    json.addProperty("at", view.at().toString());
    json.addProperty("wrong", view.wrong());
    JsonArray plans = new JsonArray();
    view.plans().forEach(plan -> plans.add(plan(plan, view.at())));
    json.add("backfills", plans);
    JsonArray unreadable = new JsonArray();
    view.unreadable().forEach(unreadable::add);
    json.add("unreadable", unreadable);
    return GSON.toJson(json);
  }

  private static JsonObject plan(BackfillPlan plan, Instant now) {
    BackfillProgress progress = plan.progress(now);
    JsonObject json = new JsonObject();
    json.addProperty("number", plan.number());
    json.addProperty("from", plan.from().toString());
    json.addProperty("to", plan.to().toString());
    json.add("phase", text(plan.phase().map(Object::toString)));
    json.addProperty("state", plan.state().word());
    json.addProperty("max_in_flight", plan.maxInFlight());
    json.addProperty("again", plan.again());
    json.addProperty("who", plan.who());
    json.addProperty("why", plan.why());
    JsonArray outputs = new JsonArray();
    plan.units().byOutput().keySet().forEach(outputs::add);
    json.add("outputs", outputs);
    json.add("progress", progress(progress));
    json.add("hold", plan.hold().<JsonElement>map(BackfillJson::hold).orElse(JsonNull.INSTANCE));
    json.addProperty("opened_at", plan.openedAt().toString());
    json.add("closed_at", text(plan.closedAt().map(Instant::toString)));
    json.add("eta", text(progress.eta().map(Instant::toString)));
    return json;
  }

  private static JsonObject progress(BackfillProgress progress) {
    JsonObject json = new JsonObject();
    json.addProperty("dates", progress.dates());
    json.addProperty("dates_done", progress.datesDone());
    json.addProperty("all", progress.all());
    json.addProperty("done", progress.done());
    json.addProperty("made", progress.made());
    json.addProperty("there", progress.there());
    json.addProperty("in_flight", progress.inFlight());
    json.addProperty("waiting", progress.waiting());
    json.addProperty("failed", progress.failed());
    json.addProperty("following", progress.following());
    JsonObject leftOut = new JsonObject();
    leftOut.addProperty("no_work", progress.noWork());
    leftOut.addProperty("bootstrap", progress.bootstrap());
    leftOut.addProperty("unknown", progress.unknown());
    leftOut.addProperty("useless", progress.useless());
    json.add("left_out", leftOut);
    return json;
  }

  private static JsonObject hold(BackfillPlan.Hold hold) {
    JsonObject json = new JsonObject();
    json.addProperty("date", hold.date().toString());
    json.addProperty("phase", hold.phase().value());
    json.addProperty("why", hold.why());
    json.addProperty("since", hold.since().toString());
    return json;
  }

  private static JsonElement text(Optional<String> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }
}
