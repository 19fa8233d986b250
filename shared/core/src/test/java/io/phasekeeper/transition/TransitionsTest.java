package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.settings.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The start of phase 4 after phase 3, told as nights. */
class TransitionsTest {
  private final Night night = new Night();

  @Test
  void theLastOfFiveCompletionsStartsTheNextPhaseOnce() {
    night.sweeps();
    for (String processor : Night.ALL_FIVE) {
      assertThat(night.phase4Triggers()).isEmpty();
      night.clock.add(Duration.ofSeconds(30));
      night.completes(processor);
    }

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    night.passes(Duration.ofMinutes(5));
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(5);
    assertThat(night.findings("open")).isEmpty();
    Map<String, Object> ledger = night.ledger("2026-01-10");
    assertThat(ledger)
        .containsEntry("_triggered", true)
        .containsEntry("_trigger_id", "phase4:2026-01-10:overnight:1")
        .containsEntry("_trigger_reason", "all_complete")
        .containsEntry("_completed_count", 5L)
        .containsEntry("_mode", "overnight");
    assertThat(ledger.get("player_game_summary"))
        .asInstanceOf(
            org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("status", "success")
        .containsEntry("record_count", 100L);
  }

  @Test
  void aCompletionDeliveredAgainAfterTheTriggerChangesNothing() {
    IncomingEvent last = null;
    for (String processor : Night.ALL_FIVE) {
      last = night.message(Night.PHASE3, processor, Map.of());
      night.on(last);
    }
    night.on(last);
    night.sweeps();
    night.on(last);

    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(5);
  }

  @Test
  void aFailedPublishIsTriedAgainAtRedeliveryUnderTheSameId() {
    FailingMessages failing = new FailingMessages(night.sent, 2);
    night.with(night.stored, failing);
    Night.ALL_FIVE.subList(0, 4).forEach(night::completes);
    IncomingEvent fifth = night.message(Night.PHASE3, Night.ALL_FIVE.get(4), Map.of());

    Outcome first = night.on(fifth);
    assertThat(first.tryAgain()).isPresent();
    assertThat(night.ledger("2026-01-10").get("_triggered")).isNotEqualTo(true);
    night.clock.add(Duration.ofSeconds(10));
    assertThat(night.on(fifth).tryAgain()).isPresent();
    night.clock.add(Duration.ofSeconds(20));
    assertThat(night.on(fifth).tryAgain()).isEmpty();

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(5);
    night.sweeps();
    assertThat(night.ledger("2026-01-10")).containsEntry("_triggered", true);
  }

  @Test
  void theSweepPublishesWhatNobodyDeliversAgain() {
    FailingMessages failing = new FailingMessages(night.sent, 1);
    night.with(night.stored, failing);
    Night.ALL_FIVE.forEach(night::completes);
    assertThat(night.phase4Triggers()).isEmpty();

    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
  }

  @Test
  void theRestOfAHalfPublishedFanOutFollowsWithTheSameIds() {
    FailingMessages failing = new FailingMessages(night.sent, 0);
    failing.failAt = 3;
    night.with(night.stored, failing);
    Night.ALL_FIVE.forEach(night::completes);
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(2);

    night.passes(Duration.ofMinutes(2));

    assertThat(
            night.sent.published("nba-phase4-trigger").stream()
                .map(p -> p.message().attributes().get("trigger_id")))
        .hasSize(5)
        .doesNotHaveDuplicates();
  }

  @Test
  void aTriggerThatStaysPendingForTenMinutesIsFoundAndResolvesWhenPublished() {
    FailingMessages failing = new FailingMessages(night.sent, 1_000);
    night.with(night.stored, failing);
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(9));
    assertThat(night.findings("open")).doesNotContain("orchestrator-stuck phase4");
    night.passes(Duration.ofMinutes(2));
    assertThat(night.findings("open"))
        .contains("orchestrator-stuck phase4", "warehouse-unseen pubsub");

    failing.failures = 0;
    night.passes(Duration.ofMinutes(3));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void fourOfFiveAndThenSilenceAreStartedByTheTimerAtTheDeadlineOnly() {
    night.sweeps();
    Instant first = night.clock.instant();
    Night.ALL_FIVE.subList(0, 4).forEach(night::completes);
    night.clock.setInstant(first.plus(Duration.ofMinutes(30)).minusSeconds(1));
    night.sweeps();
    assertThat(night.phase4Triggers()).isEmpty();

    night.clock.add(Duration.ofSeconds(1));
    night.completes(Night.ALL_FIVE.get(3)); // not even at the deadline by a message
    assertThat(night.phase4Triggers()).isEmpty();
    night.sweeps();

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).containsExactly("phase-started-partial phase4");
    assertThat(night.ledger("2026-01-10")).containsEntry("_trigger_reason", "quorum_deadline");
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(4);
  }

