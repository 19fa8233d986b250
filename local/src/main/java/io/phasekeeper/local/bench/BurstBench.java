package io.phasekeeper.local.bench;

import io.phasekeeper.document.Document;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.google.PubSubMessages;
import io.phasekeeper.local.bench.bare.BareClients;
import io.phasekeeper.local.bench.bare.BareFailure;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.platform.TouchesTheWorld;
import io.phasekeeper.warehouse.MemoryWarehouse;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * All completions of one phase and date at once, each on a thread of its own: all are counted, and
 * the next phase is started exactly once. In turn with them, as many merges of one field each into
 * one document at once.
 */
final class BurstBench implements Bench {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final int MOST_DELIVERIES = 10;

  /** As many at once, and how often. */
  private record Size(int width, int warmUp, int measured) {}

  private static final List<Size> SIZES =
      List.of(new Size(5, 20, 40), new Size(50, 5, 15), new Size(500, 1, 3));

  @Override
  public void measure(Surroundings around, FigureTable table)
      throws IOException, InterruptedException, WrongResult {
    for (Size size : SIZES) {
      measure(around, table, size);
    }
  }

  private static void measure(Surroundings around, FigureTable table, Size size)
      throws IOException, InterruptedException, WrongResult {
    int width = size.width();
    String project = "bench-burst-" + width;
    BenchPipeline pipeline = BenchPipeline.generate(around.folder(), project, width);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    AtomicInteger again = new AtomicInteger();
    Samples toTrigger = new Samples();
    Samples writes = new Samples();
    try (FirestoreDocumentStore documents = around.documents(project);
        PubSubMessages sending = around.messages(project);
        BareClients bare = around.bare(project);
        Clients threads = new Clients(width)) {
      TimedMessages messages = new TimedMessages(sending);
      PhaseOrchestrator orchestrator =
          new PhaseOrchestrator(
              new BenchPlatform(
                  pipeline.pipeline(), documents, new MemoryWarehouse(), messages, now::get));
      for (int turn = 0; turn < size.warmUp() + size.measured(); turn++) {
        around.say("burst: " + width + " at once, " + (turn + 1) + ". time");
        LocalDate date = FIRST.plusDays(turn);
        now.set(BenchPipeline.morningAfter(date));
        long began =
            threads.atOnce(
                member -> deliver(orchestrator, pipeline.completion(date, member), again));
        long published = checked(pipeline, documents, messages.taken(), date);
        String path = "burst/" + date;
        long wrote = threads.atOnce(member -> write(bare, path, "member" + member));
        long ended = System.nanoTime();
        if (turn >= size.warmUp()) {
          toTrigger.addNanos(published - began);
          writes.addNanos(ended - wrote);
        }
      }
    }
    if (again.get() > 0) {
      table.note(
          width
              + " at once: "
              + again.get()
              + " deliveries had to be made again (then all were counted).");
    }
    Figure figure =
        Figure.of(
            width + " completions at once → the one trigger published",
            around.reading("ours", toTrigger.median(), Unit.MILLIS),
            around.reading(width + " merges into one document", writes.median(), Unit.MILLIS));
    table.add(width == 500 ? figure.toReach(Target.atMost(3_000, Unit.MILLIS)) : figure);
  }

  /** As its subscription would: again, until it is acknowledged. */
  private static void deliver(
      PhaseOrchestrator orchestrator, IncomingEvent event, AtomicInteger again)
      throws InterruptedException {
    for (int attempt = 1; attempt <= MOST_DELIVERIES; attempt++) {
      try {
        if (orchestrator.on(event).tryAgain().isEmpty()) {
          return;
        }
      } catch (PortFailure failure) {
        if (attempt == MOST_DELIVERIES) {
          throw failure;
        }
      }
      again.incrementAndGet();
      pause(attempt);
    }
    throw new IllegalStateException(event + " was not done in " + MOST_DELIVERIES + " deliveries");
  }

  /** The emulator refuses some of very many at once; what has to be written is tried again. */
  private static void write(BareClients bare, String path, String member)
      throws InterruptedException {
    for (int attempt = 1; true; attempt++) {
      try {
        bare.merge(path, Map.of(member, Map.of("record_count", 211L)), List.of(List.of(member)));
        return;
      } catch (BareFailure refused) {
        if (attempt == MOST_DELIVERIES) {
          throw refused;
        }
      }
    }
  }

  @TouchesTheWorld(why = "a subscription waits before it delivers again, longer each time")
  private static void pause(int attempt) throws InterruptedException {
    Thread.sleep(500L * attempt);
  }

  /**
   * @return when the trigger was acknowledged
   */
  private static long checked(
      BenchPipeline pipeline,
      FirestoreDocumentStore documents,
      List<TimedMessages.Sent> sent,
      LocalDate date)
      throws WrongResult {
    Optional<Document> ledger = documents.get(pipeline.ledger(date));
    int counted =
        ledger
            .map(d -> d.fields().get("_reports"))
            .map(reports -> reports instanceof Map<?, ?> map ? map.size() : 0)
            .orElse(0);
    if (counted != pipeline.width()) {
      throw new WrongResult(counted + " of " + pipeline.width() + " completions were counted");
    }
    if (sent.size() != 1) {
      throw new WrongResult(sent.size() + " triggers were published; expected one");
    }
    if (documents.get(pipeline.trigger(date, 1)).isEmpty()
        || documents.get(pipeline.trigger(date, 2)).isPresent()) {
      throw new WrongResult("expected exactly the first generation of the trigger");
    }
    return sent.get(0).acknowledged();
  }
}
