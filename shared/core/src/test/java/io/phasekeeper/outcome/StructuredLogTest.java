package io.phasekeeper.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.outcome.StructuredLog.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StructuredLogTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final StructuredLog log =
      new StructuredLog(
          new PrintStream(bytes, true, StandardCharsets.UTF_8),
          InstantSource.fixed(Instant.parse("2026-01-12T11:40:00Z")));

  @Test
  void aLineIsOneJsonObjectAsCloudLoggingReadsIt() {
    log.write(
        Severity.WARNING,
        "held: \"rows\"\nand a tab\t, é",
        Map.of(
            "phase",
            "phase4",
            "rows",
            120,
            "missing",
            List.of("a", "b"),
            "date",
            LocalDate.parse("2026-01-11")));
    JsonObject line = onlyLine();
    assertThat(line.get("severity").getAsString()).isEqualTo("WARNING");
    assertThat(line.get("message").getAsString()).isEqualTo("held: \"rows\"\nand a tab\t, é");
    assertThat(line.get("time").getAsString()).isEqualTo("2026-01-12T11:40:00Z");
    assertThat(line.get("rows").getAsInt()).isEqualTo(120);
    assertThat(line.getAsJsonArray("missing")).hasSize(2);
    assertThat(line.get("date").getAsString()).isEqualTo("2026-01-11");
  }

  @Test
  void aFieldCannotTakeThePlaceOfTheSeverity() {
    log.write(Severity.ERROR, "no", Map.of("severity", "INFO", "message", "yes"));
    assertThat(onlyLine().get("severity").getAsString()).isEqualTo("ERROR");
    assertThat(onlyLine().get("message").getAsString()).isEqualTo("no");
  }

  @Test
  void aFieldThatCannotBeWrittenCostsTheFieldsAndNotTheLine() {
    Object bad =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("broken");
          }
        };
    log.write(Severity.INFO, "kept", Map.of("bad", bad, "ratio", Double.NaN));
    assertThat(onlyLine().get("message").getAsString()).startsWith("kept").contains("broken");
  }

  @Test
  void bothTraceHeadersNameTheTrace() {
    assertThat(StructuredLog.trace("p", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        .isEqualTo(Optional.of("projects/p/traces/4bf92f3577b34da6a3ce929d0e0e4736"));
    assertThat(StructuredLog.trace("p", "4bf92f3577b34da6a3ce929d0e0e4736/123;o=1"))
        .isEqualTo(Optional.of("projects/p/traces/4bf92f3577b34da6a3ce929d0e0e4736"));
    assertThat(StructuredLog.trace("p", "nonsense")).isEmpty();
  }

  private JsonObject onlyLine() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text).endsWith("\n");
    assertThat(text.strip().split("\n")).hasSize(1);
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
