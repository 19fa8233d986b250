package io.phasekeeper.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.google.PubSubMessages;
import io.phasekeeper.google.PubSubTopics;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.testing.Emulators;
import io.phasekeeper.testing.NeedsEmulator;
import io.phasekeeper.trigger.Trigger;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sixteen instances, with four pairs of clients, write to one ledger at the same moment. */
@NeedsEmulator({GoogleEmulator.FIRESTORE, GoogleEmulator.PUBSUB})
class SixteenWritersTest {
  private static final int WRITERS = 16;
  private static final int CLIENTS = 4;
  private static final String TOPIC = "wide-next-trigger";
  private static final List<LocalDate> DATES =
      List.of(LocalDate.of(2026, 1, 13), LocalDate.of(2026, 1, 14), LocalDate.of(2026, 1, 15));

  private final Pipeline pipeline = pipeline();
  private final List<FirestoreDocumentStore> documents = new ArrayList<>();
  private final List<PubSubMessages> messages = new ArrayList<>();
  private final List<PlayedNights> instances = new ArrayList<>();
  private HeardTriggers heard;

  private static Pipeline pipeline() {
    String members =
        IntStream.range(0, WRITERS)
            .mapToObj(n -> "p" + n + ": {}")
            .collect(Collectors.joining(", "));
    return PipelineFile.parse(
        "wide.yaml",
        String.format(
            Locale.ROOT,
            """
        pipeline: wide
        zone: Etc/UTC
        phases:
          load:
            completions: wide-load-complete
            processors: {%s}
          next:
            after: load
            trigger: {topic: %s}
            late: retrigger
            repeated: ignore
            watch_start: false
            processors: {last: {}}
        """,
            members,
            TOPIC),
        Map.of());
  }

  @BeforeEach
  void open() {
    String project = "sixteen-writers";
    Optional<String> firestore = Optional.of(Emulators.host(GoogleEmulator.FIRESTORE));
    String pubsub = Emulators.host(GoogleEmulator.PUBSUB);
    try (PubSubTopics topics = PubSubTopics.open(project, Optional.of(pubsub))) {
      topics.topic(TOPIC);
    }
    heard = HeardTriggers.open(pipeline, project, pubsub);
    for (int n = 0; n < CLIENTS; n++) {
      documents.add(FirestoreDocumentStore.open(project, firestore));
      messages.add(PubSubMessages.open(project, Optional.of(pubsub)));
    }
    for (int n = 0; n < WRITERS; n++) {
      instances.add(
          new PlayedNights(pipeline, documents.get(n % CLIENTS), messages.get(n % CLIENTS)));
    }
  }

  @AfterEach
  void close() {
    heard.close();
    messages.forEach(PubSubMessages::close);
    documents.forEach(FirestoreDocumentStore::close);
  }

  @Test
  void allAreCountedOneTriggerGoesOutAndNoForeignFieldIsLost() throws Exception {
    for (LocalDate date : DATES) {
      write(date);
      check(date);
    }
    assertThat(heard.byId()).hasSize(DATES.size());
  }

  private static DocumentPath ledger(LocalDate date) {
    return new DocumentPath("load_completion", date.toString());
  }

  private void write(LocalDate date) throws Exception {
    atOnce(
        n -> {
          reports(n, report(date, n, 1));
          documents
              .get(n % CLIENTS)
              .merge(ledger(date), List.of(FieldChange.set("theirs_" + n, "note " + n)));
          // The same message once more, at another instance.
          reports(n, report(date, (n + 1) % WRITERS, 1));
        });
    // Each processor runs again: the policy ignores that, but it is a fact, and the newest.
    atOnce(n -> reports(n, report(date, (n + 5) % WRITERS, 2)));
  }

  private void check(LocalDate date) {
    Map<String, Object> ledger = documents.get(0).get(ledger(date)).orElseThrow().fields();
    for (int n = 0; n < WRITERS; n++) {
      assertThat(ledger).containsEntry("theirs_" + n, "note " + n);
      assertThat(ledger.get("p" + n))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
          .containsEntry("completed_at", report(date, n, 2).timestamp())
          .containsEntry("status", "success");
      assertThat(((Map<?, ?>) ((Map<?, ?>) ledger.get("_reports")).get("p" + n)).keySet())
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.COLLECTION)
          .containsExactlyInAnyOrder(report(date, n, 1).key(), report(date, n, 2).key());
    }
    String id = "next:" + date + ":daily:1";
    assertThat(ledger)
        .containsEntry("_triggered", true)
        .containsEntry("_trigger_id", id)
        .containsEntry("_completed_count", (long) WRITERS);
    List<Trigger> triggers =
        documents.get(0).query(DocumentQuery.in("phasekeeper_triggers", 10)).stream()
            .map(Trigger::of)
            .filter(trigger -> trigger.id().date().equals(date))
            .toList();
    assertThat(triggers).hasSize(1);
    assertThat(triggers.get(0).counted()).hasSize(WRITERS);
    assertThat(heard.unheard(Set.of(id), Duration.ofSeconds(20))).isEmpty();
    heard.listen();
    assertThat(Set.copyOf(heard.byId().get(id))).hasSize(1);
  }

  /** Delivered to an instance until it is acknowledged. */
  private void reports(int instance, Report report) {
    int most = 20;
    for (int n = 1; !instances.get(instance).deliver(report); n++) {
      assertThat(n).as("deliveries of %s at instance %s", report, instance).isLessThan(most);
    }
  }

  private Report report(LocalDate date, int processor, int run) {
    return new Report(
        processor + "-" + run,
        pipeline.transitions().get(0).after(),
        "wide-load-complete",
        date,
        pipeline.cycles().main(),
        new ProcessorName("p" + processor),
        PlayedNights.BEGAN.plusSeconds(run * 100L + processor),
        true);
  }

  private interface Writer {
    void write(int number);
  }

  /** Every writer at the same moment. */
  private static void atOnce(Writer writer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      CyclicBarrier start = new CyclicBarrier(WRITERS);
      List<Future<Integer>> all = new ArrayList<>();
      for (int n = 0; n < WRITERS; n++) {
        int number = n;
        all.add(
            threads.submit(
                () -> {
                  int place = start.await(60, TimeUnit.SECONDS);
                  writer.write(number);
                  return place;
                }));
      }
      for (Future<Integer> each : all) {
        assertThat(each.get(120, TimeUnit.SECONDS)).isBetween(0, WRITERS - 1);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
