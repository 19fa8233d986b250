package io.phasekeeper.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.warehouse.RunRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTest {
  private static final Instant NOON = Instant.parse("2026-01-12T12:00:00Z");
  private static final LocalDate DATE = LocalDate.parse("2026-01-11");

  private static RunRow row(String id, String status, Integer startMinute, Integer endMinute) {
    return new RunRow(
        "P",
        id,
        status,
        Optional.ofNullable(startMinute).map(m -> NOON.plusSeconds(60L * m)),
        Optional.ofNullable(endMinute).map(m -> NOON.plusSeconds(60L * m)),
        Optional.of(DATE),
        Optional.empty());
  }

  @Test
  void theRowsOfOneIdAreOneRunAndTheNewestEndSpeaks() {
    List<Run> runs =
        Run.merge(
            List.of(
                row("r1", "running", 0, null),
                row("r1", "failed", 0, 20),
                row("r1", "success", 0, 30),
                row("r2", "running", 5, null),
                row("", "running", 5, null)));
    assertThat(runs).extracting(Run::id).containsExactly("r1", "r2");
    assertThat(runs.get(0).succeeded()).isTrue();
    assertThat(runs.get(0).endedAt()).contains(NOON.plusSeconds(1800));
    assertThat(runs.get(1).ended()).isFalse();
    assertThat(runs.get(1).status()).isEqualTo("running");
  }

  @Test
  void twoRunsUnderOneIdBeganWithTheLater() {
    Run run = Run.of(List.of(row("r1", "running", 0, null), row("r1", "running", 60, null)));
    assertThat(run.startedAt()).contains(NOON.plusSeconds(3600));
    assertThat(run.ended()).isFalse();
  }

  @Test
  void whateverIsNotRunningOrHasAnEndEndsARun() {
    assertThat(Run.of(List.of(row("r", "Running", 0, null))).ended()).isFalse();
    assertThat(Run.of(List.of(row("r", "", 0, null))).ended()).isFalse();
    assertThat(Run.of(List.of(row("r", "skipped", 0, null))).ended()).isTrue();
    assertThat(Run.of(List.of(row("r", "running", 0, 1))).ended()).isTrue();
    Run mute = Run.of(List.of(row("r", "", 0, 1)));
    assertThat(mute.ended()).isTrue();
    assertThat(mute.status()).isEqualTo("unknown");
    assertThat(mute.succeeded()).isFalse();
  }

  @Test
  void whatOneRowLeavesOutAnotherTells() {
    RunRow bare =
        new RunRow(
            "",
            "r1",
            "running",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Run run = Run.of(List.of(bare, row("r1", "running", 3, null)));
    assertThat(run.processorName()).isEqualTo("P");
    assertThat(run.dataDate()).contains(DATE);
    assertThat(run.startedAt()).contains(NOON.plusSeconds(180));
    assertThat(Run.of(List.of(bare)).startedAt()).isEmpty();
  }
}
