package io.phasekeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.event.Completion;
import io.phasekeeper.event.CompletionParser;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.event.MalformedEventException;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.google.PubSubSubscription;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.run.Run;
import io.phasekeeper.run.RunBeat;
import io.phasekeeper.run.StoredRun;
import io.phasekeeper.testing.Emulators;
import io.phasekeeper.testing.NeedsEmulator;
import io.phasekeeper.testing.NeedsTool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the clients write is what Phasekeeper reads. */
final class AClientTest {
  private static final Instant SENT = Instant.parse("2026-01-12T04:34:05Z");

  private static final Path NBA =
      Path.of(System.getProperty("phasekeeper.home"), "pipelines", "nba.yaml");

  private final CompletionParser parser = new CompletionParser(PipelineFile.load(NBA));

  @Test
  void aCompletionOfTheJavaClientIsUnderstood() throws Exception {
    isUnderstood(AClient.JAVA);
  }

  @Test
  @NeedsTool(value = "python3", howToGet = "install Python 3.9 or newer")
  void aCompletionOfThePythonClientIsUnderstood() throws Exception {
    isUnderstood(AClient.PYTHON);
  }

  @Test
  @NeedsEmulator({GoogleEmulator.FIRESTORE, GoogleEmulator.PUBSUB})
  void theJavaClientWorksWithTheEmulators() throws Exception {
    worksWithTheEmulators(AClient.JAVA);
  }

  @Test
  @NeedsEmulator({GoogleEmulator.FIRESTORE, GoogleEmulator.PUBSUB})
  @NeedsTool(value = "python3", howToGet = "install Python 3.9 or newer")
  void thePythonClientWorksWithTheEmulators() throws Exception {
    worksWithTheEmulators(AClient.PYTHON);
  }

  private void isUnderstood(AClient client) throws Exception {
    try (PlayedGoogle google = new PlayedGoogle()) {
      client.run(google.environment());
      assertThat(google.messages()).hasSize(1);
      asExpected(google.messages().get(0));
      assertThat(google.document("processor_heartbeats/" + beatId()).keySet())
          .containsExactlyInAnyOrder(
              "processor_name",
              "run_id",
              "data_date",
              "last_heartbeat",
              "started_at",
              "status",
              "progress",
              "total",
              "status_message",
              "expires_at");
    }
  }

  private void asExpected(byte[] data) throws MalformedEventException {
    Completion completion =
        parser.parse(new IncomingEvent(AClient.TOPIC, "1", SENT, data, Map.of()));
    assertThat(completion.processor()).contains(new ProcessorName("ml_feature_store"));
    assertThat(completion.dataDate()).isEqualTo(AClient.DATE);
    assertThat(completion.status()).isEqualTo(ReportStatus.SUCCESS);
    assertThat(completion.recordCount()).contains(372L);
    assertThat(completion.executionId()).contains(AClient.RUN_ID);
    assertThat(completion.correlationId()).contains(AClient.RUN_ID);
    assertThat(completion.error()).isEmpty();
    assertThat(completion.doubts()).isEmpty();
    assertThat(completion.remarks()).isEmpty();
  }

  private static String beatId() {
    Run run =
        new Run(
            AClient.RUN_ID,
            "MLFeatureStoreProcessor",
            Optional.of(AClient.DATE),
            Optional.empty(),
            Run.RUNNING,
            Optional.empty(),
            Optional.empty(),
            false);
    String id = "MLFeatureStoreProcessor_" + AClient.DATE + "_" + AClient.RUN_ID;
    // It is among the ids under which the cleanup of runs looks.
    assertThat(RunBeat.ids(List.of("MLFeatureStoreProcessor"), run)).contains(id);
    return id;
  }

  private void worksWithTheEmulators(AClient client) throws Exception {
    String project = "client-" + client.name().toLowerCase(java.util.Locale.ROOT);
    String firestore = Emulators.host(GoogleEmulator.FIRESTORE);
    String pubSub = Emulators.host(GoogleEmulator.PUBSUB);
    String root = "http://" + pubSub + "/v1/projects/" + project;
    String topic = "projects/" + project + "/topics/" + AClient.TOPIC;
    put(root + "/topics/" + AClient.TOPIC, "{}");
    put(root + "/subscriptions/watch", "{\"topic\":\"" + topic + "\",\"ackDeadlineSeconds\":60}");

    Map<String, String> environment =
        Map.of(
            "GOOGLE_CLOUD_PROJECT", project,
            "FIRESTORE_EMULATOR_HOST", firestore,
            "PUBSUB_EMULATOR_HOST", pubSub);
    client.run(environment);

    try (PubSubSubscription subscription =
        PubSubSubscription.open(project, AClient.TOPIC, "watch", Optional.of(pubSub))) {
      List<Subscription.Delivery> deliveries = List.of();
      for (int i = 0; i < 20 && deliveries.isEmpty(); i++) {
        deliveries = subscription.pull(10);
      }
      assertThat(deliveries).hasSize(1);
      asExpected(deliveries.get(0).message().data());
      deliveries.forEach(subscription::acknowledge);
    }
    try (FirestoreDocumentStore documents =
        FirestoreDocumentStore.open(project, Optional.of(firestore))) {
      Document beat =
          documents.get(new DocumentPath("processor_heartbeats", beatId())).orElseThrow();
      assertThat(beat.field("processor_name", String.class)).contains("MLFeatureStoreProcessor");
      assertThat(beat.field("run_id", String.class)).contains(AClient.RUN_ID);
      assertThat(beat.field("data_date", String.class)).contains("2026-01-11");
      assertThat(beat.field("status", String.class)).contains("completed");
      assertThat(beat.field("progress", Long.class)).contains(118L);
      assertThat(beat.field("total", Long.class)).contains(450L);
      assertThat(beat.field("status_message", String.class)).contains("déjà \"vu\"");
      RunBeat read = RunBeat.of(beat).orElseThrow();
      assertThat(read.processorName()).isEqualTo("MLFeatureStoreProcessor");
      assertThat(read.runId()).contains(AClient.RUN_ID);
      assertThat(read.dataDate()).contains(AClient.DATE);
      assertThat(read.progress()).contains(118L);
      assertThat(read.total()).contains(450L);
      assertThat(read.startedAt()).isPresent();
      Instant last = beat.field("last_heartbeat", Instant.class).orElseThrow();
      assertThat(beat.field("started_at", Instant.class).orElseThrow()).isBeforeOrEqualTo(last);
      assertThat(beat.field("expires_at", Instant.class)).contains(last.plus(Duration.ofDays(14)));

      assertThat(client.learnsThatItIsFenced(environment)).isFalse();
      Pipeline nba = PipelineFile.load(NBA);
      assertThat(documents.create(StoredRun.path(nba, AClient.RUN_ID), Map.of("fenced", true)))
          .isTrue();
      assertThat(client.learnsThatItIsFenced(environment)).isTrue();
    }
  }

  private static void put(String address, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(address))
                    .PUT(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
