package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.outcome.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a {@link Warehouse} tells runs without an end, and ends them. */
public interface RunEndContract extends WarehouseUnderTest {
  Instant NOON = Instant.parse("2026-01-12T12:00:00Z");

  private String history() {
    return newTable(
        "data_date",
        WarehouseUnderTest.columns(
            "processor_name", "STRING",
            "run_id", "STRING",
            "status", "STRING",
            "started_at", "TIMESTAMP",
            "processed_at", "TIMESTAMP",
            "duration_seconds", "FLOAT64",
            "records_processed", "INT64",
            "data_date", "DATE",
            "phase", "STRING",
            "output_table", "STRING",
            "output_dataset", "STRING",
            "errors", "JSON",
            "failure_category", "STRING",
            "trigger_source", "STRING",
            "parent_processor", "STRING",
            "retry_attempt", "INT64"));
  }

  private static Map<String, Object> start(String id, int minute) {
    return WarehouseUnderTest.row(
        "processor_name",
        "PlayerGameSummaryProcessor",
        "run_id",
        id,
        "status",
        "running",
        "started_at",
        NOON.plusSeconds(60L * minute),
        "data_date",
        JAN_11,
        "phase",
        "phase_3_analytics");
  }

  private static Map<String, Object> end(String id, String status, int minute) {
    Map<String, Object> row = start(id, 0);
    row.put("status", status);
    row.put("processed_at", NOON.plusSeconds(60L * minute));
    return row;
  }

  private static RunEnd failed(String id, Optional<LocalDate> date) {
    return new RunEnd(
        id,
        date,
        "running",
        "failed",
        Optional.of("timeout"),
        "{\"cleanup_reason\":\"stale_running_cleanup\",\"data_exists\":false}",
        NOON.plusSeconds(3600),
        Optional.of(3600.5),
        Optional.empty(),
        JAN_10,
        JAN_12);
  }

  private List<String> open(String table) {
    return warehouse().openRuns(table, JAN_10, JAN_12, List.of(), 100).stream()
        .map(open -> open.row().runId())
        .toList();
  }

  private List<RunRow> rows(String table, String id) {
    return warehouse().rowsOfRuns(table, JAN_10, JAN_12, Set.of(id));
  }

  @Test
  default void onlyRunsThatNothingHasEndedAreOpenTheNewestFirst() {
    String table = history();
    Map<String, Object> timed = start("has-a-time", 4);
    timed.put("processed_at", NOON.plusSeconds(300));
    Map<String, Object> undated = start("undated", 5);
    undated.remove("data_date");
    Map<String, Object> nameless = start("", 6);
    Map<String, Object> without = start("x", 7);
    without.remove("run_id");
    Map<String, Object> bare =
        WarehouseUnderTest.row("run_id", "bare", "status", "running", "data_date", JAN_12);
    Map<String, Object> mute = WarehouseUnderTest.row("run_id", "mute", "data_date", JAN_12);
    Map<String, Object> far = start("far", 8);
    far.put("data_date", LocalDate.parse("2025-12-01"));
    warehouse()
        .append(table, List.of(start("r1", 1), start("r2", 2), end("r2", "success", 3), timed));
    warehouse().append(table, List.of(start("r3", 3), end("r3", "skipped", 4), start("r4", 9)));
    warehouse().append(table, List.of(undated, nameless));
    warehouse().append(table, List.of(without));
    warehouse().append(table, List.of(bare));
    warehouse().append(table, List.of(mute));
    warehouse().append(table, List.of(far));

    assertThat(open(table)).containsExactly("r4", "undated", "r1", "bare", "mute");
    assertThat(warehouse().openRuns(table, JAN_10, JAN_12, List.of(), 2))
        .extracting(open -> open.row().runId())
        .containsExactly("r4", "undated");
    OpenRun first = warehouse().openRuns(table, JAN_10, JAN_12, List.of(), 1).get(0);
    assertThat(first.phase()).contains("phase_3_analytics");
    assertThat(first.errors()).isEmpty();
    assertThat(first.row().startedAt()).contains(NOON.plusSeconds(540));
  }

