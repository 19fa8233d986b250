package io.phasekeeper.local.bench;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.google.PubSubMessages;
import io.phasekeeper.local.bench.bare.BareClients;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.warehouse.MemoryWarehouse;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The last completion of a phase, from its message to the acknowledged publish of the trigger. In
 * turn with it, and with the same content: one transaction and one publish; and the transition
 * protocol's client calls alone.
 */
final class CompletionBench implements Bench {
  private static final int WIDTH = 5;
  private static final int WARM_UP = 400;
  private static final int MEASURED = 600;
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

  private final Samples ours = new Samples();
  private final Samples bare = new Samples();
  private final Samples calls = new Samples();

  @Override
  public void measure(Surroundings around, FigureTable table)
      throws IOException, InterruptedException, WrongResult {
    String project = "bench-completion";
    BenchPipeline pipeline = BenchPipeline.generate(around.folder(), project, WIDTH);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    try (FirestoreDocumentStore documents = around.documents(project);
        PubSubMessages sending = around.messages(project);
        BareClients clients = around.bare(project)) {
      TimedMessages messages = new TimedMessages(sending);
      PhaseOrchestrator orchestrator =
          new PhaseOrchestrator(
              new BenchPlatform(
                  pipeline.pipeline(), documents, new MemoryWarehouse(), messages, now::get));
      for (int turn = 0; turn < WARM_UP + MEASURED; turn++) {
        if (turn % 200 == 0) {
          around.say("completion: " + turn + " of " + (WARM_UP + MEASURED) + " phases");
        }
        LocalDate date = FIRST.plusDays(turn);
        now.set(BenchPipeline.morningAfter(date));
        boolean counts = turn >= WARM_UP;
        Content content = oneDay(pipeline, orchestrator, documents, messages, date, counts);
        content.transactionAndPublish(clients, "floor/" + date, counts ? bare : new Samples());
        content.callsAlone(clients, date.toString(), counts ? calls : new Samples());
      }
    }
    String floor = "1 transaction + 1 publish";
    Reading floor50 = around.reading(floor, bare.median(), Unit.MILLIS);
    Reading floor99 = around.reading(floor, bare.percentile(99), Unit.MILLIS);
    table.add(
        Figure.of(
                "completion in → trigger published, p50",
                around.reading("ours", ours.median(), Unit.MILLIS),
                floor50)
            .toReach(Target.ratioAtMost(1.25)));
    table.add(
        Figure.of(
                "completion in → trigger published, p99",
                around.reading("ours", ours.percentile(99), Unit.MILLIS),
                floor99)
            .toReach(Target.ratioAtMost(1.5)));
    table.add(
        Figure.of(
            "its client calls alone (merge, read, create, publish), p50",
            around.reading("calls", calls.median(), Unit.MILLIS),
            floor50));
    table.add(
        Figure.of(
            "its client calls alone, p99",
            around.reading("calls", calls.percentile(99), Unit.MILLIS),
            floor99));
  }

  private Content oneDay(
      BenchPipeline pipeline,
      PhaseOrchestrator orchestrator,
      FirestoreDocumentStore documents,
      TimedMessages messages,
      LocalDate date,
      boolean counts)
      throws WrongResult {
    for (int member = 0; member < WIDTH - 1; member++) {
      taken(orchestrator, pipeline.completion(date, member));
    }
    Map<String, Object> before = fields(documents, pipeline.ledger(date));
    IncomingEvent last = pipeline.completion(date, WIDTH - 1);
    long began = System.nanoTime();
    taken(orchestrator, last);
    List<TimedMessages.Sent> sent = messages.taken();
    if (sent.size() != 1) {
      throw new WrongResult(
          sent.size() + " messages were published for " + date + "; expected one");
    }
    if (counts) {
      ours.addNanos(sent.get(0).acknowledged() - began);
    }
    String name = String.format(Locale.ROOT, "member_%04d", WIDTH - 1);
    Map<String, Object> after = fields(documents, pipeline.ledger(date));
    return new Content(
        before,
        report(after, name),
        name,
        fields(documents, pipeline.trigger(date, 1)),
        sent.get(0).message());
  }

  private static void taken(PhaseOrchestrator orchestrator, IncomingEvent event)
      throws WrongResult {
    var outcome = orchestrator.on(event);
    if (outcome.tryAgain().isPresent()) {
      throw new WrongResult(event + " was not done: " + outcome.tryAgain().get());
    }
  }

  private static Map<String, Object> fields(FirestoreDocumentStore documents, DocumentPath path) {
    return BareClients.fields(documents.get(path).map(Document::fields).orElseThrow());
  }

  /** What a completion of the member writes: its report, and its own key. */
  private static Map<String, Object> report(Map<String, Object> ledger, String member) {
    Map<String, Object> written = new LinkedHashMap<>();
    if (ledger.get("_reports") instanceof Map<?, ?> reports) {
      written.put("_reports", Map.of(member, reports.get(member)));
    }
    written.put(member, ledger.get(member));
    return written;
  }

  /** What one phase day really stored and sent, for the bare calls to send as well. */
  private record Content(
      Map<String, Object> before,
      Map<String, Object> report,
      String member,
      Map<String, Object> trigger,
      OutgoingMessage message) {

    void transactionAndPublish(BareClients clients, String path, Samples samples)
        throws InterruptedException {
      clients.create(path, before);
      byte[] data = message.data();
      long began = System.nanoTime();
      int had = clients.transaction(path, report);
      String id = clients.publish(data, message.attributes());
      long ended = System.nanoTime();
      check(had > 0 && !id.isEmpty());
      samples.addNanos(ended - began);
    }

    void callsAlone(BareClients clients, String date, Samples samples) throws InterruptedException {
      String ledger = "calls/" + date;
      clients.create(ledger, before);
      List<String> read =
          List.of(ledger, "calls_triggers/" + date, "calls_actions/" + date, "calls_actions/suite");
      List<List<String>> names = List.of(List.of("_reports", member), List.of(member));
      byte[] data = message.data();
      long began = System.nanoTime();
      clients.merge(ledger, report, names);
      int found = clients.read(read);
      clients.create("calls_triggers/" + date, trigger);
      String id = clients.publish(data, message.attributes());
      long ended = System.nanoTime();
      check(found == 1 && !id.isEmpty());
      samples.addNanos(ended - began);
    }

    private static void check(boolean asExpected) {
      if (!asExpected) {
        throw new IllegalStateException("the bare calls did not do what they should");
      }
    }
  }
}
