package io.phasekeeper.local.simulate;

import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;

/** A drawn report as the message that a processor publishes. */
final class ReportMessage {
  private ReportMessage() {}

  static IncomingEvent of(Item.Report report, LocalDate date, Pipeline pipeline) {
    StringBuilder json = new StringBuilder(300);
    json.append("{\"processor_name\":\"").append(report.nameAsSent());
    json.append("\",\"game_date\":\"").append(date);
    json.append("\",\"status\":\"").append(report.status().word());
    report.count().ifPresent(count -> json.append("\",\"record_count\":\"").append(count));
    json.append("\",\"timestamp\":\"").append(report.timestamp());
    json.append("\",\"duration_seconds\":\"").append(report.duration().toSeconds());
    json.append("\",\"execution_id\":\"").append(report.execution());
    json.append("\",\"correlation_id\":\"").append(report.correlation()).append("\"}");
    return new IncomingEvent(
        pipeline.phase(report.phase()).completions().orElseThrow(),
        "m" + report.message(),
        report.sentAt(),
        json.toString().getBytes(StandardCharsets.UTF_8),
        Map.of());
  }
}
