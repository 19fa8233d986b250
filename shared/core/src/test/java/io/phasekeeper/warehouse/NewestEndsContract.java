package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a {@link Warehouse} tells which runs of each processor ended last. */
public interface NewestEndsContract extends WarehouseUnderTest {
  Instant MORNING = Instant.parse("2026-01-12T12:00:00Z");

  private String ends() {
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
            "errors", "JSON",
            "failure_category", "STRING",
            "skip_reason", "STRING"));
  }

  private static Map<String, Object> started(String processor, String id) {
    return WarehouseUnderTest.row(
        "processor_name", processor,
        "run_id", id,
        "status", "running",
        "started_at", MORNING,
        "data_date", JAN_11);
  }

  private static Map<String, Object> ended(String processor, String id, String how, int minute) {
    Map<String, Object> row = started(processor, id);
    row.put("status", how);
    row.put("processed_at", MORNING.plusSeconds(60L * minute));
    return row;
  }

  private List<String> ids(String table, int each) {
    return warehouse().newestEnds(table, JAN_10, JAN_12, each).stream()
        .map(end -> end.row().runId())
        .toList();
  }

  @Test
  default void eachProcessorTellsItsNewestEndsWhateverTheirDates() {
    String table = ends();
    Map<String, Object> tomorrow = ended("A", "a-tomorrow", "success", 2);
    tomorrow.put("data_date", JAN_12);
    Map<String, Object> undated = ended("A", "a-undated", "failed", 3);
    undated.remove("data_date");
    Map<String, Object> far = ended("A", "a-far", "failed", 9);
    far.put("data_date", LocalDate.parse("2025-12-01"));
    warehouse().append(table, List.of(ended("A", "a-old", "failed", 1), tomorrow));
    warehouse().append(table, List.of(undated));
    warehouse().append(table, List.of(far, started("A", "a-open"), ended("B", "b", "failed", 0)));

    assertThat(ids(table, 2)).containsExactly("a-undated", "a-tomorrow", "b");
    assertThat(ids(table, 9)).containsExactly("a-undated", "a-tomorrow", "a-old", "b");
  }

  @Test
  default void theNewestRowThatEndedARunSpeaksForItAndItsStartForItsName() {
    String table = ends();
    Map<String, Object> nameless = ended("A", "r1", "failed", 5);
    nameless.remove("processor_name");
    Map<String, Object> timeless = started("A", "r2");
    timeless.put("status", "skipped");
    Map<String, Object> mute = ended("A", "r3", "", 4);
    mute.remove("status");
    warehouse()
        .append(
            table, List.of(started("A", "r1"), ended("A", "r1", "success", 3), started("A", "r2")));
    warehouse().append(table, List.of(nameless));
    warehouse().append(table, List.of(timeless));
    warehouse().append(table, List.of(mute));

    assertThat(warehouse().newestEnds(table, JAN_10, JAN_12, 9))
        .extracting(
            end -> end.row().processorName() + " " + end.row().runId(), end -> end.row().status())
        .containsExactly(tuple("A r1", "failed"), tuple("A r3", ""), tuple("A r2", "skipped"));
  }

  @Test
  default void anEndTellsWhyWhereItSaysSo() {
    String table = ends();
    Map<String, Object> refused = started("A", "r1");
    refused.put("skip_reason", "upstream");
    warehouse().append(table, List.of(refused));
    warehouse().append(table, List.of(ended("A", "r2", "success", 0)));
    RunEnd end =
        new RunEnd(
            "r1",
            Optional.of(JAN_11),
            "running",
            "failed",
            Optional.of("upstream_failure"),
            "{\"message\":\"DependencyError\"}",
            MORNING.plusSeconds(60),
            Optional.empty(),
            Optional.empty(),
            JAN_10,
            JAN_12);
    assertThat(warehouse().endRun(table, end)).isEqualTo(1);

    List<EndedRun> ends = warehouse().newestEnds(table, JAN_10, JAN_12, 9);
    assertThat(ends)
        .extracting(EndedRun::failureCategory)
        .containsExactly(Optional.of("upstream_failure"), Optional.empty());
    assertThat(ends)
        .extracting(EndedRun::skipReason)
        .containsExactly(Optional.of("upstream"), Optional.empty());
    assertThat(ends)
        .extracting(EndedRun::errors)
        .containsExactly(Optional.of("{\"message\":\"DependencyError\"}"), Optional.empty());
  }

  @Test
  default void aHistoryThatIsNotThereHasNoEnds() {
    String there = ends();
    String absent = there.substring(0, there.indexOf('.')) + ".no_such_history";

    WarehouseUnderTest.assertFailure(
        () -> warehouse().newestEnds(absent, JAN_11, JAN_11, 5), PortFailure.Kind.MISSING);
  }
}
