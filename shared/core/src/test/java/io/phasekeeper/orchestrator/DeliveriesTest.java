package io.phasekeeper.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A topic that delivers everything twice is told once, and no document is written by all. */
class DeliveriesTest {
  private static final String TOPIC = "nba-phase3-analytics-complete";
  private static final Pipeline NBA =
      PipelineFile.load(Path.of("../../pipelines/nba.yaml"), Map.of());

  private final MemoryDocumentStore stored = new MemoryDocumentStore();
  private final List<DocumentPath> written = new ArrayList<>();
  private final List<DocumentPath> read = new ArrayList<>();
  private boolean diesAtNextCreate;
  private final Deliveries deliveries = deliveries();
  private Instant now = Instant.parse("2026-01-11T11:00:00Z");

  private Deliveries deliveries() {
    DocumentStore watched =
        (DocumentStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DocumentStore.class},
                (proxy, method, arguments) -> {
                  if (arguments[0] instanceof Collection<?> paths) {
                    paths.forEach(path -> read.add((DocumentPath) path));
                  }
                  if (method.getName().equals("merge")) {
                    written.add((DocumentPath) arguments[0]);
                  }
                  if (method.getName().equals("create") && diesAtNextCreate) {
                    diesAtNextCreate = false;
                    throw new IllegalStateException("killed");
                  }
                  try {
                    return method.invoke(stored, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new Deliveries(watched, NBA, new FindingBook(watched, NBA));
  }

  private List<String> delivers(long message) {
    now = now.plusSeconds(1);
    return deliveries.acknowledging(TOPIC, String.valueOf(message), now).stream()
        .map(FindingBook.Change::line)
        .toList();
  }

  private List<Document> shards() {
    return stored.query(DocumentQuery.in("phasekeeper_beats", 100));
  }

  @Test
  void theFifthOfMessagesThatAllCameTwiceOpensTheFindingAndTheNextDoNot() {
    for (int message = 1; message <= 4; message++) {
      assertThat(delivers(message)).isEmpty();
      assertThat(delivers(message)).isEmpty();
    }
    assertThat(delivers(5)).isEmpty();
    assertThat(delivers(5)).containsExactly("opened duplicate-delivery:" + TOPIC);
    for (int message = 6; message <= 20; message++) {
      assertThat(delivers(message)).isEmpty();
      assertThat(delivers(message)).isEmpty();
    }
    assertThat(only("phasekeeper_findings").fields())
        .containsEntry(
            "what",
            "5 of the last 5 messages of "
                + TOPIC
                + " were delivered again after they had been acknowledged")
        .containsEntry("repeats", 0L);
  }

  private Document only(String collection) {
    List<Document> all = stored.query(DocumentQuery.in(collection, 10));
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void eightOfTenAreManyAndSevenAreNot() {
    for (int message = 1; message <= 10; message++) {
      assertThat(delivers(message)).isEmpty();
    }
    for (int message = 1; message <= 7; message++) {
      assertThat(delivers(message)).isEmpty();
    }
    assertThat(delivers(8)).containsExactly("opened duplicate-delivery:" + TOPIC);
  }

  @Test
  void aMessageThatComesManyTimesIsOne() {
    for (int time = 0; time < 30; time++) {
      assertThat(delivers(7)).isEmpty();
    }
  }

  @Test
  void tenInARowThatCameOnceResolveIt() {
    twice(1, 5);
    for (int message = 11; message <= 19; message++) {
      assertThat(delivers(message)).isEmpty();
    }
    assertThat(delivers(20)).containsExactly("resolved duplicate-delivery:" + TOPIC);
    assertThat(delivers(21)).isEmpty();
    assertThat(twice(31, 45)).containsExactly("opened duplicate-delivery:" + TOPIC);
  }

  private List<String> twice(int from, int to) {
    List<String> changes = new ArrayList<>();
    for (int message = from; message <= to; message++) {
      changes.addAll(delivers(message));
      changes.addAll(delivers(message));
    }
    return changes;
  }

  @Test
  void aTopicIsJudgedByItsOwnMessages() {
    for (int message = 1; message <= 4; message++) {
      assertThat(twice(message, message)).isEmpty();
      deliveries
          .acknowledging("other", "m" + message, now)
          .forEach(change -> assertThat(change).isNull());
    }
    assertThat(twice(5, 5)).hasSize(1);
  }

  @Test
  void aDeathBeforeTheFindingIsMadeUpForByTheNextDelivery() {
    twice(1, 4);
    assertThat(delivers(5)).isEmpty();
    diesAtNextCreate = true;
    assertThatThrownBy(() -> delivers(5)).hasMessage("killed");
    assertThat(delivers(5)).containsExactly("opened duplicate-delivery:" + TOPIC);
  }

  @Test
  void messagesThatComeOneAfterTheOtherAreWrittenToManyDocumentsAndReadTwoEach() {
    int messages = 320;
    for (int message = 0; message < messages; message++) {
      assertThat(delivers(17_480_233_910_000_000L + message)).isEmpty();
    }
    Map<DocumentPath, Integer> writes = new HashMap<>();
    written.forEach(path -> writes.merge(path, 1, Integer::sum));
    assertThat(writes).hasSize(Deliveries.SHARDS);
    assertThat(writes.values()).allSatisfy(count -> assertThat(count).isLessThan(messages / 8));
    assertThat(read).hasSize(2 * messages);
  }

  @Test
  void aShardHoldsItsLastTenMessages() {
    for (int message = 1_000; message < 1_400; message++) {
      assertThat(delivers(message)).isEmpty();
    }
    Set<String> kept = new TreeSet<>();
    for (Document shard : shards()) {
      assertThat(shard.fields().keySet()).containsExactlyInAnyOrder("pipeline", "recent");
      Map<?, ?> recent = (Map<?, ?>) shard.fields().get("recent");
      assertThat(recent).hasSize(Deliveries.RECENT);
      recent.keySet().forEach(id -> kept.add((String) id));
    }
    assertThat(kept)
        .containsAll(
            java.util.stream.IntStream.range(1_390, 1_400)
                .mapToObj(String::valueOf)
                .collect(Collectors.toSet()));
  }
}
