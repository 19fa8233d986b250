package io.phasekeeper.gate;

import com.google.gson.Gson;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The stored result of a gate for a date: {@code phasekeeper_gates/{pipeline}:{gate}:{date}}, with
 * {@code :{cycle}} behind for a gate of a transition. What is not yet in the pipeline's table of
 * results waits in {@code unkept}.
 */
public final class GateDocument {
  public static final String COLLECTION = "phasekeeper_gates";

  /** Results are kept so long after their date. */
  static final Duration KEPT = Duration.ofDays(90);

  private static final Gson GSON = new Gson();

  private GateDocument() {}

  /** What there is to say of a gate, a file or the calendar. */
  public record Said(
      String gate,
      String kind,
      String about,
      LocalDate date,
      Optional<String> cycle,
      String verdict,
      Optional<String> action,
      Optional<Long> observed,
      Optional<Long> wanted,
      String explanation,
      Map<String, Object> evidence) {
    /** Equal for results that are no news of each other. */
    public String numbers() {
      return verdict
          + " "
          + observed.map(Object::toString).orElse("-")
          + " "
          + wanted.map(Object::toString).orElse("-");
    }
  }

  public static DocumentPath path(
      Pipeline pipeline, String gate, LocalDate date, Optional<String> cycle) {
    return new DocumentPath(
        COLLECTION,
        pipeline.id()
            + ":"
            + gate.replace('/', '∕')
            + ":"
            + date
            + cycle.map(c -> ":" + c).orElse(""));
  }

  public static DocumentPath path(Pipeline pipeline, Said said) {
    return path(pipeline, said.gate(), said.date(), said.cycle());
  }

  /** The fields that a result sets; a merge of them is right whatever was there. */
  public static List<FieldChange> changes(Pipeline pipeline, Said said, Instant now) {
    List<FieldChange> changes = new ArrayList<>();
    changes.add(FieldChange.set("pipeline", pipeline.id()));
    changes.add(FieldChange.set("gate", said.gate()));
    changes.add(FieldChange.set("kind", said.kind()));
    changes.add(FieldChange.set("about", said.about()));
    changes.add(FieldChange.set("date", said.date().toString()));
    set(changes, "cycle", said.cycle());
    changes.add(FieldChange.set("verdict", said.verdict()));
    set(changes, "action", said.action());
    set(changes, "observed", said.observed());
    set(changes, "wanted", said.wanted());
    changes.add(FieldChange.set("explanation", said.explanation()));
    changes.add(FieldChange.set("evidence", said.evidence()));
    changes.add(FieldChange.set("checked_at", now));
    changes.add(FieldChange.set("policy_hash", pipeline.hash()));
    changes.add(
        FieldChange.set(
            "expires_at", said.date().atStartOfDay(pipeline.zone()).toInstant().plus(KEPT)));
    return changes;
  }

  /** That the result is to become a row of history; none without a table for it. */
  public static List<FieldChange> history(Pipeline pipeline, Said said, Instant now) {
    if (pipeline.gateResults().isEmpty()) {
      return List.of();
    }
    return List.of(
        FieldChange.set(FieldPath.of("unkept", said.numbers()), row(pipeline, said, now)),
        FieldChange.set("history_waits", true));
  }

  private static Map<String, Object> row(Pipeline pipeline, Said said, Instant now) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("result_id", path(pipeline, said).id() + ":" + now);
    row.put("gate", said.gate());
    row.put("kind", said.kind());
    row.put("about", said.about());
    row.put("date", said.date().toString());
    said.cycle().ifPresent(cycle -> row.put("cycle", cycle));
    row.put("verdict", said.verdict());
    said.action().ifPresent(action -> row.put("action", action));
    said.observed().ifPresent(n -> row.put("observed", n));
    said.wanted().ifPresent(n -> row.put("wanted", n));
    row.put("explanation", said.explanation());
    row.put("evidence", GSON.toJson(new TreeMap<>(said.evidence())));
    row.put("policy_hash", pipeline.hash());
    row.put("checked_at", now);
    return row;
  }

  /** A row that waited, as the table has it. */
  public static Map<String, Object> stored(Pipeline pipeline, Map<?, ?> waits) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("pipeline", pipeline.id());
    waits.forEach(
        (name, value) -> {
          if (name.equals("date")) {
            row.put("data_date", LocalDate.parse(String.valueOf(value)));
          } else if (value instanceof Long number) {
            row.put(String.valueOf(name), number.doubleValue());
          } else if (value != null) {
            row.put(String.valueOf(name), value);
          }
        });
    return row;
  }

  private static void set(List<FieldChange> changes, String field, Optional<?> value) {
    changes.add(
        value
            .<FieldChange>map(v -> FieldChange.set(field, v))
            .orElseGet(() -> FieldChange.remove(FieldPath.of(field))));
  }
}
