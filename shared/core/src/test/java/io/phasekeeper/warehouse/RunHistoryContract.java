package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a {@link Warehouse} reads the run history. */
public interface RunHistoryContract extends WarehouseUnderTest {
  private String runHistory() {
    return runHistory("INT64", "TIMESTAMP");
  }

  private String runHistory(String recordsProcessed, String processedAt) {
    return newTable(
        "data_date",
        WarehouseUnderTest.columns(
            "processor_name", "STRING",
            "run_id", "STRING",
            "status", "STRING",
            "started_at", "TIMESTAMP",
            "processed_at", processedAt,
            "duration_seconds", "FLOAT64",
            "records_processed", recordsProcessed,
            "data_date", "DATE",
            "phase", "STRING",
            "errors", "STRING",
            "failure_category", "STRING"));
  }

  private static Map<String, Object> run(String id, String status, String started) {
    return WarehouseUnderTest.row(
        "processor_name", "PlayerGameSummaryProcessor",
        "run_id", id,
        "status", status,
        "started_at", Instant.parse(started),
        "data_date", JAN_11);
  }

  private static RunRow runRow(String id, String status, String started) {
    return new RunRow(
        "PlayerGameSummaryProcessor",
        id,
        status,
        Optional.of(Instant.parse(started)),
        Optional.empty(),
        Optional.of(JAN_11),
        Optional.empty());
  }

  @Test
  default void runsComeOldestStartFirstWithTheirStartRowBeforeTheirEndRow() {
    String table = runHistory();
    Map<String, Object> end = run("r1", "success", "2026-01-12T11:30:08Z");
    end.put("processed_at", Instant.parse("2026-01-12T11:34:02.000001Z"));
    end.put("records_processed", 324L);
    end.put("duration_seconds", 234.0);
    warehouse()
        .append(
            table,
            List.of(
                run("r2", "running", "2026-01-12T11:31:00Z"),
                end,
                run("r1", "running", "2026-01-12T11:30:08Z")));

    assertThat(warehouse().runs(table, JAN_11, JAN_11, 100))
        .containsExactly(
            runRow("r1", "running", "2026-01-12T11:30:08Z"),
            new RunRow(
                "PlayerGameSummaryProcessor",
                "r1",
                "success",
                Optional.of(Instant.parse("2026-01-12T11:30:08Z")),
                Optional.of(Instant.parse("2026-01-12T11:34:02.000001Z")),
                Optional.of(JAN_11),
                Optional.of(324L)),
            runRow("r2", "running", "2026-01-12T11:31:00Z"));
  }

  @Test
  default void ofTooManyRunsTheNewestAreGivenOldestFirst() {
    String table = runHistory();
    for (int i = 1; i <= 5; i++) {
      warehouse().append(table, List.of(run("r" + i, "success", "2026-01-12T11:0" + i + ":00Z")));
    }

    assertThat(warehouse().runs(table, JAN_11, JAN_11, 2))
        .extracting(RunRow::runId)
        .containsExactly("r4", "r5");
  }

  @Test
  default void onlyTheRunsOfTheDatesAreGiven() {
    String table = runHistory();
    for (LocalDate date : List.of(JAN_10, JAN_11, JAN_12)) {
      Map<String, Object> run = run("of " + date, "success", "2026-01-12T11:30:08Z");
      run.put("data_date", date);
      warehouse().append(table, List.of(run));
    }

    assertThat(warehouse().runs(table, JAN_11, JAN_12, 100))
        .extracting(RunRow::runId)
        .containsExactly("of 2026-01-11", "of 2026-01-12");
    assertThat(warehouse().runs(table, JAN_12, JAN_10, 100)).isEmpty();
  }

  @Test
  default void aRunRowMayLackAlmostEverything() {
    String table = runHistory();
    warehouse().append(table, List.of(WarehouseUnderTest.row("data_date", JAN_11)));
    warehouse().append(table, List.of(run("r1", "running", "2026-01-12T11:30:08Z")));
    Map<String, Object> unstarted = run("r0", "failed", "2026-01-12T11:00:00Z");
    unstarted.put("processed_at", unstarted.remove("started_at"));
    unstarted.remove("status");
    warehouse().append(table, List.of(unstarted));

    assertThat(warehouse().runs(table, JAN_11, JAN_11, 100))
        .containsExactly(
            new RunRow(
                "",
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.of(JAN_11),
                Optional.empty()),
            new RunRow(
                "PlayerGameSummaryProcessor",
                "r0",
                "",
                Optional.empty(),
                Optional.of(Instant.parse("2026-01-12T11:00:00Z")),
                Optional.of(JAN_11),
                Optional.empty()),
            runRow("r1", "running", "2026-01-12T11:30:08Z"));
  }

  @Test
  default void aRunHistoryThatIsNotThereIsMissing() {
    String there = runHistory();
    String absent = there.substring(0, there.indexOf('.')) + ".no_such_history";

    WarehouseUnderTest.assertFailure(
        () -> warehouse().runs(absent, JAN_11, JAN_11, 100), PortFailure.Kind.MISSING);
  }

  /** As pandas writes whole numbers among which one is missing. */
  @Test
  default void aCountThatBecameAFloatingPointNumberIsReadWhereItIsWhole() {
    String table = runHistory("FLOAT64", "TIMESTAMP");
    Map<String, Object> counted = run("r1", "running", "2026-01-12T11:30:08Z");
    counted.put("records_processed", 324.0);
    Map<String, Object> uncounted = run("r2", "running", "2026-01-12T11:31:00Z");
    uncounted.put("records_processed", Double.NaN);
    warehouse().append(table, List.of(counted, uncounted));

    assertThat(warehouse().runs(table, JAN_11, JAN_11, 100))
        .extracting(RunRow::recordsProcessed)
        .containsExactly(Optional.of(324L), Optional.empty());
  }

  @Test
  default void aCountThatBecameAPartOfANumberOrATextIsToldAndNotGuessed() {
    assumeTrue(capabilities().contains(Capability.COLUMN_TYPES), "knows no column types");
    Map<String, Object> run = run("r1", "running", "2026-01-12T11:30:08Z");
    for (Object count : List.of(324.5, "324")) {
      String table = runHistory(SqlType.of(count).name(), "TIMESTAMP");
      run.put("records_processed", count);
      warehouse().append(table, List.of(run));

      WarehouseUnderTest.assertFailure(
          () -> warehouse().openRuns(table, JAN_11, JAN_11, List.of(), 100),
          PortFailure.Kind.INVALID);
    }
  }

  @Test
  default void aTimeThatBecameATextIsToldAndNotGuessed() {
    assumeTrue(capabilities().contains(Capability.COLUMN_TYPES), "knows no column types");
    String table = runHistory("INT64", "STRING");
    Map<String, Object> run = run("r1", "success", "2026-01-12T11:30:08Z");
    run.put("processed_at", "2026-01-12T11:34:02Z");
    warehouse().append(table, List.of(run));

    WarehouseUnderTest.assertFailure(
        () -> warehouse().runs(table, JAN_11, JAN_11, 100), PortFailure.Kind.INVALID);
  }
}
