package io.phasekeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A result as it is stored, and as a row of history. */
class GateDocumentTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));
  private static final Instant NOW = Instant.parse("2026-01-23T22:00:00Z");
  private static final LocalDate DATE = LocalDate.of(2026, 1, 23);

  private static GateDocument.Said said(Optional<String> text, Optional<Long> number) {
    return new GateDocument.Said(
        "rows:a/b",
        "rows",
        "store",
        DATE,
        text,
        "fails",
        text,
        number,
        number,
        "few",
        Map.of("worst", List.of("x")));
  }

  private static Document stored(GateDocument.Said said) {
    MemoryDocumentStore documents = new MemoryDocumentStore();
    List<FieldChange> changes = new ArrayList<>(GateDocument.changes(NBA, said, NOW));
    changes.addAll(GateDocument.history(NBA, said, NOW));
    documents.merge(GateDocument.path(NBA, said), changes);
    return documents.get(GateDocument.path(NBA, said)).orElseThrow();
  }

  private static Map<String, Object> row(GateDocument.Said said) {
    Map<?, ?> unkept = stored(said).field("unkept", Map.class).orElseThrow();
    return new LinkedHashMap<>(GateDocument.stored(NBA, (Map<?, ?>) unkept.get(said.numbers())));
  }

  @Test
  void itsIdHasNoSlashAndItsCycleBehind() {
    assertThat(stored(said(Optional.of("same_day"), Optional.of(3L))).path().id())
        .isEqualTo("nba:rows:a∕b:2026-01-23:same_day");
    assertThat(stored(said(Optional.empty(), Optional.empty())).path().id())
        .isEqualTo("nba:rows:a∕b:2026-01-23");
  }

  @Test
  void aRowOfHistoryHasTheTypesOfItsTable() {
    Map<String, Object> row = row(said(Optional.of("same_day"), Optional.of(3L)));

    assertThat(row)
        .containsEntry("pipeline", "nba")
        .containsEntry("result_id", "nba:rows:a∕b:2026-01-23:same_day:2026-01-23T22:00:00Z")
        .containsEntry("data_date", DATE)
        .containsEntry("cycle", "same_day")
        .containsEntry("action", "same_day")
        .containsEntry("verdict", "fails")
        .containsEntry("observed", 3.0)
        .containsEntry("wanted", 3.0)
        .containsEntry("evidence", "{\"worst\":[\"x\"]}")
        .containsEntry("checked_at", NOW)
        .doesNotContainKey("date");
    assertThat(row(said(Optional.empty(), Optional.empty())))
        .doesNotContainKeys("cycle", "action", "observed", "wanted");
  }

  @Test
  void whatIsNotSaidAnyMoreIsTakenAway() {
    MemoryDocumentStore documents = new MemoryDocumentStore();
    GateDocument.Said before = said(Optional.empty(), Optional.of(3L));
    documents.merge(GateDocument.path(NBA, before), GateDocument.changes(NBA, before, NOW));
    documents.merge(
        GateDocument.path(NBA, before),
        GateDocument.changes(NBA, said(Optional.empty(), Optional.empty()), NOW));

    assertThat(documents.get(GateDocument.path(NBA, before)).orElseThrow().fields())
        .doesNotContainKeys("observed", "wanted")
        .containsEntry("verdict", "fails");
  }
}
