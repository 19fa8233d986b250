package io.phasekeeper.event;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorIdentity;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads completion messages. What can be understood is normalised (time suffixes, aliases, numbers
 * as strings); what can be understood in part is kept with its doubts; the rest is malformed.
 */
public final class CompletionParser {
  /** Eventarc's limit for functions (CONTRACT §2). */
  static final int MOST_BYTES = 512 * 1024;

  /** A processor's clock may run ahead this far before its timestamp is not believed. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

  /** A completion is told when it is done; the zero of a clock that was never set is far older. */
  static final Duration OLDEST = Duration.ofDays(31);

  /** Data dates further away than this are surely wrong: recorded, with a finding. */
  static final int FARTHEST_DAYS = 366;

  private static final int LONGEST_ERROR = 300;
  private static final List<String> DATE_KEYS = List.of("game_date", "data_date", "analysis_date");

  private final Pipeline pipeline;
  private final Map<String, Phase> byTopic = new HashMap<>();
  private final Map<PhaseName, ProcessorIdentity> identities;

  public CompletionParser(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.identities = ProcessorIdentity.ofEach(pipeline);
    for (Phase phase : pipeline.phases().values()) {
      phase.completions().ifPresent(topic -> byTopic.putIfAbsent(topic, phase));
    }
  }

  /**
   * @throws MalformedEventException if the event can never be understood
   */
  public Completion parse(IncomingEvent event) throws MalformedEventException {
    Phase phase = phaseOf(event);
    JsonObject json = object(event);
    String name =
        Json.text(json, "processor_name")
            .orElseThrow(() -> malformed("$.processor_name", json, "a processor's name"));
    List<String> doubts = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    LocalDate date = date(json);
    long days = Math.abs(date.toEpochDay() - event.publishTime().getEpochSecond() / 86_400);
    if (days > FARTHEST_DAYS) {
      doubts.add("its date " + date + " is " + days + " days from the day it was sent");
    }
    String status = Json.text(json, "status").orElse("");
    if (ReportStatus.ofMessage(status) == ReportStatus.UNKNOWN) {
      doubts.add(
          "status \""
              + Json.shorten(status, 60)
              + "\"; expected one of [success, partial, no_data, failed, skipped]");
    }
    Optional<JsonObject> metadata = Json.object(json, "metadata");
    return new Completion(
        phase.name(),
        Json.shorten(name, 100),
        identify(name, json, phase),
        date,
        ReportStatus.ofMessage(status),
        Json.shorten(status, 60),
        count(json, doubts),
        Json.text(json, "execution_id").map(id -> Json.shorten(id, 200)),
        Json.text(json, "correlation_id").map(id -> Json.shorten(id, 200)),
        timestamp(json, event, remarks),
        duration(json),
        metadata.flatMap(m -> Json.bool(m, "is_incremental")).orElse(false),
        metadata.map(m -> Json.texts(m, "entities_changed")).orElse(List.of()),
        error(json).map(text -> Json.shorten(text, LONGEST_ERROR)),
        event.messageId(),
        doubts,
        remarks);
  }

  /** What went wrong, as {@code type: message} where both are told. */
  private static Optional<String> error(JsonObject json) {
    Optional<String> type = Json.text(json, "error_type").filter(text -> !text.isBlank());
    Optional<String> message = Json.text(json, "error_message");
    if (type.isEmpty() || message.filter(text -> text.startsWith(type.get())).isPresent()) {
      return message;
    }
    return message.map(text -> type.get() + ": " + text).or(() -> type);
  }

  private Phase phaseOf(IncomingEvent event) throws MalformedEventException {
    Phase phase = byTopic.get(event.topic());
    if (phase == null) {
      throw new MalformedEventException(
          "topic \"" + event.topic() + "\" is no completion topic of " + pipeline.id());
    }
    return phase;
  }

  private static JsonObject object(IncomingEvent event) throws MalformedEventException {
    if (event.size() > MOST_BYTES) {
      throw new MalformedEventException(
          "data of " + event.size() + " bytes; expected at most " + MOST_BYTES);
    }
    JsonElement json = Json.parse(event.data());
    if (!json.isJsonObject()) {
      throw new MalformedEventException(
          "found " + Json.shorten(json.toString(), 60) + " at $; expected a JSON object");
    }
    return json.getAsJsonObject();
  }

  private Optional<ProcessorName> identify(String name, JsonObject json, Phase phase) {
    return Objects.requireNonNull(identities.get(phase.name()))
        .of(name, Json.text(json, "output_table"));
  }

  private static LocalDate date(JsonObject json) throws MalformedEventException {
    for (String key : DATE_KEYS) {
      Optional<String> text = Json.text(json, key);
      if (text.isPresent()) {
        String day = text.get().strip();
        try {
          if (day.length() > 10 && "T ".indexOf(day.charAt(10)) >= 0) {
            day = day.substring(0, 10);
          }
          return LocalDate.parse(day);
        } catch (DateTimeParseException e) {
          throw malformed("$." + key, json, "a date such as 2026-01-11");
        }
      }
    }
    throw malformed("$.game_date", json, "a date such as 2026-01-11");
  }

  private static Optional<Long> count(JsonObject json, List<String> doubts) {
    if (Json.absent(json, "record_count")) {
      return Optional.empty();
    }
    Optional<Long> count = Json.wholeNumber(json, "record_count");
    if (count.isEmpty() || count.get() < 0) {
      doubts.add(
          "record_count "
              + Json.shorten(String.valueOf(json.get("record_count")), 60)
              + "; expected a whole number, 0 or more");
      return Optional.empty();
    }
    return count;
  }

  private static Instant timestamp(JsonObject json, IncomingEvent event, List<String> remarks) {
    if (Json.absent(json, "timestamp")) {
      return event.publishTime();
    }
    Optional<Instant> at = Json.text(json, "timestamp").flatMap(Json::instant);
    if (at.isEmpty()) {
      remarks.add(
          "timestamp "
              + Json.shorten(String.valueOf(json.get("timestamp")), 60)
              + "; expected an ISO 8601 time");
      return event.publishTime();
    }
    if (at.get().isBefore(event.publishTime().minus(OLDEST))) {
      remarks.add(
          "timestamp "
              + at.get()
              + ", more than "
              + OLDEST.toDays()
              + " days before it was sent, is not believed");
      return event.publishTime();
    }
    return at.get().isAfter(event.publishTime().plus(CLOCK_SKEW)) ? event.publishTime() : at.get();
  }

  private static Duration duration(JsonObject json) {
    return Json.number(json, "duration_seconds")
        .filter(seconds -> seconds > 0 && seconds < 30 * 86_400.0)
        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
        .orElse(Duration.ZERO);
  }

  private static MalformedEventException malformed(String path, JsonObject json, String expected) {
    String key = path.substring(2);
    return new MalformedEventException(
        "found "
            + (Json.absent(json, key) ? "nothing" : Json.shorten(json.get(key).toString(), 60))
            + " at "
            + path
            + "; expected "
            + expected);
  }
}
