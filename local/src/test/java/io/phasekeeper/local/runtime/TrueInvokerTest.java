package io.phasekeeper.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.functions.invoker.runner.Invoker;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.local.relay.EventPost;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our functions behind the Functions Framework's own server, as Google's build starts them; the
 * local runtime hosts the same executors on loopback.
 */
class TrueInvokerTest {
  private static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));
  private static final Path FILE = HOME.resolve("pipelines/nba.yaml");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-11T11:35:00Z"));

  private final Pipeline pipeline = PipelineFile.load(FILE);
  private final Settings settings = new Settings(FILE.toString(), Mode.ON, "dead-letters");

  @TempDir Path temp;

  @Test
  void theOrchestratorTakesACompletionAndTheSweepAnswersItsTimer() throws Exception {
    try (EmbeddedPorts ports = EmbeddedPorts.open(temp, FILE, pipeline, CLOCK)) {
      LocalSuite.topics(pipeline, settings).forEach(ports::createTopic);
      Platform platform = LocalSuite.platform(pipeline, settings, CLOCK, ports);
      int port = freePort();
      Invoker orchestrator =
          start(platform, port, "io.phasekeeper.orchestrator.PhaseOrchestratorFunction");
      try {
        EventPost post =
            new EventPost(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + port + "/"),
                "p",
                "phasekeeper-nba-phase3-analytics-complete",
                Duration.ofSeconds(20));
        assertThat(post.take(completion())).isTrue();
        assertThat(ports.documents().get(new DocumentPath("phase3_completion", "2026-01-10")))
            .get()
            .satisfies(ledger -> assertThat(ledger.fields()).containsKey("player_game_summary"));
      } finally {
        orchestrator.stopServer();
      }
      int timerPort = freePort();
      Invoker sweep = start(platform, timerPort, "io.phasekeeper.sweep.PhaseSweepFunction");
      try {
        HttpResponse<String> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + timerPort + "/"))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{");
      } finally {
        sweep.stopServer();
      }
    }
  }

  private static Invoker start(Platform platform, int port, String target) throws Exception {
    return EmbeddedPlatformProvider.with(
        platform,
        () -> {
          Invoker invoker = new Invoker(port, target, null, TrueInvokerTest.class.getClassLoader());
          invoker.startTestServer();
          return invoker;
        });
  }

  private static int freePort() throws java.io.IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Delivery completion() {
    return new Delivery(
        "r",
        "nba-phase3-analytics-complete",
        "m1",
        Instant.parse("2026-01-11T11:34:02Z"),
        OutgoingMessage.json(
            "{\"processor_name\":\"PlayerGameSummaryProcessor\",\"game_date\":\"2026-01-10\","
                + "\"status\":\"success\",\"record_count\":211,\"timestamp\":\"2026-01-11T11:34:01Z\"}",
            Map.of()),
        1);
  }
}
