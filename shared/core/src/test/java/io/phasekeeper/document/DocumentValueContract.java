package io.phasekeeper.document;

import static io.phasekeeper.document.DocumentQuery.Operator.AT_MOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which values a {@link DocumentStore} keeps, and how. */
public interface DocumentValueContract extends DocumentStoreUnderTest {
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
    Map<String, Object> inner = DocumentStoreUnderTest.withNull("trigger_source", Map.of("a", 1L));
    List<@Nullable Object> list = Arrays.asList("a", null, "b");
    store().create(path, DocumentStoreUnderTest.withNull("top", Map.of("inner", inner)));

    store().merge(path, List.of(FieldChange.set("merged", inner), FieldChange.set("list", list)));

    Map<String, Object> expected =
        DocumentStoreUnderTest.withNull(
            "top", Map.of("inner", inner, "merged", inner, "list", list));
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
}