  @Test
  default void datesOutsideTheWindowAreLookedAtIfTheyAreNamed() {
    String table = history();
    Map<String, Object> named = start("named", 1);
    named.put("data_date", LocalDate.parse("2022-01-03"));
    Map<String, Object> other = start("other", 2);
    other.put("data_date", LocalDate.parse("2022-01-04"));
    warehouse().append(table, List.of(named, other, start("usual", 3)));

    assertThat(
            warehouse()
                .openRuns(
                    table,
                    JAN_10,
                    JAN_12,
                    List.of(LocalDate.parse("2022-01-03"), LocalDate.parse("2019-05-05"), JAN_11),
                    100))
        .extracting(open -> open.row().runId())
        .containsExactly("usual", "named");
  }

  @Test
  default void aRunThatBeganAgainAfterItsEndIsOpenAndTellsOfThatEnd() {
    String table = history();
    Map<String, Object> timeless = end("timeless", "failed", 2);
    timeless.remove("processed_at");
    Map<String, Object> ahead = end("ahead", "success", 2);
    ahead.put("started_at", NOON.plusSeconds(18_000));
    warehouse().append(table, List.of(start("r1", 1), end("r1", "failed", 2), start("r1", 5)));
    warehouse().append(table, List.of(start("at-once", 2), end("at-once", "failed", 2)));
    warehouse().append(table, List.of(start("timeless", 5)));
    warehouse().append(table, List.of(timeless));
    // Both its rows tell a start that is hours ahead: it has not begun again.
    warehouse().append(table, List.of(start("ahead", 300), ahead, start("r2", 4)));

    List<OpenRun> open = warehouse().openRuns(table, JAN_10, JAN_12, List.of(), 100);
    assertThat(open).extracting(each -> each.row().runId()).containsExactly("r1", "r2");
    assertThat(open)
        .extracting(OpenRun::endedBefore)
        .containsExactly(Optional.of(NOON.plusSeconds(120)), Optional.empty());
    assertThat(open.get(0).row().startedAt()).contains(NOON.plusSeconds(300));
    assertThat(warehouse().endRun(table, failed("r1", Optional.of(JAN_11))))
        .as("a run id that has an end is never written to")
        .isZero();
  }

  @Test
  default void aStartWithoutAStatusIsEndedLikeAnyOther() {
    String table = history();
    Map<String, Object> mute = start("mute", 0);
    mute.remove("status");
    Map<String, Object> streamed = start("streamed", 0);
    streamed.remove("status");
    warehouse().append(table, List.of(mute, streamed));
    RunEnd end = failed("mute", Optional.of(JAN_11));
    RunEnd seen = withSeen(end, "mute");

    assertThat(warehouse().endRun(table, end)).as("it was seen as running").isZero();
    assertThat(warehouse().endRun(table, seen)).isEqualTo(1);
    assertThat(warehouse().endRun(table, seen)).isZero();
    assertThat(warehouse().appendRunEnd(table, withSeen(end, "streamed"))).isEqualTo(1);
    assertThat(open(table)).isEmpty();
    assertThat(rows(table, "mute")).extracting(RunRow::status).containsExactly("failed");
    assertThat(rows(table, "streamed"))
        .extracting(RunRow::status)
        .containsExactlyInAnyOrder("", "failed");
  }

  private static RunEnd withSeen(RunEnd end, String id) {
    return new RunEnd(
        id,
        end.dataDate(),
        "",
        end.status(),
        end.failureCategory(),
        end.errors(),
        end.endedAt(),
        end.durationSeconds(),
        end.records(),
        end.from(),
        end.to());
  }

  @Test
  default void anEndUnderAnotherDateOrWithoutOneEndsTheRunToo() {
    String table = history();
    Map<String, Object> undated = end("r1", "success", 3);
    undated.remove("data_date");
    Map<String, Object> other = end("r2", "failed", 3);
    other.put("data_date", JAN_12);
    warehouse().append(table, List.of(start("r1", 1), start("r2", 2), other));
    warehouse().append(table, List.of(undated));

    assertThat(open(table)).isEmpty();
    assertThat(warehouse().endRun(table, failed("r1", Optional.of(JAN_11)))).isZero();
    assertThat(warehouse().endRun(table, failed("r2", Optional.of(JAN_11)))).isZero();
    assertThat(warehouse().appendRunEnd(table, failed("r2", Optional.of(JAN_11)))).isZero();
  }

