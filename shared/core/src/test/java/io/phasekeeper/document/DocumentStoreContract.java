package io.phasekeeper.document;

import static io.phasekeeper.document.DocumentQuery.Operator.AT_LEAST;
import static io.phasekeeper.document.DocumentQuery.Operator.AT_MOST;
import static io.phasekeeper.document.DocumentQuery.Operator.EQUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link DocumentStore} does; each adapter's test implements it. */
public interface DocumentStoreContract {
  /** Counts the documents of this JVM, so that tests on one store stay out of each other's way. */
  AtomicLong NUMBER = new AtomicLong();

  /** What an adapter may lack; its tests then show as skipped. */
  enum Capability {
    /** Refuses documents over 1 MiB. */
    SIZE_LIMIT,
    /** Keeps {@code Instant}s apart to the microsecond. */
    MICROSECONDS
  }

  /** The store under test; the same one during a test. */
  DocumentStore store();

  default Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /** A collection that nobody else uses. */
  default String collection() {
    return "contract_" + NUMBER.incrementAndGet();
  }

  private DocumentPath fresh() {
    return new DocumentPath(collection(), "2026-01-11");
  }

  private Map<String, Object> fieldsOf(DocumentPath path) {
    return store().get(path).orElseThrow().fields();
  }

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

    List<Boolean> won = atOnce(16, writer -> store().create(path, Map.of("writer", (long) writer)));

