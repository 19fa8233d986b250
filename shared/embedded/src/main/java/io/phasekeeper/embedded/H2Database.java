package io.phasekeeper.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.outcome.PortFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * The file of documents and messages: one connection, on one thread of its own.
 *
 * <p>A call of ours takes some 0.05 ms, less than threads lose by waiting for each other's rows, so
 * one at a time is enough. The thread is ours because an interrupt of a thread that writes (a
 * server that stops interrupts its own) closes the file under everybody. Write delay is 0: what a
 * call wrote is with the operating system when it returns, and a {@code kill -9} right after it
 * loses nothing. {@link EmbeddedStorage} sees to it that only one process owns the file: H2's own
 * way to share it would listen on a socket.
 */
final class H2Database implements AutoCloseable {
  /** In H2's list of errors: the file is damaged, or is none of its own. */
  private static final List<Integer> DAMAGED = List.of(90030, 90048, 90057, 50000, 90104, 90110);

  private static final int IN_USE = 90020;

  private static final int IO_FAILED = 90028;

  /** H2 itself keeps other processes out, but would let this one open a file twice. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private static final List<String> SCHEMA =
      List.of(
          // Values lie in their row: a lookup elsewhere for each would cost more than it saves.
          "SET MAX_LENGTH_INPLACE_LOB 8388608",
          // Milliseconds before the file's dead space is written again. H2's own 45 s, meant for a
          // power cut, let
          // the file grow by 40 MB for each second at full speed; a killed process needs none.
          "SET RETENTION_TIME 5000",
          "CREATE SEQUENCE IF NOT EXISTS revision",
          """
          CREATE TABLE IF NOT EXISTS document (
            collection VARCHAR NOT NULL, id VARCHAR NOT NULL, revision BIGINT NOT NULL,
            fields CLOB NOT NULL, PRIMARY KEY (collection, id))""",
          // So that a query for what is due does not look through all that ever was. Rows of a file
          // that is older than the column get 0, the beginning of time, and so are looked at.
          "ALTER TABLE document ADD COLUMN IF NOT EXISTS due BIGINT DEFAULT 0 NOT NULL",
          "CREATE INDEX IF NOT EXISTS document_due ON document (collection, due)",
          // The same for what is open. Rows of an older file get '*', and are looked at.
          "ALTER TABLE document ADD COLUMN IF NOT EXISTS state VARCHAR DEFAULT '*' NOT NULL",
          "CREATE INDEX IF NOT EXISTS document_state ON document (collection, state)",
          "CREATE TABLE IF NOT EXISTS topic (name VARCHAR PRIMARY KEY)",
          """
          CREATE TABLE IF NOT EXISTS subscription (
            name VARCHAR PRIMARY KEY, topic VARCHAR NOT NULL REFERENCES topic)""",
          """
          CREATE TABLE IF NOT EXISTS message (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic VARCHAR NOT NULL,
            published_at BIGINT NOT NULL, data BLOB NOT NULL, attributes CLOB NOT NULL)""",
          """
          CREATE TABLE IF NOT EXISTS delivery (
            number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subscription VARCHAR NOT NULL,
            message BIGINT NOT NULL REFERENCES message, due_at BIGINT NOT NULL,
            attempts INT NOT NULL, receipt BIGINT NOT NULL)""",
          "CREATE INDEX IF NOT EXISTS delivery_due ON delivery (subscription, due_at, number)",
          "CREATE INDEX IF NOT EXISTS delivery_receipt ON delivery (receipt)",
          "CREATE SEQUENCE IF NOT EXISTS receipt START WITH 1");

  private final ExecutorService owner =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "phasekeeper-h2");
            thread.setDaemon(true);
            return thread;
          });
  private final Path file;
  private final String url;
  private Connection connection;

  private H2Database(Path file, String url, Connection connection) {
    this.file = file;
    this.url = url;
    this.connection = connection;
  }

  /**
   * Opens the file, or makes it.
   *
   * @param file without H2's own suffix {@code .mv.db}
   * @throws DataDirectoryException if it cannot be
   */
  static H2Database open(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    if (absolute.toString().contains(";")) {
      throw new DataDirectoryException(
          "opening the documents: the path "
              + absolute
              + " has a ; in it; choose another directory");
    }
    String url =
        "jdbc:h2:file:"
            + absolute
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;QUERY_CACHE_SIZE=64";
    if (!OPEN.add(absolute)) {
      throw new DataDirectoryException(
          "opening the documents: " + absolute + ".mv.db is open in this process already");
    }
    boolean opened = false;
    try {
      H2Database database = new H2Database(absolute, url, connect(url));
      opened = true;
      return database;
    } catch (SQLException e) {
      throw unusable(absolute, e);
    } finally {
      if (!opened) {
        OPEN.remove(absolute);
      }
    }
  }

