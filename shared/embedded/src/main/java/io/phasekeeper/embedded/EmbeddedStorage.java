package io.phasekeeper.embedded;

import io.phasekeeper.document.DocumentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * All that the embedded runtime keeps in one directory: {@code phasekeeper.mv.db} with documents
 * and messages, {@code warehouse.duckdb} with the pipeline's tables.
 *
 * <p>One process owns it at a time; a second one is told so. While {@code up} runs, other commands
 * ask it over HTTP; else each opens the directory for as long as it takes.
 */
public final class EmbeddedStorage implements AutoCloseable {
  private final Path directory;
  private final H2Database database;
  private final H2DocumentStore documents;
  private final H2Messages messages;
  private @Nullable DuckDbWarehouse warehouse;

  private EmbeddedStorage(Path directory, H2Database database, InstantSource clock) {
    this.directory = directory;
    this.database = database;
    this.documents = new H2DocumentStore(database);
    this.messages = new H2Messages(database, clock);
  }

  /**
   * Opens the directory, or makes it.
   *
   * @param clock decides when messages are due
   * @throws DataDirectoryException if it cannot be used; the message says why and what to do
   */
  public static EmbeddedStorage open(Path directory, InstantSource clock) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new DataDirectoryException(
          "making the data directory "
              + directory.toAbsolutePath()
              + " failed ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "); choose another --data directory, or mend its permissions",
          e);
    }
    return new EmbeddedStorage(directory, H2Database.open(directory.resolve("phasekeeper")), clock);
  }

  public DocumentStore documents() {
    return documents;
  }

  public H2Messages messages() {
    return messages;
  }

  /**
   * The warehouse, opened when first asked for: loading DuckDB takes longer than all the rest.
   *
   * @throws DataDirectoryException if its file cannot be used
   */
  public synchronized DuckDbWarehouse warehouse() {
    if (warehouse == null) {
      warehouse = DuckDbWarehouse.open(directory.resolve("warehouse.duckdb"));
    }
    return warehouse;
  }

  /** Closes both files; twice is the same as once. */
  @Override
  public synchronized void close() {
    try {
      if (warehouse != null) {
        warehouse.close();
      }
    } finally {
      database.close();
    }
  }
}