    assertThat(won).containsOnlyOnce(true).hasSize(16);
    int winner = won.indexOf(true);
    assertThat(fieldsOf(path)).isEqualTo(Map.of("writer", (long) winner));
  }

  // --- merge --------------------------------------------------------------------------------

  @Test
  default void aMergeCreatesTheDocument() {
    DocumentPath path = fresh();

    store().merge(path, List.of(FieldChange.set(FieldPath.of("a", "b", "c"), 1L)));

    assertThat(fieldsOf(path)).isEqualTo(Map.of("a", Map.of("b", Map.of("c", 1L))));
  }

  @Test
  default void aMergeKeepsTheOtherFields() {
    DocumentPath path = fresh();
    store().create(path, Map.of("theirs", Map.of("x", 1L), "ours", "old"));

    store().merge(path, List.of(FieldChange.set("ours", "new"), FieldChange.set("more", true)));

    assertThat(fieldsOf(path))
        .isEqualTo(Map.of("theirs", Map.of("x", 1L), "ours", "new", "more", true));
  }

  @Test
  default void aMergeReplacesTheNamedMapWhole() {
    DocumentPath path = fresh();
    store().create(path, Map.of("p", Map.of("status", "failed", "error", "boom")));

    store().merge(path, List.of(FieldChange.set("p", Map.of("status", "success"))));

    assertThat(fieldsOf(path)).isEqualTo(Map.of("p", Map.of("status", "success")));
  }

  @Test
  default void aMergeOfANestedFieldKeepsItsNeighbours() {
    DocumentPath path = fresh();
    store().create(path, Map.of("r", Map.of("p", Map.of("1", "one"), "q", "kept"), "top", 1L));

    store().merge(path, List.of(FieldChange.set(FieldPath.of("r", "p", "2"), "two")));

    assertThat(fieldsOf(path))
        .isEqualTo(
            Map.of("r", Map.of("p", Map.of("1", "one", "2", "two"), "q", "kept"), "top", 1L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b",
        ".",
        "two words",
        " ",
        "back`tick",
        "`",
        "slash/es",
        "back\\slash",
        "quote'\"",
        "2026-01-11T07:00:00Z",
        "_private",
        "%",
        "$instant",
        "$$",
        "*",
        "[0]",
        "~",
        "ключ-鍵-🗝",
        "new\nline",
        "x@2026-01-11",
        "0"
      })
  default void namesAreTakenLiterally(String name) {
    DocumentPath path = fresh();
    store().create(path, Map.of(name, Map.of(name, "before"), "other", 1L));

    store()
        .merge(
            path,
            List.of(
                FieldChange.set(FieldPath.of(name, name), "after"),
                FieldChange.set(FieldPath.of("new", name, "x"), Map.of(name, 2L))));

    assertThat(fieldsOf(path))
        .isEqualTo(
            Map.of(
                name,
                Map.of(name, "after"),
                "other",
                1L,
                "new",
                Map.of(name, Map.of("x", Map.of(name, 2L)))));
  }

  @Test
  default void aMergeRemovesAFieldAndOnlyThat() {
    DocumentPath path = fresh();
    store().create(path, Map.of("a", Map.of("x", 1L, "y", 2L), "b", 3L, "c", 4L));

    store()
        .merge(
            path,
            List.of(
                FieldChange.remove(FieldPath.of("a", "x")), FieldChange.remove(FieldPath.of("b"))));

    assertThat(fieldsOf(path)).isEqualTo(Map.of("a", Map.of("y", 2L), "c", 4L));
  }

  @Test
  default void removingWhatIsNotThereChangesNoOtherField() {
    DocumentPath path = fresh();
    store().create(path, Map.of("a", 1L));

    store().merge(path, List.of(FieldChange.remove(FieldPath.of("nobody"))));

    assertThat(fieldsOf(path)).isEqualTo(Map.of("a", 1L));
  }

  @Test
  default void parentsThatAreNotMapsBecomeMaps() {
    DocumentPath path = fresh();
    store().create(path, withNull("nothing", Map.of("text", "completed", "list", List.of(1L))));

    store()
        .merge(
            path,
            List.of(
                FieldChange.set(FieldPath.of("text", "status"), "success"),
                FieldChange.set(FieldPath.of("list", "status"), "success"),
                FieldChange.set(FieldPath.of("nothing", "status"), "success")));

    Map<String, Object> success = Map.of("status", "success");
    assertThat(fieldsOf(path))
        .isEqualTo(Map.of("text", success, "list", success, "nothing", success));
  }

  @Test
  default void aMergeTwiceIsTheSameAsOnce() {
    DocumentPath path = fresh();
    store().create(path, Map.of("a", Map.of("x", 1L), "gone", true));
    List<FieldChange> changes =
        List.of(
            FieldChange.set(FieldPath.of("a", "y"), 2L),
            FieldChange.remove(FieldPath.of("gone")),
            FieldChange.set("list", List.of("one", "two")));

    store().merge(path, changes);
    Map<String, Object> once = fieldsOf(path);
    store().merge(path, changes);

    assertThat(fieldsOf(path))
        .isEqualTo(once)
        .isEqualTo(Map.of("a", Map.of("x", 1L, "y", 2L), "list", List.of("one", "two")));
  }

  @Test
  default void aPathThatLeadsIntoAnotherIsRefused() {
    DocumentPath path = fresh();

    assertThatThrownBy(
            () ->
                store()
                    .merge(
                        path,
                        List.of(
                            FieldChange.set("a", Map.of()),
                            FieldChange.set(FieldPath.of("a", "b"), 1L))))
        .isInstanceOfAny(IllegalArgumentException.class, PortFailure.class);

    assertThat(store().get(path)).isEmpty();
  }

  @Test
  default void sixteenWritersOfDifferentFieldsLoseNothing() {
    DocumentPath path = fresh();

    atOnce(
        16,
        writer -> {
          for (int i = 0; i < 5; i++) {
            store()
                .merge(
                    path,
                    List.of(
                        FieldChange.set("writer" + writer, (long) i),
                        FieldChange.set(FieldPath.of("all", writer + "-" + i), true)));
          }
          return true;
        });

    Map<String, Object> fields = fieldsOf(path);
    assertThat((Map<?, ?>) fields.get("all")).hasSize(16 * 5);
    assertThat(fields).hasSize(17);
    IntStream.range(0, 16).forEach(w -> assertThat(fields).containsEntry("writer" + w, 4L));
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
        atOnce(
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

  // --- queries ------------------------------------------------------------------------------

  private String queried() {
    String collection = collection();
    Map<String, Map<String, Object>> documents = new LinkedHashMap<>();
    documents.put("e", Map.of("state", "pending", "due", at(50), "n", 5L, "on", true));
    documents.put("a", Map.of("state", "pending", "due", at(10), "n", 1L, "on", false));
    documents.put("d", Map.of("state", "published", "due", at(40), "n", 2.5));
    documents.put("b", Map.of("state", "pending", "due", at(20), "n", "1"));
    documents.put("c", withNull("n", Map.of("state", "pending", "due", "a text", "on", "true")));
    documents.put("f", Map.of("due", at(5)));
    documents.forEach((id, fields) -> store().create(new DocumentPath(collection, id), fields));
    return collection;
  }

  private static Instant at(long seconds) {
    return Instant.parse("2026-01-11T00:00:00Z").plusSeconds(seconds);
  }

  private List<String> ids(DocumentQuery query) {
    return store().query(query).stream().map(each -> each.path().id()).toList();
  }

  @Test
  default void aQueryWithoutConditionsGivesTheCollectionById() {
    assertThat(ids(DocumentQuery.in(queried(), 100))).containsExactly("a", "b", "c", "d", "e", "f");
  }

  @Test
  default void aQueryOfAnUnknownCollectionGivesNothing() {
    assertThat(ids(DocumentQuery.in(collection(), 100))).isEmpty();
  }

  @Test
  default void equalFindsTheSameValue() {
    DocumentQuery all = DocumentQuery.in(queried(), 100);

    assertThat(ids(all.where("state", EQUAL, "pending"))).containsExactly("a", "b", "c", "e");
    assertThat(ids(all.where("n", EQUAL, 1L))).containsExactly("a");
    assertThat(ids(all.where("n", EQUAL, 2.5))).containsExactly("d");
    assertThat(ids(all.where("on", EQUAL, true))).containsExactly("e");
    assertThat(ids(all.where("due", EQUAL, at(20)))).containsExactly("b");
    assertThat(ids(all.where("state", EQUAL, "nobody's"))).isEmpty();
  }

  @Test
  default void atMostAndAtLeastIncludeTheBound() {
    DocumentQuery all = DocumentQuery.in(queried(), 100).orderedBy("due");

    assertThat(ids(all.where("due", AT_MOST, at(20)))).containsExactly("f", "a", "b");
    assertThat(ids(all.where("due", AT_MOST, at(20).minusMillis(1)))).containsExactly("f", "a");
    assertThat(ids(all.where("due", AT_LEAST, at(40)))).containsExactly("d", "e");
    assertThat(ids(all.where("due", AT_LEAST, at(10)).where("due", AT_MOST, at(40))))
        .containsExactly("a", "b", "d");
  }

  @Test
  default void conditionsAreAllRequired() {
    DocumentQuery due =
        DocumentQuery.in(queried(), 100)
            .where("state", EQUAL, "pending")
            .where("due", AT_MOST, at(30))
            .orderedBy("due");

    assertThat(ids(due)).containsExactly("a", "b");
  }

  @Test
  default void theLimitTakesTheFirstInOrder() {
    String collection = queried();

    assertThat(ids(DocumentQuery.in(collection, 2))).containsExactly("a", "b");
    assertThat(ids(DocumentQuery.in(collection, 2).where("due", AT_MOST, at(45)).orderedBy("due")))
        .containsExactly("f", "a");
  }

  @Test
  default void differentTypesNeverMatch() {
    DocumentQuery all = DocumentQuery.in(queried(), 100);

    assertThat(ids(all.where("due", EQUAL, at(10).toString()))).isEmpty();
    assertThat(ids(all.where("due", AT_LEAST, "a").orderedBy("due"))).containsExactly("c");
    assertThat(ids(all.where("n", EQUAL, "1"))).containsExactly("b");
    assertThat(ids(all.where("n", AT_LEAST, 0L).orderedBy("n"))).containsExactly("a", "d", "e");
    assertThat(ids(all.where("on", EQUAL, "true"))).containsExactly("c");
  }

  @Test
  default void aMissingFieldNeverMatchesNorIsOrdered() {
    String collection = queried();

    assertThat(ids(DocumentQuery.in(collection, 100).where("nobody", EQUAL, 1L))).isEmpty();
    assertThat(
            ids(DocumentQuery.in(collection, 100).where("due", AT_MOST, at(5)).orderedBy("state")))
        .isEmpty();
  }

  @Test
  default void aQuerySeesTheNewestFields() {
    DocumentPath path = fresh();
    store().create(path, Map.of("state", "pending"));
    store().merge(path, List.of(FieldChange.set("state", "published")));

    DocumentQuery all = DocumentQuery.in(path.collection(), 10);
    assertThat(ids(all.where("state", EQUAL, "pending"))).isEmpty();
    assertThat(ids(all.where("state", EQUAL, "published"))).hasSize(1);
  }

  // --- values -------------------------------------------------------------------------------

  @Test
  default void everyKindOfValueComesBackAsItWas() {
    DocumentPath path = fresh();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", "ünï–鍵 🗝 'quoted' \"twice\" \\ \n\t end");
    fields.put("empty text", "");
    fields.put("looks like a number", "12");
    fields.put("looks like a time", "2026-01-11T00:00:00Z");
    fields.put("yes", true);
    fields.put("no", false);
    fields.put("whole", 42L);
    fields.put("greatest", Long.MAX_VALUE);
    fields.put("least", Long.MIN_VALUE);
    fields.put("beyond a double", 9_007_199_254_740_993L);
    fields.put("double", 241.7);
    fields.put("whole double", 3.0);
    fields.put("small", 1e-300);
    fields.put("large", -1.7e308);
    fields.put("instant", Instant.parse("2026-01-12T11:34:02Z"));
    fields.put("before the epoch", Instant.parse("1969-12-31T23:59:59.500Z"));
    fields.put("list", List.of("a", 1L, true, 2.5, Map.of("in", List.of(Instant.EPOCH))));
    fields.put("empty list", List.of());
    fields.put("map", Map.of("a", Map.of("b", Map.of("c", List.of(Map.of("d", 1L))))));
    fields.put("empty map", Map.of());

    store().create(path, fields);

    assertThat(fieldsOf(path)).isEqualTo(fields);
  }

  @Test
  default void nullsInsideMapsAndListsAreKept() {
    DocumentPath path = fresh();
    Map<String, Object> inner = withNull("trigger_source", Map.of("a", 1L));
    List<@Nullable Object> list = Arrays.asList("a", null, "b");
    store().create(path, withNull("top", Map.of("inner", inner)));

    store().merge(path, List.of(FieldChange.set("merged", inner), FieldChange.set("list", list)));

    Map<String, Object> expected =
        withNull("top", Map.of("inner", inner, "merged", inner, "list", list));
    assertThat(fieldsOf(path)).isEqualTo(expected);
  }

  @Test
  default void instantsAreExactToTheMicrosecond() {
    assumeTrue(capabilities().contains(Capability.MICROSECONDS), "no microseconds");
    DocumentPath path = fresh();
    Instant micros = Instant.parse("2026-01-12T11:34:02.123456Z");

    store().create(path, Map.of("at", micros, "nanos", micros.plusNanos(789)));

    assertThat(fieldsOf(path)).isEqualTo(Map.of("at", micros, "nanos", micros));
    assertThat(
            ids(
                DocumentQuery.in(path.collection(), 10)
                    .where("at", AT_MOST, micros.minusNanos(1000))))
        .isEmpty();
    assertThat(ids(DocumentQuery.in(path.collection(), 10).where("at", AT_MOST, micros)))
        .hasSize(1);
  }

  @Test
  default void smallerNumbersAreWidened() {
    DocumentPath path = fresh();

    store().create(path, Map.of("int", 7, "float", 0.5f, "list", List.of(1)));

    assertThat(fieldsOf(path)).isEqualTo(Map.of("int", 7L, "float", 0.5, "list", List.of(1L)));
  }

  @Test
  default void aDocumentOf900KilobytesComesBack() {
    DocumentPath path = fresh();
    Map<String, Object> reports = new LinkedHashMap<>();
    for (int i = 0; i < 900; i++) {
      reports.put("execution." + i, "x".repeat(1000));
    }
    store().create(path, Map.of("_reports", reports));

    store().merge(path, List.of(FieldChange.set("player_daily_cache", Map.of("n", 1L))));

    assertThat(fieldsOf(path))
        .isEqualTo(Map.of("_reports", reports, "player_daily_cache", Map.of("n", 1L)));
  }

  @Test
  default void aDocumentOverOneMebibyteIsRefused() {
    assumeTrue(capabilities().contains(Capability.SIZE_LIMIT), "no limit of size");
    DocumentPath path = fresh();
    String half = "x".repeat(550_000);

    assertThatThrownBy(() -> store().create(path, Map.of("a", half, "b", half)))
        .isInstanceOfSatisfying(
            PortFailure.class, e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.INVALID));
    assertThat(store().get(path)).isEmpty();

    store().create(path, Map.of("a", half));
    assertThatThrownBy(() -> store().merge(path, List.of(FieldChange.set("b", half))))
        .isInstanceOfSatisfying(
            PortFailure.class, e -> assertThat(e.kind()).isEqualTo(PortFailure.Kind.INVALID));
    assertThat(fieldsOf(path)).containsOnlyKeys("a");
  }

  // --- for the tests above ------------------------------------------------------------------

  private static Map<String, Object> withNull(String name, Map<String, Object> others) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(others);
    fields.put(name, null);
    return DocumentValues.frozenMap(fields);
  }

  /** A writer, told its number. */
  interface Writer<T> {
    T write(int number) throws Exception;
  }

  /** What so many writers answer, in the order of their numbers, all started at once. */
  static <T> List<T> atOnce(int writers, Writer<T> writer) {
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      var start = new java.util.concurrent.CountDownLatch(1);
      List<Callable<T>> calls = new ArrayList<>();
      for (int number = 0; number < writers; number++) {
        int mine = number;
        calls.add(
            () -> {
              start.await();
              return writer.write(mine);
            });
      }
      var running = calls.stream().map(pool::submit).toList();
      start.countDown();
      List<T> answers = new ArrayList<>();
      for (var each : running) {
        answers.add(each.get(60, java.util.concurrent.TimeUnit.SECONDS));
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("a writer failed", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
