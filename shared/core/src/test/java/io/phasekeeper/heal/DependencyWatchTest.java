package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DependencyWatchTest {
  private static final String FOUND = "dependency-failing totals";

  private final HealNight night = new HealNight();

  DependencyWatchTest() {
    night.rows("cheese", DATE, 10);
    night.rows("totals", DATE, 1);
    var first = night.ticks();
    assertThat(first.failures()).isEmpty();
  }

  /** A run of the totals that lacked the cheese, and has ended now. */
  private void lacks(String id, LocalDate date) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("processor_name", "totals");
    row.put("run_id", id);
    row.put("status", "failed");
    row.put("data_date", date);
    row.put("processed_at", night.clock.instant());
    row.put("errors", "{\"message\":\"DependencyError: no cheese\"}");
    night.tables.append("dairy.runs", List.of(row));
  }

  /** A completion of the milk that only the ledger knows. */
  private void reports(String run, String status, String error) {
    Phase fetch = night.pipeline().phase(new PhaseName("fetch"));
    DocumentPath ledger =
        LedgerDocument.path(
            fetch, DATE, night.pipeline().cycles().main(), night.pipeline().cycles());
    night.stored.merge(
        ledger,
        List.of(
            FieldChange.set(
                FieldPath.of("_reports", "milk", run),
                Map.of("status", status, "completed_at", night.clock.instant(), "error", error))));
  }

  @Test
  void twoInARowAreFoundWithinAQuarterOfAnHourAndASuccessEndsThat() {
    lacks("t1", DATE.minusDays(1));
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("open")).doesNotContain(FOUND);
    lacks("t2", DATE);
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("open")).contains(FOUND);
    night.run("totals", DATE, "t3", "success");
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("open")).doesNotContain(FOUND);
    assertThat(night.findings("resolved")).contains(FOUND);
  }

  @Test
  void anotherInstanceRemembersWhenItWasLookedAt() {
    lacks("t1", DATE);
    lacks("t2", DATE);
    night.restart().passes(Duration.ofMinutes(10));
    assertThat(night.findings("open")).doesNotContain(FOUND);
    night.restart().passes(Duration.ofMinutes(5));
    assertThat(night.findings("open")).contains(FOUND);
  }

  @Test
  void aRunThatGoesOnIsNoFailureAndEndsNothing() {
    lacks("t1", DATE);
    night.run("totals", DATE, "t2", "running");
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("open")).doesNotContain(FOUND);
    lacks("t3", DATE);
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("open")).contains(FOUND);
  }

  @Test
  void whatLeavesTheDaysThatAreLookedAtHasNotEnded() {
    lacks("t1", DATE);
    lacks("t2", DATE);
    night.passes(Duration.ofMinutes(15));
    night.clock.add(Duration.ofDays(10));
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("open")).contains(FOUND);
  }

  @Test
  void aProcessorWithoutRunsIsToldByItsCompletions() {
    reports("m1", "failed", "DependencyError: no grass");
    night.clock.add(Duration.ofMinutes(1));
    reports("m2", "skipped", "MissingDependency: no grass");
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("open")).contains("dependency-failing milk");
    reports("m3", "success", "");
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("resolved")).contains("dependency-failing milk");
  }

  @Test
  void errorsThatAreNoJsonAreToldAsTheyAre() {
    assertThat(DependencyWatch.message("{\"message\":\"no cheese\"}")).isEqualTo("no cheese");
    assertThat(DependencyWatch.message("{\"error\":1}")).isEqualTo("{\"error\":1}");
    assertThat(DependencyWatch.message("{broken")).isEqualTo("{broken");
    assertThat(DependencyWatch.message("")).isEmpty();
  }
}