  @Test
  void withoutACriticalMemberTheDeadlineIsLateAndTheMemberStillStartsIt() {
    night.sweeps();
    Night.ALL_FIVE.subList(1, 5).forEach(night::completes);
    night.passes(Duration.ofMinutes(31));
    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open")).containsExactly("phase-late phase4");

    night.completes(Night.ALL_FIVE.get(0));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    night.sweeps();
    assertThat(night.findings("open")).isEmpty();
  }

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
    night.with(new BrokenWarehouse());
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
  void anUnknownNameNeverCountsAndIsReportedOnce() {
    night.sweeps();
    Night.ALL_FIVE.subList(1, 5).forEach(night::completes);
    night.completes("PlayerGameSumaryProcessor");
    night.completes("PlayerGameSumaryProcessor");
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open"))
        .containsExactly("unknown-processor PlayerGameSumaryProcessor");
    assertThat(night.ledger("2026-01-10")).doesNotContainKey("PlayerGameSumaryProcessor");
  }

  @Test
  void theThreeCyclesOfADateTriggerIndependently() {
    night.now("17:05", -1);
    night.sweeps();
    night.completes("UpcomingPlayerGameContextProcessor", Map.of("correlation_id", "eve"));
    night.now("10:40", 0);
    night.completes("UpcomingPlayerGameContextProcessor", Map.of("correlation_id", "day"));
    night.now("06:40", 1);
    Night.ALL_FIVE.forEach(night::completes);

    assertThat(night.phase4Triggers())
        .containsExactly(
            "phase4:2026-01-10:overnight:1",
            "phase4:2026-01-10:same_day:1",
            "phase4:2026-01-10:tomorrow:1");
  }

  @Test
  void aRunThatCrossesMidnightStaysInTheCycleInWhichItBegan() {
    night.now("00:20", 1);
    night.completes(
        "UpcomingPlayerGameContextProcessor",
        Map.of("duration_seconds", 2400)); // began 23:40 the day before

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:same_day:1");
  }

  @Test
  void aCorrelationThatBeganInAnotherCycleCountsThere() {
    night.now("23:50", 0);
    night.completes("UpcomingTeamGameContextProcessor", Map.of("correlation_id", "late-run"));
    night.now("00:10", 1);
    night.completes("UpcomingPlayerGameContextProcessor", Map.of("correlation_id", "late-run"));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:same_day:1");
  }

