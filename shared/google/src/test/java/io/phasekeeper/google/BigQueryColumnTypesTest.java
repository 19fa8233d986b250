package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.phasekeeper.google.fake.FakeBigQuery;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.warehouse.Comparison;
import io.phasekeeper.warehouse.Measure;
import io.phasekeeper.warehouse.Measured;
import io.phasekeeper.warehouse.SqlFile;
import io.phasekeeper.warehouse.SqlStatement;
import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns whose type somebody changed: the failure names them, and nothing is guessed. */
class BigQueryColumnTypesTest {
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static FakeBigQuery fake;
  private static BigQueryStatements statements;
  private static BigQueryWarehouse warehouse;

  @BeforeAll
  static void start() throws IOException {
    fake = FakeBigQuery.start("types");
    statements =
        BigQueryStatements.open(
            "types", Optional.of(fake.host()), BigQueryStatements.Limits.STANDARD);
    warehouse = new BigQueryWarehouse(statements);
  }

  @AfterAll
  static void stop() {
    fake.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "DATETIME | CAST('2026-01-12 11:30:08' AS DATETIME) | 2026-01-12T11:30:08",
        "STRING | '2026-01-12 11:30:08' | 2026-01-12 11:30:08",
        "STRING | '1768217408000000' | 1768217408000000",
        "INT64 | 1768217408 | 1768217408",
        "DATE | DATE '2026-01-12' | 2026-01-12",
      })
  void aTimeOfWritingOfAnotherTypeIsInvalid(String type, String written, String shown) {
    TableRef table = table("processed_at", type, written);

    assertThat(failure(() -> measure(table)))
        .hasMessage(
            "bigquery: measures of "
                + table.name()
                + " (project types): column oldest is a "
                + type
                + ": "
                + shown
                + "; expected a TIMESTAMP");
    assertThat(
            failure(
                () ->
                    warehouse.compare(
                        new Comparison(
                            table, table, DATE, DATE, Optional.empty(), "processed_at"))))
        .hasMessageContaining("column output_newest is a " + type);
  }

  @Test
  void rowsWithoutATimeOfWritingAreMeasuredWhateverItsType() {
    TableRef table = table("processed_at", "DATETIME", "NULL");

    assertThat(measure(table)).singleElement().satisfies(each -> assertThat(each.rows()).isOne());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "FLOAT64 | 324.5 | a FLOAT64: 324.5; expected a whole number",
        "STRING | 'many' | a STRING: many; expected a number",
        "STRING | '324' | a STRING: 324; expected a number",
      })
  void aCountOfAnotherTypeInTheRunHistoryIsInvalid(String type, String count, String told) {
    String table = history(type, count);

    assertThat(failure(() -> warehouse.openRuns(table, DATE, DATE, List.of(), 10)))
        .hasMessage(
            "bigquery: open-runs of "
                + table
                + " (project types): column records_processed is "
                + told);
  }

  @Test
  void aWholeCountIsReadFromAnyNumber() {
    for (String type : List.of("INT64", "FLOAT64")) {
      assertThat(warehouse.openRuns(history(type, "324"), DATE, DATE, List.of(), 10))
          .singleElement()
          .satisfies(open -> assertThat(open.row().recordsProcessed()).hasValue(324L));
    }
  }

  private static List<Measured> measure(TableRef table) {
    return warehouse.measure(
        Measure.of(table, DATE, DATE, Optional.empty(), Optional.of("processed_at")));
  }

  private static TableRef table(String column, String type, String value) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("game_date", "DATE");
    columns.put("game_id", "STRING");
    columns.put(column, type);
    return new TableRef(
        made(columns, "DATE '" + DATE + "', '0022500441', " + value), "game_date", Map.of());
  }

  private static String history(String type, String count) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String text : List.of("processor_name", "run_id", "status", "phase", "errors")) {
      columns.put(text, "STRING");
    }
    columns.put("started_at", "TIMESTAMP");
    columns.put("processed_at", "TIMESTAMP");
    columns.put("data_date", "DATE");
    columns.put("records_processed", type);
    return made(
        columns,
        "'player_game_summary', 'r1', 'running', 'phase3', NULL,"
            + " TIMESTAMP '2026-01-12 11:30:08+00', NULL, DATE '"
            + DATE
            + "', "
            + count);
  }

  /** A table of one row. */
  private static String made(Map<String, String> columns, String values) {
    String table = "types.t" + NUMBER.incrementAndGet();
    fake.create(table, columns, Set.of());
    assertThat(
            statements.run(
                "test",
                table,
                new SqlStatement(
                    "INSERT INTO " + SqlFile.quotedTable(table) + " VALUES (" + values + ")",
                    Map.of())))
        .isEmpty();
    return table;
  }

  private static PortFailure failure(ThrowingCallable call) {
    PortFailure failure = catchThrowableOfType(PortFailure.class, call);
    assertThat(failure).as("a port failure").isNotNull();
    assertThat(failure.kind()).isEqualTo(Kind.INVALID);
    return failure;
  }
}
