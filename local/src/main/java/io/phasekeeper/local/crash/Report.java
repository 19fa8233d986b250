package io.phasekeeper.local.crash;

import com.google.gson.JsonObject;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/**
 * A processor's completion of a drawn night.
 *
 * @param number names it among all of its run
 * @param topic its phase's completion topic
 * @param cycle the one in which it counts; its correlation is of it alone
 * @param done whether the run succeeded; else it failed
 */
record Report(
    String number,
    PhaseName phase,
    String topic,
    LocalDate date,
    CycleName cycle,
    ProcessorName processor,
    Instant timestamp,
    boolean done) {

  private String execution() {
    return "run-" + number;
  }

  /** The key of the fact under the ledger's {@code _reports.{processor}}. */
  String key() {
    return execution() + "@" + timestamp;
  }

  /** One delivery of it; every other is the same. */
  Delivery delivery() {
    return new Delivery(number, topic, "m-" + number, timestamp, message(), 1);
  }

  /** What its processor sends. */
  OutgoingMessage message() {
    JsonObject json = new JsonObject();
    json.addProperty("processor_name", processor.value());
    json.addProperty("data_date", date.toString());
    json.addProperty("status", done ? "success" : "failed");
    json.addProperty("record_count", done ? 100 : 0);
    json.addProperty("execution_id", execution());
    json.addProperty("correlation_id", cycle + "-" + date);
    json.addProperty("timestamp", timestamp.toString());
    return OutgoingMessage.json(json.toString(), Map.of());
  }

  @Override
  public String toString() {
    return number + " of " + processor + " for " + date + ":" + cycle + " at " + timestamp;
  }
}
