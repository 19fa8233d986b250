package io.phasekeeper.document;

import static io.phasekeeper.document.DocumentQuery.Operator.AT_LEAST;
import static io.phasekeeper.document.DocumentQuery.Operator.AT_MOST;
import static io.phasekeeper.document.DocumentQuery.Operator.EQUAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a {@link DocumentStore} answers to queries. */
public interface DocumentQueryContract extends DocumentStoreUnderTest {
  private String queried() {
    String collection = collection();
    Map<String, Map<String, Object>> documents = new LinkedHashMap<>();
    documents.put("e", Map.of("state", "pending", "due", at(50), "n", 5L, "on", true));
    documents.put("a", Map.of("state", "pending", "due", at(10), "n", 1L, "on", false));
    documents.put("d", Map.of("state", "published", "due", at(40), "n", 2.5));
    documents.put("b", Map.of("state", "pending", "due", at(20), "n", "1"));
    documents.put(
        "c",
        DocumentStoreUnderTest.withNull(
            "n", Map.of("state", "pending", "due", "a text", "on", "true")));
    documents.put("f", Map.of("due", at(5)));
    documents.forEach((id, fields) -> store().create(new DocumentPath(collection, id), fields));
    return collection;
  }

  private static Instant at(long seconds) {
    return Instant.parse("2026-01-11T00:00:00Z").plusSeconds(seconds);
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
}
