package io.phasekeeper.local.play;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.DispatchAnswer;
import io.phasekeeper.call.PortDispatcher;
import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.call.WorkOrder;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.local.replay.SimulatedCalls;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.Service.Meaning;
import io.phasekeeper.settings.Mode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceServerTest {
  private static final Pipeline NBA =
      PipelineFile.load(Path.of(System.getProperty("phasekeeper.home"), "pipelines/nba.yaml"));
  private static final Instant NOW = Instant.parse("2026-01-11T12:00:00Z");

  private final List<String> asked = new ArrayList<>();
  private Optional<Answer> next = Optional.of(new Answer(200, "{\"results\":[]}"));
  private ServiceServer server;

  @BeforeEach
  void start() throws IOException {
    server = ServiceServer.start(NBA);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void somebodyPlays() {
    server.into(
        new SimulatedCalls.Called() {
          @Override
          public Optional<Answer> service(String service, String body) {
            asked.add(service + " " + body);
            return next;
          }

          @Override
          public Optional<Answer> job(String job) {
            asked.add("job " + job);
            return next;
          }
        });
  }

  private DispatchAnswer send(String output) {
    CallPorts ports = server.ports();
    WorkOrder order =
        WorkOrder.on(output, LocalDate.of(2026, 1, 10), Optional.empty(), "c-1", "o-1");
    return new PortDispatcher(
            NBA,
            ports,
            new Effects(
                (topic, message) -> {
                  throw new AssertionError("nothing is published");
                },
                Mode.ON),
            () -> NOW)
        .send(WorkCalls.of(NBA, order, ports.variables()).call().orElseThrow());
  }

  @Test
  void aCallOfOursReachesTheServiceThatItIsMeantFor() {
    somebodyPlays();
    assertThat(send("player_daily_cache").meaning()).isEqualTo(Meaning.DONE);
    next = Optional.of(new Answer(404, "No players found"));
    assertThat(send("prediction_coordinator").meaning()).isEqualTo(Meaning.NO_WORK);
    assertThat(asked)
        .containsExactly(
            "phase4 {\"analysis_date\":\"2026-01-10\",\"processors\":[\"PlayerDailyCacheProcessor\"],"
                + "\"backfill_mode\":true,\"strict_mode\":false,\"correlation_id\":\"c-1\","
                + "\"triggered_by\":\"phasekeeper\"}",
            "phase5 {\"game_date\":\"2026-01-10\",\"force\":false,\"correlation_id\":\"c-1\"}");
  }

  @Test
  void aJobIsStartedThere() {
    somebodyPlays();
    assertThat(send("rosters").meaning()).isEqualTo(Meaning.ACCEPTED);
    assertThat(asked).containsExactly("job br-rosters-backfill");
  }

  @Test
  void whoDoesNotAnswerInTimeIsCutOffAndMayHaveTakenTheCall() {
    somebodyPlays();
    next = Optional.empty();
    DispatchAnswer answer = send("player_daily_cache");
    assertThat(answer.meaning()).isEqualTo(Meaning.ACCEPTED);
    assertThat(answer.said()).isEqualTo("no answer within 20 s: evidence decides");
    assertThat(asked).as("a call without an answer is not sent again").hasSize(1);
  }

  @Test
  void beforeThePlayAndAtOtherPlacesNobodyIsThere() {
    DispatchAnswer early = send("player_daily_cache");
    assertThat(early.status()).hasValue(503);
    assertThat(early.meaning()).isEqualTo(Meaning.TRANSIENT);
    somebodyPlays();
    URI root = URI.create(server.ports().variables().apply("PHASEKEEPER_PHASE4_URL").orElseThrow());
    assertThat(
            server
                .ports()
                .services()
                .post(URI.create(root + "/elsewhere"), root, "{}", Duration.ofSeconds(5)))
        .map(Answer::status)
        .hasValue(404);
    assertThat(asked).isEmpty();
  }
}
