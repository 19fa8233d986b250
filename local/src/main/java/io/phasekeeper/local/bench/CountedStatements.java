package io.phasekeeper.local.bench;

import io.phasekeeper.local.bench.bare.WideTables;
import io.phasekeeper.warehouse.Comparison;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.TableRef;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Counts the statements that a warehouse is asked, and what BigQuery would read for them. */
final class CountedStatements {
  /** What the part of {@link SqlStatement#upstream} that reads runs names of their table. */
  private static final String RUN_COLUMNS =
      "`data_date` `processor_name` `run_id` `status` `started_at` `processed_at`"
          + " `records_processed` `errors`";

  private final WideTables tables;
  private final Warehouse warehouse;
  private long statements;
  private double bytes;

  CountedStatements(Warehouse real, WideTables tables) {
    this.tables = tables;
    this.warehouse =
        (Warehouse)
            Proxy.newProxyInstance(
                CountedStatements.class.getClassLoader(),
                new Class<?>[] {Warehouse.class},
                (proxy, method, arguments) -> {
                  asked(method.getName(), arguments);
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  Warehouse warehouse() {
    return warehouse;
  }

  void forget() {
    statements = 0;
    bytes = 0;
  }

  long statements() {
    return statements;
  }

  double bytes() {
    return bytes;
  }

  @SuppressWarnings("unchecked") // the key columns, as the method declares them
  private void asked(String method, Object[] arguments) {
    statements++;
    switch (method) {
      case "measure" -> {
        Measure question = (Measure) arguments[0];
        read(question.table(), SqlStatement.measure(question), question.from(), question.to());
      }
      case "compare" -> {
        Comparison question = (Comparison) arguments[0];
        SqlStatement statement = SqlStatement.compare(question);
        read(question.output(), statement, question.from(), question.to());
        read(question.input(), statement, question.from(), question.to());
      }
      case "rowCounts" -> {
        TableRef table = (TableRef) arguments[0];
        LocalDate from = (LocalDate) arguments[1];
        LocalDate to = (LocalDate) arguments[2];
        read(table, SqlStatement.rowCounts(table, from, to), from, to);
      }
      case "keyCounts" -> {
        TableRef table = (TableRef) arguments[0];
        LocalDate from = (LocalDate) arguments[2];
        LocalDate to = (LocalDate) arguments[3];
        read(table, SqlStatement.keyCounts(table, (List<String>) arguments[1], from, to), from, to);
      }
      case "upstream" -> {
        UpstreamQuestion question = (UpstreamQuestion) arguments[0];
        for (UpstreamQuestion.Window each : question.tables()) {
          UpstreamQuestion alone = new UpstreamQuestion(List.of(each), Optional.empty());
          read(each.table(), SqlStatement.upstream(alone), each.from(), each.to());
        }
        question
            .runs()
            .ifPresent(
                runs -> bytes += tables.bytes(runs.table(), RUN_COLUMNS, runs.from(), runs.to()));
      }
      default -> {
        // The calendar: it is read once for all gates.
      }
    }
  }

  private void read(TableRef table, SqlStatement statement, LocalDate from, LocalDate to) {
    bytes += tables.bytes(table.name(), statement.text(), from, to);
  }
}
