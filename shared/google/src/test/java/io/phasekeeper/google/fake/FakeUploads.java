package io.phasekeeper.google.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that come into a fake BigQuery otherwise than by a statement: streamed ({@code insertAll}),
 * or loaded from newline-delimited JSON. Each row is looked at by itself, and what is wrong with it
 * is told with its row and its field, in Google's words.
 */
final class FakeUploads {
  private final String project;
  private final FakeTables tables;
  private final Map<String, JsonObject> loads = new LinkedHashMap<>();

  FakeUploads(String project, FakeTables tables) {
    this.project = project;
    this.tables = tables;
  }

  /**
   * Begins a resumable upload.
   *
   * @param job its configuration
   * @return where its rows are to be sent
   */
  String begin(String host, JsonObject job) {
    String id = "load_" + (loads.size() + 1);
    loads.put(id, job);
    return "http://" + host + "/upload/" + id + "?upload_id=" + id;
  }

  /** A load job that was begun. */
  Optional<JsonObject> job(String id) {
    return Optional.ofNullable(loads.get(id));
  }

  /** The rows of an upload; answers its job, done or failed. */
  JsonObject load(String id, String lines) {
    JsonObject job =
        job(id).orElseThrow(() -> new GoogleError(404, "notFound", "Not found: upload " + id));
    JsonObject to =
        job.getAsJsonObject("configuration")
            .getAsJsonObject("load")
            .getAsJsonObject("destinationTable");
    List<GoogleError> errors =
        rows(to.get("datasetId").getAsString() + "." + to.get("tableId").getAsString(), lines);
    JsonObject status = new JsonObject();
    status.addProperty("state", "DONE");
    if (!errors.isEmpty()) {
      status.add("errorResult", errors.get(0).proto());
      JsonArray all = new JsonArray();
      errors.forEach(error -> all.add(error.proto()));
      status.add("errors", all);
    }
    JsonObject reference = new JsonObject();
    reference.addProperty("projectId", project);
    reference.addProperty("jobId", id);
    reference.addProperty("location", "US");
    job.add("jobReference", reference);
    job.add("status", status);
    JsonObject statistics = new JsonObject();
    statistics.add("load", new JsonObject());
    job.add("statistics", statistics);
    return job;
  }

  /** One thing that is wrong with one row. */
  private record Wrong(int row, String field, String reason, String message) {}

  /**
   * {@code tabledata.insertAll}. If any row is wrong, none is written, as without {@code
   * skipInvalidRows}: the others are told to be {@code stopped}.
   */
  JsonObject insertAll(String table, JsonObject asked) {
    List<Map<String, JsonElement>> rows = new ArrayList<>();
    asked
        .getAsJsonArray("rows")
        .forEach(row -> rows.add(cells(row.getAsJsonObject().getAsJsonObject("json"))));
    List<Wrong> wrong = wrong(table, rows);
    boolean skips = asked.has("skipInvalidRows") && asked.get("skipInvalidRows").getAsBoolean();
    JsonArray errors = new JsonArray();
    for (int i = 0; i < rows.size(); i++) {
      Optional<Wrong> its = of(wrong, i);
      if (its.isPresent() || (!wrong.isEmpty() && !skips)) {
        errors.add(insertError(i, its));
      } else {
        tables.stream(table, rows.get(i));
      }
    }
    JsonObject answer = new JsonObject();
    if (!errors.isEmpty()) {
      answer.add("insertErrors", errors);
    }
    return answer;
  }

  private static JsonObject insertError(int row, Optional<Wrong> wrong) {
    JsonObject error = new JsonObject();
    error.addProperty("reason", wrong.map(Wrong::reason).orElse("stopped"));
    error.addProperty("location", wrong.map(Wrong::field).orElse(""));
    error.addProperty("debugInfo", "");
    error.addProperty("message", wrong.map(Wrong::message).orElse(""));
    JsonArray errors = new JsonArray();
    errors.add(error);
    JsonObject of = new JsonObject();
    of.addProperty("index", row);
    of.add("errors", errors);
    return of;
  }

  /**
   * Loads lines of JSON, all or none.
   *
   * @return what is wrong: the job's error first, then one for each row
   */
  private List<GoogleError> rows(String table, String lines) {
    List<Map<String, JsonElement>> rows = new ArrayList<>();
    List<Wrong> wrong = new ArrayList<>();
    for (String line : lines.lines().filter(each -> !each.isBlank()).toList()) {
      try {
        rows.add(cells(JsonParser.parseString(line).getAsJsonObject()));
      } catch (JsonParseException | IllegalStateException e) {
        wrong.add(new Wrong(rows.size(), "", "invalid", "Parser terminated before end of string"));
        rows.add(Map.of());
      }
    }
    wrong.addAll(wrong(table, rows));
    if (wrong.isEmpty()) {
      rows.forEach(row -> tables.insert(table, row));
      return List.of();
    }
    List<GoogleError> errors = new ArrayList<>();
    errors.add(
        new GoogleError(
            400,
            "invalid",
            "Error while reading data, error message: JSON table encountered too many errors,"
                + " giving up. Rows: "
                + wrong.size()
                + "; errors: "
                + wrong.size()
                + ". Please look into the errors[] collection for more details."));
    wrong.forEach(
        each ->
            errors.add(
                new GoogleError(
                    400,
                    "invalid",
                    "Error while reading data, error message: JSON processing encountered too"
                        + " many errors; line: "
                        + (each.row() + 1)
                        + ", field: "
                        + each.field()
                        + ": "
                        + each.message())));
    return errors;
  }

  private List<Wrong> wrong(String table, List<Map<String, JsonElement>> rows) {
    Map<String, String> columns = tables.columns(table);
    List<Wrong> wrong = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      for (Map.Entry<String, JsonElement> cell : rows.get(row).entrySet()) {
        String type = columns.get(cell.getKey());
        if (type == null) {
          wrong.add(
              new Wrong(row, cell.getKey(), "invalid", "no such field: " + cell.getKey() + "."));
        } else if (!fits(type, cell.getValue())) {
          wrong.add(
              new Wrong(
                  row,
                  cell.getKey(),
                  "invalid",
                  "Cannot convert value to "
                      + (type.equals("INT64") ? "integer" : type.toLowerCase(java.util.Locale.ROOT))
                      + " (bad value): "
                      + cell.getValue().getAsString()));
        }
      }
    }
    return wrong;
  }

  private static Optional<Wrong> of(List<Wrong> wrong, int row) {
    return wrong.stream().filter(each -> each.row() == row).findFirst();
  }

  private static boolean fits(String type, JsonElement value) {
    String text = value.getAsString();
    return switch (type) {
      case "INT64" -> text.matches("-?\\d+");
      case "FLOAT64" -> text.matches("-?[\\d.]+([eE][-+]?\\d+)?");
      case "DATE" -> text.matches("\\d{4}-\\d{2}-\\d{2}");
      default -> true;
    };
  }

  private static Map<String, JsonElement> cells(JsonObject row) {
    Map<String, JsonElement> cells = new LinkedHashMap<>();
    row.entrySet().stream()
        .filter(cell -> !cell.getValue().isJsonNull())
        .forEach(cell -> cells.put(cell.getKey(), cell.getValue()));
    return cells;
  }
}
