package io.phasekeeper.local.bench;

import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.google.PubSubMessages;
import io.phasekeeper.local.bench.bare.BareClients;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.warehouse.MemoryWarehouse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Completions a second at 1 and 8 clients, every fifth of which starts the next phase; in turn with
 * them merges of one field, a fifth of the documents as many merges. Each client has dates of its
 * own.
 */
final class ThroughputBench implements Bench {
  private static final int WIDTH = 5;
  private static final int ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofMillis(1_500);
  private static final Duration ROUND = Duration.ofSeconds(2);
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

  @Override
  public void measure(Surroundings around, FigureTable table)
      throws IOException, InterruptedException {
    for (int clients : List.of(1, 8)) {
      around.say("throughput: " + clients + (clients == 1 ? " client" : " clients"));
      measure(around, table, clients);
    }
  }

  private static void measure(Surroundings around, FigureTable table, int clients)
      throws IOException, InterruptedException {
    String project = "bench-throughput-" + clients;
    BenchPipeline pipeline = BenchPipeline.generate(around.folder(), project, WIDTH);
    Samples ours = new Samples();
    Samples merges = new Samples();
    try (FirestoreDocumentStore documents = around.documents(project);
        PubSubMessages messages = around.messages(project);
        BareClients bare = around.bare(project);
        Clients threads = new Clients(clients)) {
      Client[] each = new Client[clients];
      for (int number = 0; number < clients; number++) {
        each[number] =
            new Client(pipeline, documents, messages, bare, FIRST.plusDays(5_000L * number));
      }
      perSecond(threads, WARM_UP, number -> each[number].complete());
      perSecond(threads, WARM_UP, number -> each[number].merge());
      for (int round = 0; round < ROUNDS; round++) {
        ours.add(perSecond(threads, ROUND, number -> each[number].complete()));
        merges.add(perSecond(threads, ROUND, number -> each[number].merge()));
      }
    }
    table.add(
        Figure.of(
            "completions at " + clients + (clients == 1 ? " client" : " clients"),
            around.reading("ours", ours.median(), Unit.PER_SECOND),
            around.reading(
                "merges by " + clients + (clients == 1 ? " client" : " clients"),
                merges.median(),
                Unit.PER_SECOND)));
  }

  private static double perSecond(Clients threads, Duration time, Clients.Work work)
      throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    long until = System.nanoTime() + time.toNanos();
    long began =
        threads.atOnce(
            number -> {
              while (System.nanoTime() < until) {
                work.run(number);
                done.incrementAndGet();
              }
            });
    return done.get() / ((System.nanoTime() - began) / 1e9);
  }

  /** One client, which goes through its own dates. */
  private static final class Client {
    private final BenchPipeline pipeline;
    private final BareClients bare;
    private final PhaseOrchestrator orchestrator;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final LocalDate first;
    private int completed;
    private int merged;

    Client(
        BenchPipeline pipeline,
        FirestoreDocumentStore documents,
        PubSubMessages messages,
        BareClients bare,
        LocalDate first) {
      this.pipeline = pipeline;
      this.bare = bare;
      this.first = first;
      this.orchestrator =
          new PhaseOrchestrator(
              new BenchPlatform(
                  pipeline.pipeline(), documents, new MemoryWarehouse(), messages, now::get));
    }

    void complete() {
      LocalDate date = first.plusDays(completed / WIDTH);
      now.set(BenchPipeline.morningAfter(date));
      var outcome = orchestrator.on(pipeline.completion(date, completed % WIDTH));
      if (outcome.tryAgain().isPresent()) {
        throw new IllegalStateException("not done: " + outcome.tryAgain().get());
      }
      completed++;
    }

    void merge() throws InterruptedException {
      String field = "member" + merged % WIDTH;
      bare.merge(
          "merges/" + first.plusDays(merged / WIDTH),
          Map.of(field, Map.of("record_count", 211L, "execution_id", "run-" + merged)),
          List.of(List.of(field)));
      merged++;
    }
  }
}