  @Test
  default void anEndUnderADateLongPastEndsTheRunIfThatDateIsAskedFor() {
    String table = history();
    Map<String, Object> undated = start("r1", 1);
    undated.remove("data_date");
    Map<String, Object> past = end("r1", "success", 3);
    past.put("data_date", LocalDate.parse("2022-11-06"));
    warehouse().append(table, List.of(past, start("r2", 2)));
    warehouse().append(table, List.of(undated));
    RunEnd end = failed("r1", Optional.empty());
    RunEnd wide =
        new RunEnd(
            "r1",
            end.dataDate(),
            end.seenStatus(),
            end.status(),
            end.failureCategory(),
            end.errors(),
            end.endedAt(),
            end.durationSeconds(),
            end.records(),
            LocalDate.parse("2016-01-12"),
            LocalDate.parse("2027-01-12"));

    assertThat(open(table)).as("its window does not hold that date").contains("r1");
    assertThat(warehouse().endRun(table, wide)).isZero();
    assertThat(warehouse().appendRunEnd(table, wide)).isZero();
    assertThat(warehouse().rowsOfRuns(table, LocalDate.parse("2016-01-12"), JAN_12, Set.of("r1")))
        .extracting(RunRow::status)
        .containsExactlyInAnyOrder("running", "success");
  }

  @Test
  default void theEndsSinceAMomentComeNewestFirst() {
    String table = history();
    warehouse()
        .append(
            table,
            List.of(
                start("open", 0),
                end("early", "success", 1),
                end("at", "success", 2),
                end("late", "failed", 3)));

    assertThat(warehouse().endedRuns(table, JAN_10, JAN_12, NOON.plusSeconds(120), 10))
        .extracting(RunRow::runId)
        .containsExactly("late", "at");
    assertThat(warehouse().endedRuns(table, JAN_10, JAN_12, NOON.plusSeconds(120), 1))
        .extracting(RunRow::runId)
        .containsExactly("late");
  }

  @Test
  default void theRowsOfSomeRunsAreThoseAndNoOthers() {
    String table = history();
    warehouse()
        .append(
            table,
            List.of(start("r1", 1), end("r1", "success", 3), start("r10", 2), start("r", 2)));

    assertThat(warehouse().rowsOfRuns(table, JAN_10, JAN_12, Set.of("r1")))
        .extracting(RunRow::status)
        .containsExactlyInAnyOrder("running", "success");
    assertThat(warehouse().rowsOfRuns(table, JAN_10, JAN_12, List.of("r10", "r")))
        .extracting(RunRow::runId)
        .containsExactly("r", "r10");
    assertThat(warehouse().rowsOfRuns(table, JAN_10, JAN_12, Set.of())).isEmpty();
  }

  @Test
  default void theLastDurationsAreToldByProcessorNewestFirst() {
    String table = history();
    for (int minute = 1; minute <= 4; minute++) {
      Map<String, Object> row = end("r" + minute, "success", minute);
      row.put("duration_seconds", minute * 10.5);
      warehouse().append(table, List.of(row));
    }
    Map<String, Object> untold = end("untold", "success", 7);
    untold.put("processor_name", "Other");
    warehouse().append(table, List.of(untold, end("failed", "failed", 8), start("open", 9)));
    Map<String, Object> unknown = end("unknown", "success", 7);
    unknown.remove("started_at");
    unknown.put("processor_name", "Unknown");
    warehouse().append(table, List.of(unknown));

    assertThat(warehouse().usualDurations(table, JAN_10, JAN_12, 3))
        .isEqualTo(
            Map.of(
                "PlayerGameSummaryProcessor",
                List.of(Duration.ofSeconds(42), Duration.ofMillis(31_500), Duration.ofSeconds(21)),
                "Other",
                List.of(Duration.ofMinutes(7))));
  }

