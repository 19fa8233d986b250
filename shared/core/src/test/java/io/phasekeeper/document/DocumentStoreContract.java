package io.phasekeeper.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link DocumentStore} does; each adapter's test implements it. */
public interface DocumentStoreContract
    extends DocumentMergeContract, DocumentQueryContract, DocumentValueContract {
  // --- create -------------------------------------------------------------------------------

  @Test
  default void anAbsentDocumentIsNotFound() {
    assertThat(store().get(fresh())).isEmpty();
  }

  @Test
  default void aCreatedDocumentIsReadBackWithItsPath() {
    DocumentPath path = fresh();

    assertThat(store().create(path, Map.of("state", "pending"))).isTrue();

    Document read = store().get(path).orElseThrow();
    assertThat(read.path()).isEqualTo(path);
    assertThat(read.fields()).isEqualTo(Map.of("state", "pending"));
  }

  @Test
  default void aSecondCreateSeesFalseAndChangesNothing() {
    DocumentPath path = fresh();
    store().create(path, Map.of("writer", 1L));

    assertThat(store().create(path, Map.of("writer", 2L, "more", true))).isFalse();

    assertThat(fieldsOf(path)).isEqualTo(Map.of("writer", 1L));
  }

  @Test
  default void aCreateAfterAMergeSeesFalse() {
    DocumentPath path = fresh();
    store().merge(path, List.of(FieldChange.set("a", 1L)));

    assertThat(store().create(path, Map.of())).isFalse();
  }

  @Test
  default void aDeletedDocumentCanBeCreatedAgain() {
    DocumentPath path = fresh();
    store().create(path, Map.of("round", 1L));
    store().delete(path);

    assertThat(store().create(path, Map.of("round", 2L))).isTrue();
    assertThat(fieldsOf(path)).isEqualTo(Map.of("round", 2L));
  }

  @Test
  default void anEmptyDocumentExists() {
    DocumentPath path = fresh();

    assertThat(store().create(path, Map.of())).isTrue();

    assertThat(fieldsOf(path)).isEmpty();
  }

  @Test
  default void ofSixteenCreatorsExactlyOneWins() {
    DocumentPath path = fresh();

    List<Boolean> won =
        DocumentStoreUnderTest.atOnce(
            16, writer -> store().create(path, Map.of("writer", (long) writer)));

    assertThat(won).containsOnlyOnce(true).hasSize(16);
    int winner = won.indexOf(true);
    assertThat(fieldsOf(path)).isEqualTo(Map.of("writer", (long) winner));
  }

  // --- compare-and-set ----------------------------------------------------------------------

  @Test
  default void aCompareAndSetOnTheSeenRevisionMerges() {
    DocumentPath path = fresh();
    store().create(path, Map.of("state", "pending", "kept", 1L));
    Document seen = store().get(path).orElseThrow();

    boolean won = store().compareAndSet(seen, List.of(FieldChange.set("state", "published")));

    assertThat(won).isTrue();
    assertThat(fieldsOf(path)).isEqualTo(Map.of("state", "published", "kept", 1L));
  }

  @Test
  default void aRevisionWinsOnce() {
    DocumentPath path = fresh();
    store().create(path, Map.of("n", 0L));
    Document seen = store().get(path).orElseThrow();

    assertThat(store().compareAndSet(seen, List.of(FieldChange.set("n", 1L)))).isTrue();
    assertThat(store().compareAndSet(seen, List.of(FieldChange.set("n", 2L)))).isFalse();

    assertThat(fieldsOf(path)).isEqualTo(Map.of("n", 1L));
  }

  @Test
  default void aStaleWriteChangesNothing() {
    DocumentPath path = fresh();
    store().create(path, Map.of("n", 0L));
    Document seen = store().get(path).orElseThrow();
    store().merge(path, List.of(FieldChange.set("other", true)));

    assertThat(store().compareAndSet(seen, List.of(FieldChange.set("n", 1L)))).isFalse();

    assertThat(fieldsOf(path)).isEqualTo(Map.of("n", 0L, "other", true));
  }

  @Test
  default void aCompareAndSetOnADeletedDocumentLoses() {
    DocumentPath path = fresh();
    store().create(path, Map.of("n", 0L));
    Document seen = store().get(path).orElseThrow();
    store().delete(path);

    assertThat(store().compareAndSet(seen, List.of(FieldChange.set("n", 1L)))).isFalse();

    assertThat(store().get(path)).isEmpty();
  }

  @Test
  default void aCompareAndSetOnADocumentMadeAnewLoses() {
    DocumentPath path = fresh();
    store().create(path, Map.of("n", 0L));
    Document seen = store().get(path).orElseThrow();
    store().delete(path);
    store().create(path, Map.of("n", 0L));

    assertThat(store().compareAndSet(seen, List.of(FieldChange.set("n", 1L)))).isFalse();

    assertThat(fieldsOf(path)).isEqualTo(Map.of("n", 0L));
  }

  @Test
  default void ofSixteenCompareAndSetsExactlyOneWins() {
    DocumentPath path = fresh();
    store().create(path, Map.of("winner", -1L));
    Document seen = store().get(path).orElseThrow();

    List<Boolean> won =
        DocumentStoreUnderTest.atOnce(
            16,
            writer ->
                store().compareAndSet(seen, List.of(FieldChange.set("winner", (long) writer))));

    assertThat(won).containsOnlyOnce(true);
    assertThat(fieldsOf(path)).isEqualTo(Map.of("winner", (long) won.indexOf(true)));
  }

  @Test
  default void aRevisionStaysWhileNobodyWrites() {
    DocumentPath path = fresh();
    store().create(path, Map.of("n", 0L));

    String first = store().get(path).orElseThrow().revision();

    assertThat(store().get(path).orElseThrow().revision()).isEqualTo(first);
    assertThat(store().getAll(List.of(path)).get(path).revision()).isEqualTo(first);
    assertThat(store().query(DocumentQuery.in(path.collection(), 10)).get(0).revision())
        .isEqualTo(first);
  }

  @Test
  default void theRevisionThatAQueryShowsCanBeCompared() {
    DocumentPath path = fresh();
    store().create(path, Map.of("n", 0L));
    Document seen = store().query(DocumentQuery.in(path.collection(), 10)).get(0);

    assertThat(store().compareAndSet(seen, List.of(FieldChange.set("n", 1L)))).isTrue();
  }

  // --- many, and deletion -------------------------------------------------------------------

  @Test
  default void manyAreReadAtOnceAndTheMissingAreLeftOut() {
    String collection = collection();
    DocumentPath a = new DocumentPath(collection, "a");
    DocumentPath b = new DocumentPath(collection, "b");
    DocumentPath elsewhere = new DocumentPath(collection(), "a");
    store().create(a, Map.of("n", 1L));
    store().create(elsewhere, Map.of("n", 2L));

    Map<DocumentPath, Document> read = store().getAll(List.of(a, b, elsewhere));

    assertThat(read).containsOnlyKeys(a, elsewhere);
    assertThat(read.get(a).fields()).isEqualTo(Map.of("n", 1L));
    assertThat(read.get(elsewhere).fields()).isEqualTo(Map.of("n", 2L));
  }

  @Test
  default void readingNoneAnswersNone() {
    assertThat(store().getAll(List.of())).isEmpty();
  }

  @Test
  default void aDeletedDocumentIsGoneAndDeletingItAgainDoesNothing() {
    DocumentPath path = fresh();
    store().create(path, Map.of("n", 1L));

    store().delete(path);
    store().delete(path);

    assertThat(store().get(path)).isEmpty();
    assertThat(store().query(DocumentQuery.in(path.collection(), 10))).isEmpty();
  }

  @Test
  default void idsAreTakenLiterally() {
    String collection = collection();
    List<String> ids =
        List.of(
            "2026-01-12~same_day",
            "phase4:2026-01-11:overnight:1",
            "with blank",
            "100%",
            "a'b",
            "a.b",
            "_x",
            "鍵");
    ids.forEach(id -> store().create(new DocumentPath(collection, id), Map.of("id", id)));

    assertThat(store().query(DocumentQuery.in(collection, 100)))
        .extracting(each -> each.path().id())
        .containsExactlyInAnyOrderElementsOf(ids);
    ids.forEach(
        id -> assertThat(fieldsOf(new DocumentPath(collection, id))).containsEntry("id", id));
  }
}
