package io.phasekeeper.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentQuery.Operator;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.DocumentStoreContract;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.outcome.PortFailure.Service;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class H2DocumentStoreTest implements DocumentStoreContract {
  @TempDir private static Path directory;
  private static H2Database database;

  @BeforeAll
  static void open() {
    database = H2Database.open(directory.resolve("phasekeeper"));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void aFileFromBeforeDueTimesHadAColumnIsStillAskedForWhatIsDue(@TempDir Path folder) {
    Path file = folder.resolve("phasekeeper");
    Instant due = Instant.parse("2026-01-10T06:30:00.5Z");
    DocumentPath path = new DocumentPath("phasekeeper_triggers", "one");
    try (H2Database older = H2Database.open(file)) {
      boolean created = new H2DocumentStore(older).create(path, Map.of("due_at", due));
      assertThat(created).isTrue();
      older.run(
          Service.FIRESTORE,
          "taking the column away",
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.execute("DROP INDEX document_due");
              return statement.execute("ALTER TABLE document DROP COLUMN due");
            }
          });
    }
    try (H2Database newer = H2Database.open(file)) {
      H2DocumentStore store = new H2DocumentStore(newer);
      assertThat(store.query(dueBy(due.minusNanos(1)))).isEmpty();
      assertThat(store.query(dueBy(due))).extracting(Document::path).containsExactly(path);
    }
  }

  @Test
  void aFileFromBeforeStatesHadAColumnIsStillAskedForWhatIsOpen(@TempDir Path folder) {
    Path file = folder.resolve("phasekeeper");
    DocumentPath path = new DocumentPath("phasekeeper_findings", "one");
    try (H2Database older = H2Database.open(file)) {
      boolean created = new H2DocumentStore(older).create(path, Map.of("state", "open"));
      assertThat(created).isTrue();
      older.run(
          Service.FIRESTORE,
          "taking the column away",
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.execute("DROP INDEX document_state");
              return statement.execute("ALTER TABLE document DROP COLUMN state");
            }
          });
    }
    try (H2Database newer = H2Database.open(file)) {
      H2DocumentStore store = new H2DocumentStore(newer);
      assertThat(store.query(inState("open"))).extracting(Document::path).containsExactly(path);
      assertThat(store.query(inState("resolved"))).isEmpty();
      store.merge(path, List.of(FieldChange.set("state", "resolved")));
      assertThat(store.query(inState("open"))).isEmpty();
      assertThat(store.query(inState("resolved"))).extracting(Document::path).containsExactly(path);
    }
  }

  private static DocumentQuery inState(String state) {
    return DocumentQuery.in("phasekeeper_findings", 10).where("state", Operator.EQUAL, state);
  }

  private static DocumentQuery dueBy(Instant time) {
    return DocumentQuery.in("phasekeeper_triggers", 10)
        .where("due_at", Operator.AT_MOST, time)
        .orderedBy("due_at");
  }

  @Override
  public DocumentStore store() {
    return new H2DocumentStore(database);
  }
}
