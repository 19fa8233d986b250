package io.phasekeeper.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.phasekeeper.outcome.ReadableJson;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.run.RunBeat;
import io.phasekeeper.run.RunLook;
import io.phasekeeper.run.RunState;
import java.time.Duration;
import java.time.Instant;

/** A date's runs for machines; times are UTC. */
public final class RunsJson {
  private RunsJson() {}

  /** Indented, as {@code runs --json} prints it. */
  public static String of(RunsOfDay day) {
    return ReadableJson.of(tree(day));
  }

  /** The same as a tree. */
  public static JsonObject tree(RunsOfDay day) {
    JsonObject json = new JsonObject();
    json.addProperty("pipeline", day.pipeline());
    json.addProperty("date", day.date().toString());
    json.addProperty("at", day.at().toString());
    json.addProperty("wrong", day.wrong());
    json.addProperty("cut_off", day.cutOff());
    JsonArray runs = new JsonArray();
    day.runs().forEach(seen -> runs.add(run(day, seen)));
    json.add("runs", runs);
    return json;
  }

  private static JsonObject run(RunsOfDay day, RunLook.Seen seen) {
    JsonObject json = new JsonObject();
    json.addProperty("run_id", seen.run().id());
    json.add("processor", ReadableJson.text(seen.processor().map(ProcessorName::value)));
    json.addProperty("processor_name", seen.run().processorName());
    json.addProperty("verdict", seen.verdict().word());
    json.addProperty("overdue", seen.judged().overdue());
    json.addProperty("status", seen.run().status());
    json.add("started_at", ReadableJson.text(seen.run().startedAt().map(Instant::toString)));
    json.add("ended_at", ReadableJson.text(seen.run().endedAt().map(Instant::toString)));
    json.add("age_seconds", ReadableJson.number(day.age(seen).map(Duration::toSeconds)));
    json.add("last_heartbeat", ReadableJson.text(seen.beat().map(beat -> beat.last().toString())));
    json.add("progress", ReadableJson.number(seen.beat().flatMap(RunBeat::progress)));
    json.add("total", ReadableJson.number(seen.beat().flatMap(RunBeat::total)));
    json.add("rows", ReadableJson.number(seen.run().records()));
    json.add("cleanup", ReadableJson.text(seen.ending().map(RunState::word)));
    json.addProperty("evidence", seen.judged().why());
    return json;
  }
}
