package io.phasekeeper.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an event function answers, and what it logs: one line, whatever happened. */
class AnswersTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Answers answers =
      new Answers(
          new StructuredLog(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              InstantSource.fixed(Instant.parse("2026-01-11T11:30:00Z"))),
          Optional.of("project"));

  @Test
  void whatIsDoneIsAcknowledgedWithOneLine() throws RetryLater {
    answers.answer(
        "message m1",
        Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        () -> Outcome.done("recorded", Map.of("phase", "phase3")));

    JsonObject line = line();
    assertThat(line.get("severity").getAsString()).isEqualTo("INFO");
    assertThat(line.get("outcome").getAsString()).isEqualTo("recorded");
    assertThat(line.get("phase").getAsString()).isEqualTo("phase3");
    assertThat(line.get(StructuredLog.TRACE).getAsString())
        .isEqualTo("projects/project/traces/0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void whatIsQuarantinedIsAcknowledgedAndAnError() throws RetryLater {
    answers.answer("message m1", Optional.empty(), () -> Outcome.done("quarantined", Map.of()));

    assertThat(line().get("severity").getAsString()).isEqualTo("ERROR");
  }

  @Test
  void aServiceThatCannotBeReachedAsksForAnotherDelivery() {
    assertThatExceptionOfType(RetryLater.class)
        .isThrownBy(
            () ->
                answers.answer(
                    "message m1",
                    Optional.empty(),
                    () -> {
                      throw new PortFailure(
                          PortFailure.Service.FIRESTORE,
                          PortFailure.Kind.REFUSED,
                          "merging phase3_completion/2026-01-11: 403 PERMISSION_DENIED");
                    }))
        .withMessageContaining("403");

    assertThat(line().get("service").getAsString()).isEqualTo("firestore");
  }

  @Test
  void aBugAsksForAnotherDeliveryAndShowsWhereItIs() {
    assertThatExceptionOfType(RetryLater.class)
        .isThrownBy(
            () ->
                answers.answer(
                    "message m1",
                    Optional.empty(),
                    () -> {
                      throw new IllegalStateException("bug");
                    }));

    assertThat(line().get("severity").getAsString()).isEqualTo("ERROR");
    assertThat(line().get("stack").getAsString()).contains("AnswersTest");
  }

  @Test
  void whatIsDecidedAndNotDoneAsksForAnotherDelivery() {
    assertThatExceptionOfType(RetryLater.class)
        .isThrownBy(
            () ->
                answers.answer(
                    "message m1",
                    Optional.empty(),
                    () -> Outcome.again("publish-failed", "the trigger is pending", Map.of())))
        .withMessageContaining("the trigger is pending");
  }

  private JsonObject line() {
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(1);
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
