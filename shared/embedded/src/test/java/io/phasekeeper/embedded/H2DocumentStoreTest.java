package io.phasekeeper.embedded;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.DocumentStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  @Override
  public DocumentStore store() {
    return new H2DocumentStore(database);
  }
}
