package io.phasekeeper.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.warehouse.RunRow;
import io.phasekeeper.warehouse.UpstreamRows.HistoryRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows under one id become a run, whatever is missing in them. */
final class MakerRunTest {
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");

  /** Hours of a day, "" for none. */
  private static HistoryRow row(String name, String status, String start, String end) {
    return new HistoryRow(
        new RunRow(name, "r", status, time(start), time(end), Optional.of(DATE), Optional.empty()),
        false);
  }

  private static HistoryRow row(String name, String status, LocalDate date) {
    return new HistoryRow(
        new RunRow(
            name,
            "r",
            status,
            time("10"),
            Optional.empty(),
            Optional.ofNullable(date),
            Optional.empty()),
        false);
  }

  private static Optional<Instant> time(String hour) {
    return hour.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.parse("2026-01-12T" + hour + ":00:00Z"));
  }

  private static MakerRun only(HistoryRow... rows) {
    List<MakerRun> runs = MakerRun.merge(List.of(rows));
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  @Test
  void theNewestEndSpeaksInAnyOrderOfTheRows() {
    HistoryRow start = row("A", "running", "10", "");
    HistoryRow failed = row("A", "failed", "10", "14");
    HistoryRow success = row("A", "success", "10", "15");
    for (List<HistoryRow> rows :
        List.of(
            List.of(start, failed, success),
            List.of(success, start, failed),
            List.of(failed, success, start))) {
      MakerRun run = only(rows.toArray(HistoryRow[]::new));
      assertThat(run.status()).isEqualTo("success");
      assertThat(run.running()).isFalse();
      assertThat(run.startedAt()).isEqualTo(time("10"));
      assertThat(run.endedAt()).isEqualTo(time("15"));
    }
  }

  @Test
  void anEndWithoutAStartBeganWithItsStartRow() {
    MakerRun run = only(row("A", "running", "10", ""), row("A", "success", "", "15"));
    assertThat(run.startedAt()).isEqualTo(time("10"));
    assertThat(run.running()).isFalse();
  }

  @Test
  void aRunThatBeganAgainRunsSinceThen() {
    MakerRun run =
        only(
            row("A", "running", "10", ""),
            row("A", "failed", "10", "11"),
            row("A", "running", "12", ""));
    assertThat(run.running()).isTrue();
    assertThat(run.status()).isEqualTo("running");
    assertThat(run.startedAt()).isEqualTo(time("12"));
    assertThat(run.endedAt()).isEmpty();
    assertThat(run.failed()).isFalse();
  }

  @Test
  void anEndWithoutATimeIsAnEnd() {
    MakerRun run = only(row("A", "running", "10", ""), row("A", "success", "", ""));
    assertThat(run.running()).isFalse();
    assertThat(run.succeeded()).isTrue();
  }

  @Test
  void aTimeOfEndingIsAnEndWithoutAWord() {
    MakerRun run = only(row("A", "", "10", "11"));
    assertThat(run.running()).isFalse();
    assertThat(run.status()).isEmpty();
    assertThat(run.succeeded()).isFalse();
    assertThat(run.failed()).isFalse();
    assertThat(run.skipped()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "success, true, false, false",
    "SUCCESS, true, false, false",
    "partial, true, false, false",
    "failed, false, true, false",
    "skipped, false, false, true",
    "no_data, false, false, true",
    "other, false, false, false",
  })
  void whatItEndedWith(String status, boolean succeeded, boolean failed, boolean skipped) {
    MakerRun run = only(row("A", status, "10", "11"));
    assertThat(run.succeeded()).isEqualTo(succeeded);
    assertThat(run.failed()).isEqualTo(failed);
    assertThat(run.skipped()).isEqualTo(skipped);
    MakerRun again = only(row("A", status, "10", "11"), row("A", "running", "12", ""));
    assertThat(again.succeeded() || again.failed() || again.skipped()).isFalse();
  }

  @Test
  void whatOneRowLeavesOutAnotherTells() {
    MakerRun run =
        only(
            row("", "success", "10", "15"),
            row("A", "running", DATE),
            row("", "running", (LocalDate) null));
    assertThat(run.processorName()).isEqualTo("A");
    assertThat(run.dataDate()).contains(DATE);
  }

  @Test
  void aRunOfNobodyAndNoDateIsStillARun() {
    MakerRun run = only(row("", "running", (LocalDate) null));
    assertThat(run.processorName()).isEmpty();
    assertThat(run.dataDate()).isEmpty();
  }

  @Test
  void oneIdOfTwoProcessorsIsARunOfEach() {
    List<MakerRun> runs =
        MakerRun.merge(
            List.of(
                row("A", "running", "10", ""),
                row("B", "running", "10", ""),
                row("B", "success", "10", "11"),
                row("", "running", (LocalDate) null)));
    assertThat(runs).extracting(MakerRun::processorName).containsExactly("A", "B");
    assertThat(runs).extracting(MakerRun::running).containsExactly(true, false);
  }

  @Test
  void oneIdOfTwoDatesIsARunOfEach() {
    List<MakerRun> runs =
        MakerRun.merge(
            List.of(
                row("A", "running", DATE),
                row("A", "running", DATE.plusDays(1)),
                row("A", "success", DATE.plusDays(1))));
    assertThat(runs)
        .extracting(each -> each.dataDate().orElseThrow())
        .containsExactly(DATE, DATE.plusDays(1));
    assertThat(runs).extracting(MakerRun::running).containsExactly(true, false);
  }

  @Test
  void anotherIdIsAnotherRun() {
    HistoryRow other =
        new HistoryRow(
            new RunRow(
                "A", "s", "success", time("10"), time("11"), Optional.of(DATE), Optional.empty()),
            true);
    List<MakerRun> runs = MakerRun.merge(List.of(row("A", "running", "10", ""), other));
    assertThat(runs).extracting(MakerRun::id).containsExactly("r", "s");
    assertThat(runs).extracting(MakerRun::cleanedUp).containsExactly(false, true);
  }

  @Test
  void onlyTheRowThatSpeaksTellsOfACleanup() {
    HistoryRow cleaned =
        new HistoryRow(
            new RunRow(
                "A", "r", "failed", time("10"), time("14"), Optional.of(DATE), Optional.empty()),
            true);
    assertThat(only(row("A", "running", "10", ""), cleaned).cleanedUp()).isTrue();
    assertThat(only(cleaned, row("A", "success", "10", "15")).cleanedUp()).isFalse();
    assertThat(only(cleaned, row("A", "running", "16", "")).cleanedUp()).isFalse();
  }

  @Test
  void theTimeInItsIdIsItsStartWhereNoRowTells() {
    for (String id : List.of("A_20260112_113008_d1cb5a05", "A_20261312_113008_d1cb5a05", "A")) {
      RunRow row =
          new RunRow(
              "A",
              id,
              "running",
              Optional.empty(),
              Optional.empty(),
              Optional.of(DATE),
              Optional.empty());
      assertThat(MakerRun.merge(List.of(new HistoryRow(row, false))).get(0).startedAt())
          .isEqualTo(
              id.contains("_20260112_")
                  ? Optional.of(Instant.parse("2026-01-12T11:30:08Z"))
                  : Optional.empty());
    }
  }

  @Test
  void laterRunsComeAfterEarlierOnesAndOfTwoAtOnceTheEndedOne() {
    MakerRun early = only(row("A", "success", "10", "11"));
    MakerRun late = only(row("A", "running", "12", ""));
    MakerRun lateEnded = only(row("A", "failed", "12", "13"));
    MakerRun unbegun = only(row("A", "failed", "", "14"));
    MakerRun unknown = only(row("A", "running", "", ""));
    assertThat(
            Stream.of(unbegun, lateEnded, late, early, unknown).sorted(MakerRun.BY_BEGIN).toList())
        .containsExactly(unknown, early, late, lateEnded, unbegun);
  }
}
