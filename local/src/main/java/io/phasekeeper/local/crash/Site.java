package io.phasekeeper.local.crash;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.google.PubSubTopics;
import io.phasekeeper.local.runtime.LocalSuite;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A project on the emulators in which nights are played, seen from outside the functions. */
final class Site implements AutoCloseable {
  static final String FILE = "crash-nights.yaml";

  private final String project;
  private final int nights;
  private final Path pipelineFile;
  private final Pipeline pipeline;
  private final String firestore;
  private final String pubsub;
  private final FirestoreDocumentStore documents;
  private final HeardTriggers heard;

  private Site(
      String project,
      int nights,
      Path pipelineFile,
      Pipeline pipeline,
      String firestore,
      String pubsub,
      FirestoreDocumentStore documents,
      HeardTriggers heard) {
    this.project = project;
    this.nights = nights;
    this.pipelineFile = pipelineFile;
    this.pipeline = pipeline;
    this.firestore = firestore;
    this.pubsub = pubsub;
    this.documents = documents;
    this.heard = heard;
  }

  /** The pipeline file of the nights, as it is. */
  static String pipelineText() throws IOException {
    try (InputStream text = Site.class.getResourceAsStream("/" + FILE)) {
      return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Makes the topics, and listens to what starts phases.
   *
   * @param folder gets the pipeline file
   * @param nights how many dates, back from today, are in the active window
   * @param firestore {@code host:port} of the emulator
   * @param pubsub the same
   */
  static Site open(Path folder, int nights, String project, String firestore, String pubsub)
      throws IOException {
    Path file = folder.resolve(FILE);
    Files.writeString(file, pipelineText().replace("from: -7", "from: -" + (nights + 2)));
    Pipeline pipeline = PipelineFile.load(file);
    Settings settings =
        Settings.fromEnvironment(
            Map.of("PHASEKEEPER_PIPELINE", file.toString()), pipeline.id(), List.of());
    try (PubSubTopics topics = PubSubTopics.open(project, Optional.of(pubsub))) {
      LocalSuite.topics(pipeline, settings).forEach(topics::topic);
    }
    return new Site(
        project,
        nights,
        file,
        pipeline,
        firestore,
        pubsub,
        FirestoreDocumentStore.open(project, Optional.of(firestore)),
        HeardTriggers.open(pipeline, project, pubsub));
  }

  /** How many nights fit into its active window. */
  int nights() {
    return nights;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  DocumentStore documents() {
    return documents;
  }

  HeardTriggers heard() {
    return heard;
  }

  /** The environment of its functions. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("PHASEKEEPER_PLATFORM", "google");
    settings.put("PHASEKEEPER_PIPELINE", pipelineFile.toString());
    settings.put("GOOGLE_CLOUD_PROJECT", project);
    settings.put("FIRESTORE_EMULATOR_HOST", firestore);
    settings.put("PUBSUB_EMULATOR_HOST", pubsub);
    // Nobody listens there, and nobody asks.
    settings.put("BIGQUERY_EMULATOR_HOST", "127.0.0.1:1");
    return settings;
  }

  @Override
  public void close() {
    heard.close();
    documents.close();
  }
}
