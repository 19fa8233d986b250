package io.phasekeeper.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a timer and those who ask are answered, and what the log is told: one line, always. */
class CallAnswersTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final CallAnswers answers =
      new CallAnswers(
          new StructuredLog(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              InstantSource.fixed(Instant.parse("2026-01-11T11:30:00Z"))),
          Optional.of("project"));

  private static TickSummary summary(String... failures) {
    return new TickSummary(
        "swept",
        "2 judged",
        "abc",
        Map.of("examined", 2),
        List.of("opened phase-late:phase4"),
        List.of(failures));
  }

  private static Optional<String> noHeader(String name) {
    return Optional.empty();
  }

  @Test
  void aTickIsAnsweredWithItsSummaryAndOneLine() {
    HttpAnswer answer = answers.tick("sweep", CallAnswersTest::noHeader, () -> summary());

    assertThat(answer.status()).isEqualTo(200);
    JsonObject body = JsonParser.parseString(answer.body()).getAsJsonObject();
    assertThat(body.get("outcome").getAsString()).isEqualTo("swept");
    assertThat(body.get("policy_hash").getAsString()).isEqualTo("abc");
    assertThat(body.get("examined").getAsInt()).isEqualTo(2);
    assertThat(body.getAsJsonArray("findings")).hasSize(1);
    assertThat(body.getAsJsonArray("failures")).isEmpty();
    assertThat(line().get("severity").getAsString()).isEqualTo("INFO");
    assertThat(line().get("message").getAsString()).isEqualTo("sweep: 2 judged");
  }

  @Test
  void aFailedItemIsAnErrorInTheLogAndNoReasonToTryAgain() {
    assertThat(
            answers.tick("sweep", CallAnswersTest::noHeader, () -> summary("phase3: odd")).status())
        .isEqualTo(200);

    assertThat(line().get("severity").getAsString()).isEqualTo("ERROR");
    assertThat(line().get("message").getAsString()).isEqualTo("sweep: 2 judged, 1 failed");
  }

  @Test
  void aServiceThatCannotBeReachedAsksForAnotherCall() {
    HttpAnswer answer =
        answers.tick(
            "sweep",
            CallAnswersTest::noHeader,
            () -> {
              throw failure();
            });

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("\"service\":\"firestore\"");
    assertThat(line().get("severity").getAsString()).isEqualTo("WARNING");
    assertThat(line().get("reason").getAsString()).isEqualTo("no answer");
  }

  @Test
  void aBugAsksForAnotherCallAndShowsWhereItIs() {
    HttpAnswer answer =
        answers.tick(
            "sweep",
            CallAnswersTest::noHeader,
            () -> {
              throw new IllegalStateException("bug");
            });

    assertThat(answer.status()).isEqualTo(500);
    assertThat(line().get("severity").getAsString()).isEqualTo("ERROR");
    assertThat(line().get("stack").getAsString()).contains("CallAnswersTest");
  }

  @Test
  void eitherTraceHeaderIsLogged() {
    String id = "0af7651916cd43dd8448eb211c80319c";
    for (Map<String, String> headers :
        List.of(
            Map.of("traceparent", "00-" + id + "-b7ad6b7169203331-01"),
            Map.of("X-Cloud-Trace-Context", id + "/1;o=1"))) {
      out.reset();
      answers.tick("sweep", name -> Optional.ofNullable(headers.get(name)), () -> summary());

      assertThat(line().get(StructuredLog.TRACE).getAsString())
          .isEqualTo("projects/project/traces/" + id);
    }
  }

  @Test
  void whatCannotBeToldIsNeverAYes() {
    HttpAnswer answer = answers.unreachable("upstream", CallAnswersTest::noHeader, failure());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo("{\"error\":\"cannot be told now: no answer\",\"service\":\"firestore\"}");
    assertThat(line().get("message").getAsString()).isEqualTo("upstream: cannot be told now");
  }

  @Test
  void anAnswerIsGivenToAnyFramework() throws Exception {
    AtomicInteger status = new AtomicInteger();
    AtomicReference<String> type = new AtomicReference<>();
    StringWriter body = new StringWriter();

    CallAnswers.refused(400, "found <x>; expected a date").to(status::set, type::set, body);

    assertThat(status).hasValue(400);
    assertThat(type).hasValue("application/json; charset=utf-8");
    assertThat(body).hasToString("{\"error\":\"found <x>; expected a date\"}");
  }

  private static PortFailure failure() {
    return new PortFailure(
        PortFailure.Service.FIRESTORE, PortFailure.Kind.UNAVAILABLE, "no answer");
  }

  private JsonObject line() {
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(1);
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
