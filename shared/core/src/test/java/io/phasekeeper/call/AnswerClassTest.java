package io.phasekeeper.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.Service;
import io.phasekeeper.pipeline.Service.Meaning;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerClassTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));

  private static Service service(String name) {
    return Objects.requireNonNull(NBA.services().get(name));
  }

  private static AnswerClass classed(String service, int status, String body) {
    return AnswerClass.of(service(service), Optional.of(new Answer(status, body)));
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments("phase4", 200, "{\"results\":[{\"status\":\"success\"}]}", Meaning.DONE),
        arguments("phase4", 200, "{\"results\":[]}", Meaning.DONE),
        arguments("phase4", 200, "{\"status\":\"error\"}", Meaning.DONE),
        arguments(
            "phase4",
            200,
            "{\"results\":[{\"status\":\"success\"},{\"status\":\"exception\"}]}",
            Meaning.FAILED),
        arguments("phase4", 200, "{\"results\":{\"status\":\"error\"}}", Meaning.DONE),
        arguments("phase4", 500, "{\"results\":[{\"status\":\"error\"}]}", Meaning.TRANSIENT),
        arguments("phase5", 503, "{\"error\":\"DATA_INCOMPLETE\"}", Meaning.GATE),
        arguments("phase5", 503, "upstream connect error", Meaning.TRANSIENT),
        arguments("phase5", 404, "No players found for 2026-01-11", Meaning.NO_WORK),
        arguments("phase5", 404, "<html>not found</html>", Meaning.FAILED),
        arguments("phase5", 409, "", Meaning.IN_FLIGHT),
        arguments("phase5", 200, "{\"status\":\"already_running\"}", Meaning.IN_FLIGHT),
        arguments("phase5", 202, "", Meaning.ACCEPTED));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void theFirstRuleThatMatchesDecides(String service, int status, String body, Meaning meaning) {
    assertThat(classed(service, status, body).meaning()).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "200,ACCEPTED", "204,ACCEPTED", "299,ACCEPTED", "302,FAILED", "400,FAILED", "401,FAILED",
    "403,FAILED", "404,FAILED", "408,TRANSIENT", "409,IN_FLIGHT", "410,FAILED", "429,TRANSIENT",
    "499,FAILED", "500,TRANSIENT", "503,TRANSIENT", "504,TRANSIENT"
  })
  void withoutARuleTheStatusDecides(int status, Meaning meaning) {
    AnswerClass classed = AnswerClass.byStatus(Optional.of(new Answer(status, "")));
    assertThat(classed.meaning()).isEqualTo(meaning);
    assertThat(classed.said()).isEqualTo(Integer.toString(status));
    assertThat(classed.wrongTarget()).isEqualTo(status == 404);
    assertThat(classed.unauthorized()).isEqualTo(status == 401 || status == 403);
  }

  @Test
  void aNotFoundThatARuleExplainsIsNoWrongTarget() {
    assertThat(classed("phase5", 404, "No players found").wrongTarget()).isFalse();
    assertThat(classed("phase5", 404, "Not Found").wrongTarget()).isTrue();
    assertThat(classed("phase4", 404, "No players found").wrongTarget()).isTrue();
  }

  @Test
  void aPageWhereJsonIsReadIsNeverDone() {
    AnswerClass page = classed("phase4", 200, " <!doctype html>\n<title>Sign in</title>");
    assertThat(page.meaning()).isEqualTo(Meaning.FAILED);
    assertThat(page.said())
        .isEqualTo(
            "found a page of HTML or XML where the service answers JSON: 200 <!doctype html>"
                + " <title>Sign in</title>");
    assertThat(classed("phase4", 200, "").said())
        .isEqualTo("found nothing where the service answers JSON: 200");
    assertThat(classed("phase4", 200, "OK").meaning()).isEqualTo(Meaning.FAILED);
    assertThat(classed("phase4", 200, "[".repeat(100_000)).meaning())
        .as("an answer that nests without end")
        .isEqualTo(Meaning.ACCEPTED);
  }

  @Test
  void anAnswerThatIsTooLongToBeReadIsLeftToTheEvidence() {
    String cut = "{\"results\":[{\"status\":\"success\",\"log\":\"" + "x".repeat(AnswerClass.KEPT);
    AnswerClass classed = classed("phase4", 200, cut.substring(0, AnswerClass.KEPT));
    assertThat(classed.meaning()).isEqualTo(Meaning.ACCEPTED);
    assertThat(classed.said())
        .isEqualTo("200, an answer too long to be read whole: evidence decides");
  }

  @Test
  void nobodyAnsweringIsAccepted() {
    assertThat(AnswerClass.of(service("phase4"), Optional.empty()))
        .isEqualTo(
            new AnswerClass(
                Meaning.ACCEPTED, "no answer within 20 s: evidence decides", false, false));
  }
}
