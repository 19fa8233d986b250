package io.phasekeeper.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.OpenRun;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is decided of a run without an end, as it is stored before anything is written elsewhere.
 *
 * @param newest its start row as it was seen; none: the history has no row of it
 * @param from the first data date among which its success is looked for afterwards
 * @param decidedAt by which our own row is known again
 */
record RunIntent(
    Run run,
    Optional<ProcessorName> processor,
    RunJudge.Judged judged,
    RunData.Output output,
    Optional<OpenRun> newest,
    LocalDate from,
    LocalDate to,
    Instant decidedAt) {
  /** What an intent says only of some runs, and what came of an earlier one. */
  private static final List<String> NOT_ALWAYS =
      List.of(
          "processor",
          "phase",
          "date",
          "told",
          "told_at",
          "started_at",
          "seen_status",
          "unrecorded",
          "failure_category",
          "last_failure",
          "written_by",
          "written_at",
          "revived_at");

  /** The errors that C2 wants, nulls included. */
  private static final Gson ERRORS = new GsonBuilder().serializeNulls().create();

  /**
   * The fields of its document.
   *
   * @param storedAt when it is stored: so long after it, whoever finds it carries on
   * @param writes whether anything will be written for others; else nobody is fenced either
   */
  Map<String, Object> fields(Pipeline pipeline, Instant storedAt, boolean writes) {
    RunOutcome outcome = RunOutcome.of(judged.told(), output, pipeline.runs().reconciledStatus());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pipeline", pipeline.id());
    fields.put("run_id", run.id());
    fields.put("processor_name", run.processorName());
    processor.ifPresent(name -> fields.put("processor", name.value()));
    processor.ifPresent(name -> fields.put("phase", pipeline.processor(name).phase().value()));
    run.dataDate().ifPresent(date -> fields.put("date", date.toString()));
    fields.put("state", RunState.PENDING.word());
    fields.put("verdict", judged.verdict().word());
    fields.put("why", judged.why());
    judged.told().ifPresent(word -> fields.put("told", word.said().word()));
    judged.told().ifPresent(word -> fields.put("told_at", word.at()));
    Map<String, Object> evidence = new LinkedHashMap<>(judged.evidence());
    evidence.put("output", output.explanation());
    fields.put("evidence", evidence);
    run.startedAt().ifPresent(start -> fields.put("started_at", start));
    newest.ifPresent(row -> fields.put("seen_status", row.row().status()));
    if (newest.isEmpty()) {
      fields.put("unrecorded", true);
    }
    fields.put("reconciles", outcome.reconciles());
    fields.put("becomes", outcome.becomes());
    outcome.category().ifPresent(category -> fields.put("failure_category", category));
    fields.put("rows", output.rows());
    fields.put("errors", errors(outcome));
    fields.put("window_from", from.toString());
    fields.put("window_to", to.toString());
    fields.put("decided_at", decidedAt);
    fields.put("attempts", 0L);
    fields.put("due_at", storedAt.plus(RunEnding.LEASE));
    fields.put("fenced", writes && outcome.failed() && judged.told().isEmpty());
    fields.put("policy_hash", pipeline.hash());
    fields.put("expires_at", decidedAt.plus(StoredRun.KEPT));
    return fields;
  }

  /** As {@link #fields}, in a document that may hold an earlier intent: nothing of it is left. */
  List<FieldChange> changes(Pipeline pipeline, Instant storedAt, boolean writes) {
    List<FieldChange> changes = new ArrayList<>();
    Map<String, Object> fields = fields(pipeline, storedAt, writes);
    fields.forEach((name, value) -> changes.add(FieldChange.set(name, value)));
    NOT_ALWAYS.stream()
        .filter(name -> !fields.containsKey(name))
        .forEach(name -> changes.add(FieldChange.remove(FieldPath.of(name))));
    return changes;
  }

  /**
   * Exactly what C2 asks for; a reconciled run says so beside it (C3), and what ended by its own
   * word was no stale run.
   */
  private String errors(RunOutcome outcome) {
    JsonObject errors = new JsonObject();
    if (outcome.reconciles()) {
      errors.addProperty("reconciled", true);
    }
    errors.addProperty(
        "cleanup_reason", judged.told().isPresent() ? "end_row_missing" : "stale_running_cleanup");
    errors.addProperty("cleanup_timestamp", decidedAt.toString());
    errors.add("hours_stuck", hours());
    errors.addProperty("message", message(outcome));
    errors.add(
        "original_errors",
        judged
            .told()
            .flatMap(LastWord::words)
            .<JsonElement>map(JsonPrimitive::new)
            .or(() -> newest.flatMap(OpenRun::errors).map(RunIntent::json))
            .orElse(JsonNull.INSTANCE));
    boolean told =
        output.state() == RunData.State.COMPLETE || output.state() == RunData.State.WANTING;
    errors.add("data_exists", told ? new JsonPrimitive(output.rows() > 0) : JsonNull.INSTANCE);
    return ERRORS.toJson(errors);
  }

  private JsonElement hours() {
    return run.startedAt()
        .or(judged::lastSign)
        .<JsonElement>map(
            at ->
                new JsonPrimitive(
                    Math.round(Math.max(0, Duration.between(at, decidedAt).toSeconds()) / 36.0)
                        / 100.0))
        .orElse(JsonNull.INSTANCE);
  }

  private String message(RunOutcome outcome) {
    String how =
        outcome.reconciles()
            ? "counted as done: "
            : judged.told().isPresent()
                ? "ended by its own word: "
                : "failed after being stuck in running state: ";
    return how + judged.why() + "; " + output.explanation();
  }

  private static JsonElement json(String text) {
    try {
      return JsonParser.parseString(text);
    } catch (JsonParseException e) {
      return new JsonPrimitive(text);
    }
  }
}