  @Test
  void aLedgerThatOnlyAnotherWriterFilledIsStartedByTheSweep() {
    night.sweeps();
    for (String name :
        List.of(
            "player_game_summary",
            "team_offense_game_summary",
            "team_defense_game_summary",
            "upcoming_player_game_context",
            "upcoming_team_game_context")) {
      night.anotherWrites(
          name,
          Map.of("status", "success", "record_count", 12, "completed_at", night.clock.instant()));
    }
    night.anotherWrites("_their_field", "kept");
    night.passes(Duration.ofMinutes(1));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.ledger("2026-01-10")).containsEntry("_their_field", "kept");
  }

  @Test
  void whatAnotherOrchestratorTriggeredIsAdoptedAndNeverPublished() {
    for (String name : List.of("player_game_summary", "upcoming_player_game_context")) {
      night.anotherWrites(name, Map.of("status", "success", "completed_at", Night.at("10:45", 0)));
    }
    night.anotherWrites("_triggered", true);
    night.passes(Duration.ofMinutes(3));
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(40));

    assertThat(night.phase4Triggers()).isEmpty();
  }

  @Test
  void anOlderMessageDeliveredAgainDoesNotWinOverTheCorrectedOne() {
    IncomingEvent old =
        night.message(Night.PHASE3, Night.ALL_FIVE.get(0), Map.of("record_count", 5));
    night.on(old);
    night.clock.add(Duration.ofMinutes(1));
    night.completes(Night.ALL_FIVE.get(0), Map.of("record_count", 211));
    night.on(old);

    assertThat(night.ledger("2026-01-10").get("player_game_summary"))
        .asInstanceOf(
            org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("record_count", 211L);
  }

  @Test
  void tenThousandFailedReportsLeaveTheLedgerSmallAndAbleToTrigger() {
    for (int i = 0; i < 10_000; i++) {
      night.clock.add(Duration.ofMillis(10));
      night.completes(
          Night.ALL_FIVE.get(0),
          Map.of("status", "failed", "error_message", "out of memory ".repeat(30)));
    }
    assertThat(night.ledger("2026-01-10").toString().length()).isLessThan(200_000);
    Night.ALL_FIVE.forEach(night::completes);

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat((Long) night.ledger("2026-01-10").get("_reports_dropped")).isGreaterThan(9_900);
  }

  @Test
  void theNextPhaseMustBeSeenToStartElseItsTriggerIsPublishedOnceMoreAndThenFound() {
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(14));
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(10);
    assertThat(night.findings("open")).isEmpty();
    night.passes(Duration.ofMinutes(1));
    assertThat(night.findings("open")).containsExactly("no-downstream-start phase4");

    night.on(night.message(Night.PHASE4, "PlayerDailyCacheProcessor", Map.of()));
    night.passes(Duration.ofMinutes(2));

    assertThat(night.findings("open")).isEmpty();
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(10);
  }

  @Test
  void aPhaseThatNobodyBeginsOnADayWithWorkIsFoundUntilItsFirstCompletion() {
    night.now("07:00", 1);
    night.games(Night.DATE.plusDays(1), 0);
    night.passes(Duration.ofMinutes(29));
    assertThat(night.findings("open")).isEmpty();
    night.passes(Duration.ofMinutes(1));
    assertThat(night.findings("open")).containsExactly("phase-not-begun phase3");

    night.completes(Night.ALL_FIVE.get(0));
    night.passes(Duration.ofMinutes(1));

    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void shadowDecidesEverythingAndSendsNothing() {
    night.in(Mode.SHADOW);
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.sent.published("nba-phase4-trigger")).isEmpty();
    assertThat(night.ledger("2026-01-10"))
        .doesNotContainKeys("_triggered", "player_game_summary", "_completed_count");
    assertThat(night.stored.all().stream().map(d -> d.fields().get("state"))).contains("shadowed");
  }

  @Test
  void stoppedFactsAreMergedAndTheSweepDecidesAfterResume() {
    night
        .operator()
        .stop(new io.phasekeeper.operator.Asked("ann", "maintenance", java.util.Optional.empty()));
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(15));
    assertThat(night.phase4Triggers()).isEmpty();

    night
        .operator()
        .resume(new io.phasekeeper.operator.Asked("ann", "done", java.util.Optional.empty()));
    night.passes(Duration.ofMinutes(1));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).isEmpty();
    assertThat(night.findings("resolved")).doesNotContain("orchestrator-stuck phase4");
  }

  @Test
  void aDateOutsideTheActiveWindowIsRecordedAndStartsNothing() {
    night.now("06:30", 5);
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.ledger("2026-01-10")).containsKey("player_game_summary");
  }

  @Test
  void aLateCompletionAlertsByPolicyAndRetriggersByPolicy() {
    night.sweeps();
    Night.ALL_FIVE.subList(0, 4).forEach(night::completes);
    night.passes(Duration.ofMinutes(31));
    night.completes(Night.ALL_FIVE.get(4));
    assertThat(night.findings("open")).contains("late-completion upcoming_team_game_context");
    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");

    Night other = new Night(Map.of("phases.phase4.late", "retrigger"));
    other.sweeps();
    Night.ALL_FIVE.subList(0, 4).forEach(other::completes);
    other.passes(Duration.ofMinutes(31));
    other.completes(Night.ALL_FIVE.get(4));
    assertThat(other.phase4Triggers())
        .containsExactly("phase4:2026-01-10:overnight:1", "phase4:2026-01-10:overnight:2");
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
  void anEntryThatAnotherWriterMadeOfTheSameRunDoesNotMoveItToTheMainCycle() {
    night.now("10:41", 0);
    night.anotherWrites(
        "upcoming_player_game_context",
        Map.of(
            "status",
            "success",
            "record_count",
            150,
            "correlation_id",
            "same-day-run",
            "completed_at",
            night.clock.instant().minusMillis(200)));
    night.completes("UpcomingPlayerGameContextProcessor", Map.of("correlation_id", "same-day-run"));
    night.now("06:40", 1);
    Night.ALL_FIVE.stream()
        .filter(name -> !name.equals("UpcomingPlayerGameContextProcessor"))
        .forEach(night::completes);

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:same_day:1");
  }

  @Test
  void aTableThatIsNotThereIsAFaultOfTheConfigurationAndHolds() {
    Night missing =
        new Night(
            Map.of(
                "phases.phase3.processors.upcoming_team_game_context.table",
                "nba_analytics.upcoming_team_game_contxt"));
    missing.with(new Without(missing.tables, "nba_analytics.upcoming_team_game_contxt"));
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
  void aNameThatNobodySendsForSevenDaysWithWorkIsFoundUntilItIsSent() {
    for (int day = -8; day <= 3; day++) {
      night.games(Night.DATE.plusDays(day), 5);
    }
    night.now("12:00", -7);
    night.sweeps();
    for (int day = -7; day <= 0; day++) {
      night.now("12:00", day);
      night.sweeps();
      assertThat(night.findings("open")).doesNotContain("processor-unseen player_game_summary");
    }
    night.now("12:00", 1);
    night.sweeps();
    assertThat(night.findings("open")).contains("processor-unseen player_game_summary");

    night.completes("PlayerGameSummaryProcessor");
    night.now("13:01", 1);
    night.sweeps();

    assertThat(night.findings("open")).doesNotContain("processor-unseen player_game_summary");
  }

  @Test
  void aHeartbeatOfTheTriggeredPhaseIsAStartThatWasSeen() {
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);
    night.stored.merge(
        new io.phasekeeper.document.DocumentPath(
            "processor_heartbeats", "PlayerDailyCacheProcessor_2026-01-10_r1"),
        List.of(
            io.phasekeeper.document.FieldChange.set("processor_name", "PlayerDailyCacheProcessor"),
            io.phasekeeper.document.FieldChange.set("data_date", "2026-01-10"),
            io.phasekeeper.document.FieldChange.set(
                "last_heartbeat", night.clock.instant().plusSeconds(60))));
    night.passes(Duration.ofMinutes(20));

    assertThat(night.sent.published("nba-phase4-trigger")).hasSize(5);
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void aCalendarThatCannotBeReadIsFoundAndHoldsUntilItCan() {
    night.with(new Without(night.tables, "nba_raw.v_nbac_schedule_latest"));
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

  /** Fails the first publishes, or the one with a number, and then works. */
  static final class FailingMessages implements Messages {
    private final Messages real;
    int failures;
    int failAt;
    private int calls;

    FailingMessages(Messages real, int failures) {
      this.real = real;
      this.failures = failures;
    }

    @Override
    public String publish(String topic, io.phasekeeper.message.OutgoingMessage message) {
      calls++;
      if (failures > 0 || calls == failAt) {
        failures--;
        throw new PortFailure(
            PortFailure.Service.PUBSUB, PortFailure.Kind.UNAVAILABLE, "no answer");
      }
      return real.publish(topic, message);
    }
  }

  /** A warehouse that answers nothing. */
  static final class BrokenWarehouse implements io.phasekeeper.warehouse.Warehouse {
    private static PortFailure down() {
      return new PortFailure(
          PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "503 from jobs.query");
    }

    @Override
    public java.util.SortedMap<java.time.LocalDate, Long> rowCounts(
        io.phasekeeper.warehouse.TableRef table, java.time.LocalDate from, java.time.LocalDate to) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.CalendarEntry> calendar(
        io.phasekeeper.warehouse.CalendarTable calendar,
        java.time.LocalDate from,
        java.time.LocalDate to) {
      throw down();
    }

    @Override
    public List<io.phasekeeper.warehouse.RunRow> runs(
        String table, java.time.LocalDate from, java.time.LocalDate to, int limit) {
      throw down();
    }

    @Override
    public void append(String table, List<Map<String, Object>> rows) {
      throw down();
    }
  }

  /** A warehouse that lacks one table. */
  record Without(io.phasekeeper.warehouse.Warehouse real, String missing)
      implements io.phasekeeper.warehouse.Warehouse {
    @Override
    public java.util.SortedMap<java.time.LocalDate, Long> rowCounts(
        io.phasekeeper.warehouse.TableRef table, java.time.LocalDate from, java.time.LocalDate to) {
      if (table.name().equals(missing)) {
        throw new PortFailure(
            PortFailure.Service.BIGQUERY, PortFailure.Kind.MISSING, "Not found: " + missing);
      }
      return real.rowCounts(table, from, to);
    }

    @Override
    public List<io.phasekeeper.warehouse.CalendarEntry> calendar(
        io.phasekeeper.warehouse.CalendarTable calendar,
        java.time.LocalDate from,
        java.time.LocalDate to) {
      if (calendar.table().name().equals(missing)) {
        throw new PortFailure(
            PortFailure.Service.BIGQUERY, PortFailure.Kind.MISSING, "Not found: " + missing);
      }
      return real.calendar(calendar, from, to);
    }

    @Override
    public List<io.phasekeeper.warehouse.RunRow> runs(
        String table, java.time.LocalDate from, java.time.LocalDate to, int limit) {
      return real.runs(table, from, to, limit);
    }

    @Override
    public void append(String table, List<Map<String, Object>> rows) {
      real.append(table, rows);
    }
  }
}
