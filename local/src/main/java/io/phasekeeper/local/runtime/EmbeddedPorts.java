package io.phasekeeper.local.runtime;

import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.embedded.DuckDbWarehouse;
import io.phasekeeper.embedded.EmbeddedStorage;
import io.phasekeeper.embedded.FolderFileStore;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.TableShape;
import io.phasekeeper.warehouse.SqlFile;
import io.phasekeeper.warehouse.TableWriter;
import io.phasekeeper.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** H2 and DuckDB in one data directory. */
public final class EmbeddedPorts implements Ports {
  private final Path directory;
  private final EmbeddedStorage storage;
  private final LazyWarehouse warehouse;
  private final FolderFileStore files;

  private EmbeddedPorts(Path directory, EmbeddedStorage storage, LazyWarehouse warehouse) {
    this.directory = directory;
    this.storage = storage;
    this.warehouse = warehouse;
    this.files = new FolderFileStore(directory.resolve("files"));
  }

  /**
   * Opens the directory's databases; the tables are made where they are not there.
   *
   * @param pipelineFile beside it, in {@code NAME/ddl}, may stand the tables' DDL
   * @throws io.phasekeeper.embedded.DataDirectoryException if they cannot be used
   */
  public static EmbeddedPorts open(
      Path directory, Path pipelineFile, Pipeline pipeline, InstantSource clock) {
    EmbeddedStorage storage = EmbeddedStorage.open(directory, clock);
    return new EmbeddedPorts(
        directory,
        storage,
        new LazyWarehouse(
            () -> {
              DuckDbWarehouse opened = storage.warehouse();
              ddl(pipelineFile).forEach(opened::define);
              pipeline.tables().values().forEach(shape -> opened.define(ddl(shape)));
              pipeline
                  .gateResults()
                  .ifPresent(
                      table ->
                          opened.define(
                              SqlFile.named("ddl/gate-results")
                                  .with(Map.of("table", SqlFile.quotedTable(table)))));
              return opened;
            }));
  }

  private static List<String> ddl(Path pipelineFile) {
    String name = pipelineFile.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    Path folder = pipelineFile.resolveSibling(name).resolve("ddl");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> texts = new java.util.ArrayList<>();
      for (Path file : files.sorted().toList()) {
        texts.add(Files.readString(file));
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the DDL in " + folder, e);
    }
  }

  /** What the pipeline file tells of a table is enough to make it. */
  private static String ddl(TableShape shape) {
    String columns =
        shape.columns().entrySet().stream()
            .map(column -> "`" + column.getKey() + "` " + column.getValue())
            .collect(Collectors.joining(", "));
    return "CREATE TABLE IF NOT EXISTS `"
        + shape.table().name()
        + "` ("
        + columns
        + (shape.columns().containsKey("processed_at") ? "" : ", `processed_at` TIMESTAMP")
        + ");";
  }

  @Override
  public String description() {
    return "documents and queue in H2, tables in DuckDB, kept in " + directory;
  }

  /** Opens the warehouse now, so that a damaged one is told before anything starts. */
  public void openWarehouse() {
    warehouse.open();
  }

  @Override
  public DocumentStore documents() {
    return storage.documents();
  }

  @Override
  public Warehouse warehouse() {
    return warehouse;
  }

  @Override
  public TableWriter tables() {
    return warehouse;
  }

  @Override
  public FileStore files() {
    return files;
  }

  @Override
  public void file(String uri, Instant written, Optional<String> content) {
    content.ifPresentOrElse(text -> files.put(uri, written, text), () -> files.remove(uri));
  }

  @Override
  public Messages messages() {
    return storage.messages();
  }

  @Override
  public void createTopic(String topic) {
    storage.messages().createTopic(topic);
  }

  @Override
  public Subscription subscribe(String name, String topic) {
    return storage.messages().subscribe(name, topic, RedeliveryPolicy.STANDARD);
  }

  @Override
  public void deliverAgain(String subscription, String messageId) {
    storage.messages().deliverAgain(subscription, messageId);
  }

  @Override
  public Optional<Instant> nextDue() {
    return storage.messages().nextDue();
  }

  @Override
  public String lastMessageId() {
    return storage.messages().newestId();
  }

  @Override
  public void releaseTaken() {
    storage.messages().releaseTaken();
  }

  @Override
  public void close() {
    storage.close();
  }
}
