package io.phasekeeper.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.google.FirestoreDocumentStore;
import io.phasekeeper.google.PubSubMessages;
import io.phasekeeper.local.crash.BadNetwork.Weather;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.testing.Emulators;
import io.phasekeeper.testing.NeedsEmulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real clients over a network that delays, stalls, refuses, and loses requests and answers. */
@NeedsEmulator({GoogleEmulator.FIRESTORE, GoogleEmulator.PUBSUB})
class BadNetworkTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int NIGHTS = 6;
  private static final int SEED = 11;
  private static final int CHANGES = 40;
  private static final int MOST_CUTS = 50;
  private static final int ALL = 10_000;
  private static final List<Weather> BAD =
      List.of(
          Weather.SLOW,
          Weather.THROTTLED,
          Weather.STALLED,
          Weather.ANSWERS_CUT,
          Weather.ANSWERS_CUT,
          Weather.REQUESTS_LOST,
          Weather.REFUSED);

  @TempDir Path temp;

  private Site site;
  private BadNetwork toFirestore;
  private BadNetwork toPubsub;
  private FirestoreDocumentStore documents;
  private PubSubMessages messages;

  @BeforeEach
  void open() throws Exception {
    String project = "bad-network-" + NUMBER.incrementAndGet();
    String firestore = Emulators.host(GoogleEmulator.FIRESTORE);
    String pubsub = Emulators.host(GoogleEmulator.PUBSUB);
    site = Site.open(temp, NIGHTS, project, firestore, pubsub);
    toFirestore = BadNetwork.before(firestore, SEED);
    toPubsub = BadNetwork.before(pubsub, SEED + 1);
    documents = FirestoreDocumentStore.open(project, Optional.of(toFirestore.host()));
    messages = PubSubMessages.open(project, Optional.of(toPubsub.host()));
  }

  @AfterEach
  void close() throws Exception {
    calm();
    messages.close();
    documents.close();
    toFirestore.close();
    toPubsub.close();
    site.close();
  }

  private void calm() {
    toFirestore.weather(Weather.CALM);
    toPubsub.weather(Weather.CALM);
  }

  @Test
  void aWriteWhoseAnswerIsCutIsThereAllTheSame() throws Exception {
    DocumentPath path = new DocumentPath("answers", "cut");
    documents.merge(new DocumentPath("answers", "first"), List.of(FieldChange.set("n", 1L)));
    CompletableFuture<Void> merge =
        whileAnswersAreCut(
            toFirestore, () -> documents.merge(path, List.of(FieldChange.set("n", 2L))));
    merge.get(30, TimeUnit.SECONDS);
    assertThat(site.documents().get(path).orElseThrow().fields()).containsEntry("n", 2L);
  }

  @Test
  void aPublishWhoseAnswerIsCutGoesOutAgainWithTheSameBytes() throws Exception {
    String topic = "crash-send-trigger";
    OutgoingMessage first = OutgoingMessage.json("{}", Map.of("trigger_id", "first"));
    OutgoingMessage second = OutgoingMessage.json("{\"n\":2}", Map.of("trigger_id", "second"));
    assertThat(messages.publish(topic, first)).isNotEmpty();
    CompletableFuture<Void> publish =
        whileAnswersAreCut(
            toPubsub, () -> assertThat(messages.publish(topic, second)).isNotEmpty());
    publish.get(30, TimeUnit.SECONDS);
    assertThat(site.heard().unheard(Set.of("first", "second"), Duration.ofSeconds(20))).isEmpty();
    assertThat(site.heard().byId().get("second")).hasSizeGreaterThan(1).containsOnly(second);
  }

  @Test
  void aWriteThatWasLostOnItsWayComesAgain() throws Exception {
    DocumentPath path = new DocumentPath("requests", "lost");
    documents.merge(new DocumentPath("requests", "first"), List.of(FieldChange.set("n", 1L)));
    CompletableFuture<Void> merge =
        whileIts(
            Weather.REQUESTS_LOST,
            toFirestore,
            () -> documents.merge(path, List.of(FieldChange.set("n", 2L))),
            () -> assertThat(site.documents().get(path)).isEmpty());
    merge.get(30, TimeUnit.SECONDS);
    assertThat(site.documents().get(path).orElseThrow().fields()).containsEntry("n", 2L);
  }

  @Test
  void aPublishThatWasLostOnItsWayGoesOutOnce() throws Exception {
    String topic = "crash-send-trigger";
    OutgoingMessage first = OutgoingMessage.json("{}", Map.of("trigger_id", "first"));
    OutgoingMessage second = OutgoingMessage.json("{\"n\":2}", Map.of("trigger_id", "second"));
    assertThat(messages.publish(topic, first)).isNotEmpty();
    CompletableFuture<Void> publish =
        whileIts(
            Weather.REQUESTS_LOST,
            toPubsub,
            () -> assertThat(messages.publish(topic, second)).isNotEmpty(),
            () -> {
              site.heard().listen();
              assertThat(site.heard().byId()).doesNotContainKey("second");
            });
    publish.get(30, TimeUnit.SECONDS);
    assertThat(site.heard().unheard(Set.of("first", "second"), Duration.ofSeconds(20))).isEmpty();
    assertThat(site.heard().byId().get("second")).containsExactly(second);
  }

  private static CompletableFuture<Void> whileAnswersAreCut(BadNetwork network, Runnable call)
      throws Exception {
    return whileIts(Weather.ANSWERS_CUT, network, call, () -> {});
  }

  /** Begins a call, looks once the weather has met something of it, and lets all through again. */
  private static CompletableFuture<Void> whileIts(
      Weather weather, BadNetwork network, Runnable call, Runnable look) throws Exception {
    int before = network.cuts() + network.lost();
    network.weather(weather);
    CompletableFuture<Void> running = CompletableFuture.runAsync(call);
    CountDownLatch never = new CountDownLatch(1);
    while (network.cuts() + network.lost() == before) {
      assertThat(never.await(2, TimeUnit.MILLISECONDS)).isFalse();
    }
    look.run();
    network.weather(Weather.CALM);
    return running;
  }

  @Test
  @Timeout(300)
  void nightsThroughItLoseNothingAndTriggerOnce() throws Exception {
    PlayedNights nights = new PlayedNights(site.pipeline(), documents, messages);
    CompletionStream stream =
        new CompletionStream(
            new DrawnNights(site.pipeline(), SEED, PlayedNights.BEGAN), NIGHTS, SEED);
    List<Throwable> broken = Collections.synchronizedList(new ArrayList<>());
    List<Thread> couriers = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      couriers.add(courier(nights, stream, broken));
    }
    CountDownLatch over = new CountDownLatch(1);
    Thread timer = timer(nights, over, broken);
    cutsUntilSomethingGoesOutTwice(stream);
    Random random = new Random(SEED);
    for (int n = 0; n < CHANGES; n++) {
      stream.release(2);
      change(random.nextInt(4) > 0 ? toFirestore : toPubsub, random);
    }
    calm();
    stream.release(ALL);
    assertThat(stream.awaitAllAcknowledged(Duration.ofMinutes(1))).isTrue();
    over.countDown();
    timer.join();
    assertThat(nights.settles(site.documents())).isTrue();
    stream.close();
    for (Thread each : couriers) {
      each.join();
    }

    Set<String> parts = new TreeSet<>();
    Evidence.triggers(site.documents())
        .forEach(trigger -> trigger.parts().forEach(part -> parts.add(part.id())));
    assertThat(site.heard().unheard(parts, Duration.ofSeconds(20))).isEmpty();
    Evidence evidence =
        Evidence.gather(
            site.pipeline(),
            PlayedNights.BEGAN,
            nights.now(),
            stream.said(),
            site.documents(),
            site.heard().byId(),
            List.of());
    assertThat(broken).isEmpty();
    assertThat(PlayedNights.violations(evidence)).isEmpty();
    assertThat(stream.totals().nights()).isEqualTo(NIGHTS);
    assertThat(toFirestore.cuts()).isPositive();
    assertThat(toFirestore.lost()).isPositive();
    assertThat(toPubsub.cuts()).isPositive();
    assertThat(repeated()).isNotEmpty().allSatisfy(same -> assertThat(Set.copyOf(same)).hasSize(1));
  }

  /** Triggers come seldom: answers to their publishes are cut until that has made a duplicate. */
  private void cutsUntilSomethingGoesOutTwice(CompletionStream stream) throws InterruptedException {
    for (int n = 0; n < MOST_CUTS && repeated().isEmpty(); n++) {
      stream.release(1);
      toPubsub.calmUntilItPasses(Duration.ofMillis(100));
      toPubsub.weather(Weather.ANSWERS_CUT);
      toPubsub.lasts(100);
      toPubsub.calmUntilItPasses(Duration.ofSeconds(1));
    }
  }

  /** What was heard more than once. */
  private List<List<OutgoingMessage>> repeated() {
    site.heard().listen();
    return site.heard().byId().values().stream().filter(heard -> heard.size() > 1).toList();
  }

  /** Some of one weather, and calm after it, so that something gets through. */
  private static void change(BadNetwork network, Random random) throws InterruptedException {
    network.weather(BAD.get(random.nextInt(BAD.size())));
    network.lasts(10 + random.nextInt(150));
    // Clients wait longer after each failure: what comes too soon after the last meets nobody.
    network.calmUntilItPasses(Duration.ofSeconds(5));
  }

  private static Thread courier(
      PlayedNights nights, CompletionStream stream, List<Throwable> broken) {
    return begin(() -> nights.deliverAll(stream), broken);
  }

  private static Thread timer(PlayedNights nights, CountDownLatch over, List<Throwable> broken) {
    return begin(
        () -> {
          while (!over.await(50, TimeUnit.MILLISECONDS)) {
            // A tick that could reach nothing is as good as none.
            boolean unused = nights.sweeps();
          }
        },
        broken);
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static Thread begin(Work work, List<Throwable> broken) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException | RuntimeException | AssertionError e) {
                broken.add(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
