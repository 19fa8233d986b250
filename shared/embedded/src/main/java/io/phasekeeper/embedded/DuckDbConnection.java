package io.phasekeeper.embedded;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.outcome.PortFailure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** DuckDB's one connection, for one caller at a time, with what GoogleSQL wants of it. */
final class DuckDbConnection implements AutoCloseable {
  private static final List<String> SETTINGS =
      List.of(
          "SET TimeZone = 'UTC'",
          "SET threads = 1",
          "SET autoinstall_known_extensions = false",
          "SET autoload_known_extensions = false",
          "SET enable_external_access = false");

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Connection connection;

  private DuckDbConnection(Connection connection) {
    this.connection = connection;
  }

  static DuckDbConnection open(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try {
      for (String each : SETTINGS) {
        execute(connection, each);
      }
      for (String each : DuckDbDialect.MACROS) {
        execute(connection, each);
      }
      return new DuckDbConnection(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Something to be done with the connection while nobody else does. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** All of it or nothing. */
  @CanIgnoreReturnValue
  <T> T inTransaction(String doing, Work<T> work) {
    return locked(
        doing,
        same -> {
          boolean done = false;
          execute(connection, "BEGIN TRANSACTION");
          try {
            T answer = work.on(same);
            execute(connection, "COMMIT");
            done = true;
            return answer;
          } finally {
            if (!done) {
              execute(connection, "ROLLBACK");
            }
          }
        });
  }

  @CanIgnoreReturnValue
  <T> T locked(String doing, Work<T> work) {
    lock.lock();
    try {
      return work.on(connection);
    } catch (SQLException e) {
      throw failure(doing, e);
    } finally {
      lock.unlock();
    }
  }

  /** Within {@link #locked}. */
  void execute(String sql) throws SQLException {
    execute(connection, sql);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** DuckDB gives no codes; its messages begin with the class of the error. */
  static PortFailure failure(String doing, SQLException e) {
    String found = String.valueOf(e.getMessage());
    PortFailure.Kind kind = PortFailure.Kind.UNAVAILABLE;
    if (found.startsWith("Catalog Error")
        && (found.contains("Table with name") || found.contains("Schema with name"))) {
      kind = PortFailure.Kind.MISSING;
    } else if (found.matches(
        "(?s)(Catalog|Binder|Parser|Conversion|Constraint|Invalid Input) Error.*")) {
      kind = PortFailure.Kind.INVALID;
    }
    return new PortFailure(PortFailure.Service.BIGQUERY, kind, doing + ": " + found, e);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure("closing DuckDB", e);
    } finally {
      lock.unlock();
    }
  }
}
