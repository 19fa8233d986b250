package io.phasekeeper.local.bench;

import io.phasekeeper.google.PubSubTopics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The orchestrator from the bundle in a process of its own, from its start to the answer to its
 * first event; in turn with it a bare function with the same invoker, clients and JVM options.
 */
final class ColdStartBench implements Bench {
  private static final int MEASURED = 5;
  private static final String ENTRY_POINT = "io.phasekeeper.orchestrator.PhaseOrchestratorFunction";
  private static final String BARE_ENTRY_POINT = "io.phasekeeper.local.bench.bare.BareFunction";

  /**
   * What a deployment sets in {@code JAVA_TOOL_OPTIONS}: a cold instance spends almost half of its
   * time in the second compiler, on code that it runs once.
   */
  private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1");

  /** The Python original's on the machine kind that the figures are compared on (FACTS.md). */
  private static final Target ORIGINAL = Target.atMost(1_600, Unit.MILLIS);

  private int starts;

  @Override
  public void measure(Surroundings around, FigureTable table)
      throws IOException, InterruptedException, WrongResult {
    if (around.bundle().isEmpty()) {
      table.note("Cold start: not measured, because nothing was packed; benchmarks/run packs it.");
      return;
    }
    PackedFunctions packed =
        PackedFunctions.unpack(
            around.bundle().get(), Files.createDirectories(around.folder().resolve("packed")));
    for (int release : List.of(17, 25)) {
      Optional<Jdk> jdk = Jdk.of(release, System.getenv());
      if (jdk.isEmpty()) {
        table.note(
            "Cold start on JDK "
                + release
                + ": not measured, JDK "
                + release
                + " is not installed.");
        continue;
      }
      for (boolean starting : List.of(false, true)) {
        measure(around, table, packed, jdk.get(), starting);
      }
    }
  }

  private void measure(
      Surroundings around, FigureTable table, PackedFunctions packed, Jdk jdk, boolean starting)
      throws IOException, InterruptedException, WrongResult {
    String event = starting ? "first event starts a phase" : "first event is recorded";
    Path pipeline = pipeline(around, starting);
    Samples ours = new Samples();
    Samples bare = new Samples();
    for (int turn = 0; turn <= MEASURED; turn++) {
      around.say("coldstart: JDK " + jdk.version() + ", " + event + ", " + (turn + 1) + ". time");
      double one = start(around, packed, jdk, pipeline, starting, true);
      double other = start(around, packed, jdk, pipeline, starting, false);
      // The first time, the files may not be in memory.
      if (turn > 0) {
        ours.add(one);
        bare.add(other);
      }
    }
    Figure figure =
        Figure.of(
            "cold start, JDK " + jdk.version() + ", " + event,
            around.reading("ours", ours.median(), Unit.MILLIS),
            around.reading(
                starting
                    ? "bare function: merge, read, create, publish"
                    : "bare function: merge, read, merge",
                bare.median(),
                Unit.MILLIS));
    table.add(figure.toReach(Target.ratioAtMost(1.1).and(ORIGINAL)));
  }

  /** The first user's pipeline; to start a phase with one event, one whose phase has one member. */
  private static Path pipeline(Surroundings around, boolean starting) throws IOException {
    return starting
        ? BenchPipeline.generate(around.folder(), "bench-coldstart", 1).file()
        : around.home().resolve("pipelines").resolve("nba.yaml");
  }

  private double start(
      Surroundings around,
      PackedFunctions packed,
      Jdk jdk,
      Path pipeline,
      boolean starting,
      boolean ours)
      throws IOException, InterruptedException, WrongResult {
    // Each start finds nothing of the one before.
    String project = "bench-cold-" + ++starts;
    try (PubSubTopics topics = PubSubTopics.open(project, Optional.of(around.pubsubHost()))) {
      topics.topic(BenchPipeline.TRIGGERS);
    }
    String topic = starting ? BenchPipeline.COMPLETIONS : "nba-phase3-analytics-complete";
    LocalDate date = around.run().began().atZone(ZoneOffset.UTC).toLocalDate().minusDays(1);
    String body = body(starting, date);
    long began = System.nanoTime();
    try (FunctionProcess function =
        FunctionProcess.start(
            new FunctionProcess.Start(
                jdk,
                PackedFunctions.invoker(),
                packed.folder(),
                ours ? PackedFunctions.OURS : PackedFunctions.BARE,
                ours ? ENTRY_POINT : BARE_ENTRY_POINT,
                OPTIONS,
                settings(around, project, pipeline, starting, ours)))) {
      HttpResponse<String> answer =
          function.firstAnswer(
              body,
              "content-type",
              "application/json",
              "ce-specversion",
              "1.0",
              "ce-id",
              "8812",
              "ce-source",
              "//pubsub.googleapis.com/projects/" + project + "/topics/" + topic,
              "ce-type",
              "google.cloud.pubsub.topic.v1.messagePublished",
              "ce-time",
              around.run().began().toString());
      double millis = (System.nanoTime() - began) / 1e6;
      String wanted = starting ? "triggered" : "recorded";
      if (answer.statusCode() / 100 != 2) {
        throw new WrongResult(
            "a function answered " + answer.statusCode() + ":\n" + function.output());
      }
      if (ours && !function.wrote(wanted)) {
        throw new WrongResult("the first event was not " + wanted + ":\n" + function.output());
      }
      return millis;
    }
  }

  private static Map<String, String> settings(
      Surroundings around, String project, Path pipeline, boolean starting, boolean ours) {
    Map<String, String> settings = new HashMap<>();
    settings.put("GOOGLE_CLOUD_PROJECT", project);
    settings.put("FIRESTORE_EMULATOR_HOST", around.firestoreHost());
    settings.put("PUBSUB_EMULATOR_HOST", around.pubsubHost());
    if (ours) {
      settings.put("PHASEKEEPER_PIPELINE", pipeline.toString());
      // No BigQuery is asked by these events; nobody listens there.
      settings.put("BIGQUERY_EMULATOR_HOST", "127.0.0.1:1");
    } else {
      settings.put("BARE_TOPIC", BenchPipeline.TRIGGERS);
      settings.put("BARE_STARTS", Boolean.toString(starting));
    }
    return settings;
  }

  private static String body(boolean starting, LocalDate date) {
    String data =
        starting
            ? BenchPipeline.body(date, 0)
            : "{\"processor_name\": \"PlayerGameSummaryProcessor\", \"status\": \"success\","
                + " \"game_date\": \""
                + date
                + "\", \"execution_id\": \"cold-1\", \"record_count\": 211}";
    String encoded = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8));
    return "{\"message\": {\"data\": \""
        + encoded
        + "\", \"messageId\": \"8812\"},"
        + " \"subscription\": \"projects/bench/subscriptions/bench\"}";
  }
}