  @Test
  default void aReconciledRunTellsNoDuration() {
    String table = history();
    warehouse().append(table, List.of(start("r1", 0)));
    RunEnd end = failed("r1", Optional.of(JAN_11));
    RunEnd reconciled =
        new RunEnd(
            "r1",
            end.dataDate(),
            "running",
            "success",
            Optional.empty(),
            "{\"reconciled\":true}",
            end.endedAt(),
            end.durationSeconds(),
            Optional.of(324L),
            JAN_10,
            JAN_12);

    assertThat(warehouse().endRun(table, reconciled)).isEqualTo(1);
    assertThat(rows(table, "r1"))
        .extracting(RunRow::recordsProcessed)
        .containsExactly(Optional.of(324L));
    assertThat(warehouse().usualDurations(table, JAN_10, JAN_12, 20)).isEmpty();
  }

  @Test
  default void anEndIsWrittenIntoTheStartRowOnce() {
    String table = history();
    warehouse().append(table, List.of(start("r1", 0), start("r2", 0)));
    RunEnd end = failed("r1", Optional.of(JAN_11));

    assertThat(warehouse().endRun(table, end)).isEqualTo(1);
    assertThat(warehouse().endRun(table, end)).isZero();
    assertThat(rows(table, "r1"))
        .containsExactly(
            new RunRow(
                "PlayerGameSummaryProcessor",
                "r1",
                "failed",
                Optional.of(NOON),
                Optional.of(NOON.plusSeconds(3600)),
                Optional.of(JAN_11),
                Optional.empty()));
    assertThat(open(table)).containsExactly("r2");
  }

  @Test
  default void aRunThatEndedMeanwhileIsLeftAlone() {
    String table = history();
    warehouse().append(table, List.of(start("r1", 0), end("r1", "success", 5)));

    assertThat(warehouse().endRun(table, failed("r1", Optional.of(JAN_11)))).isZero();
    assertThat(warehouse().appendRunEnd(table, failed("r1", Optional.of(JAN_11)))).isZero();
    assertThat(rows(table, "r1"))
        .extracting(RunRow::status)
        .containsExactlyInAnyOrder("running", "success");
  }

  @Test
  default void aRunWithoutADateIsEndedWhereItStands() {
    String table = history();
    Map<String, Object> undated = start("r1", 0);
    undated.remove("data_date");
    warehouse().append(table, List.of(undated));

    assertThat(warehouse().endRun(table, failed("r1", Optional.of(JAN_11)))).isZero();
    assertThat(warehouse().endRun(table, failed("r1", Optional.empty()))).isEqualTo(1);
    assertThat(rows(table, "r1")).extracting(RunRow::status).containsExactly("failed");
  }

  @Test
  default void anEndMayBeASecondRowMadeOfTheFirst() {
    String table = history();
    warehouse().append(table, List.of(start("r1", 0), start("r1", 1)));
    RunEnd end = failed("r1", Optional.of(JAN_11));

    assertThat(warehouse().appendRunEnd(table, end)).isEqualTo(1);
    assertThat(warehouse().appendRunEnd(table, end)).isZero();
    assertThat(warehouse().endRun(table, end)).isZero();
    assertThat(rows(table, "r1"))
        .filteredOn(row -> row.status().equals("failed"))
        .containsExactly(
            new RunRow(
                "PlayerGameSummaryProcessor",
                "r1",
                "failed",
                Optional.of(NOON.plusSeconds(60)),
                Optional.of(NOON.plusSeconds(3600)),
                Optional.of(JAN_11),
                Optional.empty()));
    assertThat(open(table)).isEmpty();
  }

  @Test
  default void noRunCanBeEndedInAHistoryThatIsNotThere() {
    String there = history();
    String absent = there.substring(0, there.indexOf('.')) + ".no_such_history";

    WarehouseUnderTest.assertFailure(
        () -> warehouse().openRuns(absent, JAN_11, JAN_11, List.of(), 100),
        PortFailure.Kind.MISSING);
    WarehouseUnderTest.assertFailure(
        () -> warehouse().endRun(absent, failed("r1", Optional.of(JAN_11))),
        PortFailure.Kind.MISSING);
  }
}
