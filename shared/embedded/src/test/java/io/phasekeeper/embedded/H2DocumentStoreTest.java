package io.phasekeeper.embedded;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.DocumentStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class H2DocumentStoreTest implements DocumentStoreContract {
  @TempDir private Path directory;
  private H2Database database;

  @BeforeEach
  void open() {
    database = H2Database.open(directory.resolve("phasekeeper"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  public DocumentStore store() {
    return new H2DocumentStore(database);
  }
}
