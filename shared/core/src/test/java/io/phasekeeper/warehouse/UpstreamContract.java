package io.phasekeeper.warehouse;

import static io.phasekeeper.warehouse.WarehouseUnderTest.row;
import static io.phasekeeper.warehouse.WarehouseUnderTest.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link Warehouse} tells of the inputs of an output. */
public interface UpstreamContract extends WarehouseUnderTest {
  private String history() {
    return newTable(
        "data_date",
        WarehouseUnderTest.columns(
            "processor_name", "STRING",
            "run_id", "STRING",
            "status", "STRING",
            "started_at", "TIMESTAMP",
            "processed_at", "TIMESTAMP",
            "records_processed", "INT64",
            "data_date", "DATE",
            "errors", "STRING",
            "failure_category", "STRING"));
  }

  private static UpstreamQuestion.Runs of(String history, String... names) {
    return new UpstreamQuestion.Runs(history, List.of(names), JAN_10, JAN_12);
  }

  private List<UpstreamRows.HistoryRow> runs(String history, String... names) {
    return warehouse()
        .upstream(new UpstreamQuestion(List.of(), Optional.of(of(history, names))))
        .runs();
  }

  private static List<String> ids(List<UpstreamRows.HistoryRow> runs) {
    return runs.stream().map(each -> each.row().runId()).sorted().toList();
  }

  @Test
  default void windowsAndRunsAreToldAtOnce() {
    String one = players();
    String other = players();
    String history = history();
    warehouse().append(one, rows(3, row("game_date", JAN_10, "is_active", true)));
    warehouse().append(one, rows(2, row("game_date", JAN_12, "is_active", false)));
    warehouse().append(other, rows(5, row("game_date", JAN_11)));
    warehouse().append(other, rows(7, row("game_date", JAN_12)));
    Instant started = Instant.parse("2026-01-12T11:30:08Z");
    Instant ended = Instant.parse("2026-01-12T11:34:02.000001Z");
    warehouse()
        .append(
            history,
            List.of(
                row(
                    "processor_name",
                    "A",
                    "run_id",
                    "a1",
                    "status",
                    "success",
                    "started_at",
                    started,
                    "processed_at",
                    ended,
                    "data_date",
                    JAN_11,
                    "records_processed",
                    324L)));

    UpstreamRows found =
        warehouse()
            .upstream(
                new UpstreamQuestion(
                    List.of(
                        new UpstreamQuestion.Window(WarehouseUnderTest.all(one), JAN_10, JAN_12),
                        new UpstreamQuestion.Window(WarehouseUnderTest.all(other), JAN_10, JAN_11),
                        new UpstreamQuestion.Window(
                            new TableRef(one, "game_date", Map.of("is_active", true)),
                            JAN_10,
                            JAN_12)),
                    Optional.of(of(history, "A"))));

    assertThat(found.counts())
        .containsExactlyInAnyOrder(
            new UpstreamRows.Count(0, JAN_10, 3),
            new UpstreamRows.Count(0, JAN_12, 2),
            new UpstreamRows.Count(1, JAN_11, 5),
            new UpstreamRows.Count(2, JAN_10, 3));
    assertThat(found.runs())
        .containsExactly(
            new UpstreamRows.HistoryRow(
                new RunRow(
                    "A",
                    "a1",
                    "success",
                    Optional.of(started),
                    Optional.of(ended),
                    Optional.of(JAN_11),
                    Optional.of(324L)),
                false));
  }

  @Test
  default void onlyTheNamedProcessorsRunsAreToldAndThoseOfNobody() {
    String history = history();
    warehouse()
        .append(
            history,
            List.of(
                row("processor_name", "A", "run_id", "a", "data_date", JAN_10),
                row("processor_name", "B", "run_id", "b", "data_date", JAN_12),
                row("processor_name", "C", "run_id", "c", "data_date", JAN_11),
                row("processor_name", "A", "data_date", JAN_11),
                row("processor_name", "A", "run_id", "", "data_date", JAN_11),
                row("run_id", "nobody's", "data_date", JAN_11),
                row("processor_name", "A", "run_id", "undated"),
                row("processor_name", "A", "run_id", "old", "data_date", JAN_10.minusDays(1)),
                row("processor_name", "A", "run_id", "new", "data_date", JAN_12.plusDays(1))));

    assertThat(ids(runs(history, "A", "B"))).containsExactly("a", "b", "nobody's", "undated");
  }

  @Test
  default void whatAStaleCleanupWroteIsKnownByItsErrors() {
    String history = history();
    warehouse()
        .append(
            history,
            List.of(
                row(
                    "processor_name",
                    "A",
                    "run_id",
                    "cleaned",
                    "data_date",
                    JAN_11,
                    "errors",
                    "{\"cleanup_reason\":\"stale_running_cleanup\",\"hours_stuck\":8}"),
                row("processor_name", "A", "run_id", "failed", "data_date", JAN_11, "errors", "{}"),
                row("processor_name", "A", "run_id", "silent", "data_date", JAN_11)));

    assertThat(runs(history, "A"))
        .filteredOn(UpstreamRows.HistoryRow::cleanedUp)
        .extracting(each -> each.row().runId())
        .containsExactly("cleaned");
  }

  @Test
  default void ofManyRowsTheNewestOfEachProcessorAndDateAreTold() {
    String history = history();
    Instant first = Instant.parse("2026-01-12T00:00:00Z");
    List<Map<String, Object>> storm = new java.util.ArrayList<>();
    for (int i = 0; i < UpstreamQuestion.ROWS_EACH + 5; i++) {
      storm.add(
          row(
              "processor_name",
              "A",
              "run_id",
              "a" + (100 + i),
              "status",
              "failed",
              "started_at",
              first.plusSeconds(i),
              "data_date",
              JAN_11));
    }
    warehouse().append(history, storm);
    warehouse()
        .append(
            history,
            List.of(
                row("processor_name", "A", "run_id", "b", "data_date", JAN_10),
                row("processor_name", "B", "run_id", "c", "data_date", JAN_11)));

    assertThat(ids(runs(history, "A", "B")))
        .hasSize(UpstreamQuestion.ROWS_EACH + 2)
        .startsWith("a105", "a106")
        .endsWith("b", "c");
  }

  @Test
  default void anInputThatIsNotThereIsMissing() {
    String there = players();
    TableRef gone = WarehouseUnderTest.all(there + "_gone");

    WarehouseUnderTest.assertFailure(
        () -> {
          UpstreamRows never =
              warehouse()
                  .upstream(
                      new UpstreamQuestion(
                          List.of(
                              new UpstreamQuestion.Window(
                                  WarehouseUnderTest.all(there), JAN_10, JAN_12),
                              new UpstreamQuestion.Window(gone, JAN_10, JAN_12)),
                          Optional.empty()));
          assertThat(never).isNull();
        },
        PortFailure.Kind.MISSING);
  }
}
