package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rows have to say: gates, claims, evidence, and tables that cannot be seen. */
class RowsAndGatesTest {
  private final Night night = new Night();

  @Test
  void aMemberThatNeverReportedCountsAtTheDeadlineByItsRunAndItsRows() {
    night.sweeps();
    Night.ALL_FIVE.subList(1, 5).forEach(night::completes);
    night.tables.append(
        "nba_reference.processor_run_history",
        List.of(
            Map.of(
                "processor_name",
                "PlayerGameSummaryProcessor",
                "run_id",
                "r1",
                "status",
                "success",
                "started_at",
                night.clock.instant(),
                "processed_at",
                night.clock.instant(),
                "data_date",
                Night.DATE)));
    night.passes(Duration.ofMinutes(31));

    assertThat(night.ledger("2026-01-10")).containsEntry("_trigger_reason", "all_complete");
    assertThat(night.findings("open")).containsExactly("ledger-disagreement player_game_summary");
  }

  @Test
  void aFailedGateHoldsThePhaseAndOpensItWhenTheRowsAreThere() {
    night.sweeps();
    night.rows("nba_analytics.player_game_summary", "game_date", 149);
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(20));
    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open"))
        .containsExactly("partial-output player_game_summary", "phase-held phase4");
    assertThat(night.ledger("2026-01-10").get("_triggered")).isNotEqualTo(true);

    night.rows("nba_analytics.player_game_summary", "game_date", 150);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).isEmpty();
    assertThat(night.findings("resolved")).doesNotContain("orchestrator-stuck phase4");
  }

  @Test
  void aGateThatCannotBeEvaluatedHoldsAndIsNeverPassed() {
    night.sweeps();
    night.with(new Faults.BrokenWarehouse());
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(3));
    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open"))
        .containsExactly("gate-unknown phase4", "phase-held phase4", "warehouse-unseen bigquery");

    night.with(night.tables);
    night.passes(Duration.ofMinutes(3));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void successWithoutRowsIsNotDoneUntilTheTableSaysSo() {
    night.sweeps();
    night.rows("nba_analytics.player_game_summary", "game_date", 0);
    Night.ALL_FIVE.subList(1, 5).forEach(night::completes);
    night.completes(Night.ALL_FIVE.get(0), Map.of("record_count", 0));
    night.sweeps();
    assertThat(night.findings("open")).containsExactly("hollow-success player_game_summary");
    assertThat(night.ledger("2026-01-10")).doesNotContainKey("player_game_summary");

    night.rows("nba_analytics.player_game_summary", "game_date", 211);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).containsExactly("counter-defect player_game_summary");
    assertThat(night.ledger("2026-01-10")).containsKey("player_game_summary");
  }

  @Test
  void aSuccessWithoutRowsIsFoundAlsoInALedgerThatAnotherOrchestratorTriggered() {
    night.rows("nba_analytics.player_game_summary", "game_date", 0);
    night.anotherWrites("player_game_summary", "completed");
    night.anotherWrites("_triggered", true);
    night.passes(Duration.ofMinutes(2));
    assertThat(night.findings("open")).containsExactly("hollow-success player_game_summary");

    night.rows("nba_analytics.player_game_summary", "game_date", 211);
    night.passes(Duration.ofMinutes(7));

    assertThat(night.findings("open")).isEmpty();
    assertThat(night.phase4Triggers()).isEmpty();
  }

  @Test
  void aTableThatIsNotThereIsAFaultOfTheConfigurationAndHolds() {
    Night missing =
        new Night(
            Map.of(
                "phases.phase3.processors.upcoming_team_game_context.table",
                "nba_analytics.upcoming_team_game_contxt"));
    missing.with(new Faults.Without(missing.tables, "nba_analytics.upcoming_team_game_contxt"));
    missing.sweeps();
    Night.ALL_FIVE.forEach(missing::completes);
    missing.passes(Duration.ofMinutes(2));

    assertThat(missing.phase4Triggers()).isEmpty();
    assertThat(missing.findings("open"))
        .contains("config-invalid nba_analytics.upcoming_team_game_contxt", "phase-held phase4");

    missing.with(missing.tables);
    missing.rows("nba_analytics.upcoming_team_game_contxt", "game_date", 12);
    missing.passes(Duration.ofMinutes(2));

    assertThat(missing.phase4Triggers()).hasSize(1);
    assertThat(missing.findings("open")).isEmpty();
  }

  @Test
  void aCalendarThatCannotBeReadIsFoundAndHoldsUntilItCan() {
    night.with(new Faults.Without(night.tables, "nba_raw.v_nbac_schedule_latest"));
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(2));
    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open"))
        .containsExactly(
            "config-invalid nba_raw.v_nbac_schedule_latest",
            "gate-unknown phase4",
            "phase-held phase4");

    night.with(night.tables);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).hasSize(1);
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void aPartialThatNobodyCouldLookAtIsNotWrittenForOthersAsDone() {
    night.with(new Faults.BrokenWarehouse());
    Night.ALL_FIVE.subList(1, 5).forEach(night::completes);
    night.completes(Night.ALL_FIVE.get(0), Map.of("status", "partial"));
    night.sweeps();

    assertThat(night.ledger("2026-01-10")).doesNotContainKey("player_game_summary");

    night.with(night.tables);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.ledger("2026-01-10")).containsKey("player_game_summary");
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
  }

  @Test
  void aRepeatedRunThatClaimsNoRowsWhereThereAreSomeIsAMiscount() {
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);
    night.clock.add(Duration.ofMinutes(1));
    night.completes(Night.ALL_FIVE.get(0), Map.of("record_count", 0));

    assertThat(night.findings("open")).containsExactly("counter-defect player_game_summary");
    assertThat(night.phase4Triggers()).hasSize(1);
  }
}
