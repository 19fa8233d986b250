package io.phasekeeper.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.pipeline.PipelineFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Something that was wrong and is mended leaves no open finding, whatever happens meanwhile. */
class FindingNotesTest {
  private static final Instant NOW = Instant.parse("2026-01-11T07:00:00Z");
  private static final FindingDraft LATE =
      FindingDraft.of(FindingKind.SUPERVISOR_LATE, "phase-sweep", "it did not tick", "look");

  private final MemoryDocumentStore stored = new MemoryDocumentStore();
  private final List<String> writes = new ArrayList<>();
  private int lostRaces;

  private FindingBook book() {
    DocumentStore watched =
        (DocumentStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DocumentStore.class},
                (proxy, method, arguments) -> {
                  if (List.of("create", "merge", "compareAndSet").contains(method.getName())) {
                    writes.add(method.getName());
                  }
                  if (method.getName().equals("compareAndSet") && lostRaces > 0) {
                    lostRaces--;
                    return false;
                  }
                  try {
                    return method.invoke(stored, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new FindingBook(
        watched, PipelineFile.load(Path.of("../../pipelines/nba.yaml"), Map.of()));
  }

  private Document only() {
    List<Document> all = stored.query(DocumentQuery.in(FindingBook.COLLECTION, 10));
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void aNoteIsOpenedAndResolvedInOneWrite() {
    assertThat(book().note("timers", LATE, NOW))
        .extracting(FindingBook.Change::opened)
        .containsExactly(true, false);
    assertThat(writes).containsExactly("create");
    assertThat(only().fields())
        .containsEntry("state", "resolved")
        .containsEntry("resolved_at", NOW);
  }

  @Test
  void aNoteThatLosesARaceIsNotLeftOpen() {
    book().open("timers", LATE, NOW);
    lostRaces = 1;
    assertThat(book().note("timers", LATE, NOW.plusSeconds(60)))
        .extracting(FindingBook.Change::opened)
        .containsExactly(false);
    assertThat(only().fields()).containsEntry("state", "resolved").containsEntry("episode", 1L);
  }

  @Test
  void aSecondNoteIsANewEpisode() {
    var unused = book().note("timers", LATE, NOW);
    assertThat(book().note("timers", LATE, NOW.plusSeconds(3600))).hasSize(2);
    assertThat(only().fields()).containsEntry("state", "resolved").containsEntry("episode", 2L);
  }

  @Test
  void aResolvingThatLosesARaceIsDoneAllTheSame() {
    book().open("timers", LATE, NOW);
    lostRaces = 1;
    assertThat(book().keep("timers", List.of(), NOW.plusSeconds(60)))
        .extracting(FindingBook.Change::opened)
        .containsExactly(false);
    assertThat(only().fields()).containsEntry("state", "resolved");
  }

  /** A run that gets nowhere is noticed, and then ended while it still is. */
  @Test
  void whatWasNoticedElsewhereBelongsToWhoSaysThatItHappened() {
    FindingBook book = book();
    assertThat(book.keep("noticed", List.of(LATE), NOW)).hasSize(1);
    lostRaces = 1;
    assertThat(book.openSince("happened", LATE, NOW, NOW)).isEmpty();

    assertThat(book.keep("noticed", List.of(), NOW)).isEmpty();
    assertThat(only()).matches(FindingBook::isOpen).matches(f -> FindingBook.isOf("happened", f));
    assertThat(book.keep("happened", List.of(), NOW)).hasSize(1);
  }
}