  private static Connection connect(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (var statement = connection.createStatement()) {
      for (String each : SCHEMA) {
        statement.execute(each);
      }
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static DataDirectoryException unusable(Path file, SQLException e) {
    String found =
        e.getErrorCode() == IN_USE
            ? "is open in another process; stop that one, or choose another --data directory"
            : DAMAGED.contains(e.getErrorCode()) || unreadable(file, e)
                ? "is damaged; move it away to keep it, or start with --fresh to forget it"
                : "cannot be used; look at the directory's permissions and its free space";
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new DataDirectoryException(
        "opening the documents: " + file + ".mv.db " + found + " (" + reason + ")", e);
  }

  /** Whether it is the content that cannot be read, not the file: a part of it is missing. */
  private static boolean unreadable(Path file, SQLException e) {
    Path stored = file.resolveSibling(file.getFileName() + ".mv.db");
    return e.getErrorCode() == IO_FAILED && Files.isReadable(stored) && Files.isWritable(stored);
  }

  /** What is done on the connection, in one transaction. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Runs the work alone and commits it.
   *
   * @param doing for the message, such as "reading document a/b"
   * @throws PortFailure {@code UNAVAILABLE} if the database fails; then nothing was written
   */
  @CanIgnoreReturnValue
  <T> T run(PortFailure.Service service, String doing, Work<T> work) {
    try {
      return onOwnThread(() -> inTransaction(work));
    } catch (SQLException e) {
      throw new PortFailure(
          service,
          PortFailure.Kind.UNAVAILABLE,
          doing + " in " + file + ".mv.db: " + e.getMessage(),
          e);
    }
  }

  private <T> T inTransaction(Work<T> work) throws SQLException {
    Connection on = connection();
    boolean done = false;
    try {
      T answer = work.on(on);
      on.commit();
      done = true;
      return answer;
    } finally {
      if (!done && !on.isClosed()) {
        on.rollback();
      }
    }
  }

  /** Waits for the answer however often the caller is interrupted, and tells it afterwards. */
  private <T> T onOwnThread(Callable<T> task) throws SQLException {
    Future<T> answer;
    try {
      answer = owner.submit(task);
    } catch (RejectedExecutionException e) {
      throw new SQLException("the database was closed", e);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof SQLException failed) {
        throw failed;
      }
      if (cause instanceof RuntimeException bug) {
        throw bug;
      }
      throw new IllegalStateException(cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** H2 closes itself after an I/O error (a full disk): the next caller opens it anew. */
  private Connection connection() throws SQLException {
    if (connection.isClosed()) {
      connection = connect(url);
    }
    return connection;
  }

  /** Waits for the calls that are under way; later ones fail. Twice is the same as once. */
  @Override
  public void close() {
    if (owner.isShutdown()) {
      return;
    }
    try {
      boolean closed =
          onOwnThread(
              () -> {
                owner.shutdown();
                OPEN.remove(file);
                connection.close();
                return true;
              });
      assert closed;
    } catch (SQLException e) {
      throw new DataDirectoryException("closing " + file + ".mv.db: " + e.getMessage(), e);
    }
  }
}
