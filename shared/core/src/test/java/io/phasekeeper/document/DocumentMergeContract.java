package io.phasekeeper.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.outcome.PortFailure;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a {@link DocumentStore} merges fields. */
public interface DocumentMergeContract extends DocumentStoreUnderTest {
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
    store()
        .create(
            path,
            DocumentStoreUnderTest.withNull(
                "nothing", Map.of("text", "completed", "list", List.of(1L))));

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

    DocumentStoreUnderTest.atOnce(
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
}
