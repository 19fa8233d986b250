package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.backfill.December;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.settings.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelfHealTest {
  private final HealNight night = new HealNight();

  @Test
  void whatIsThereInTimeIsLeftAlone() {
    night.rows("cheese", DATE, 10);
    night.rows("totals", DATE, 1);
    night.passes(Duration.ofHours(8));
    assertThat(night.calls).isEmpty();
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void anOutputThatIsAbsentAtItsDueTimeIsNoticedAndMade() {
    var unused = night.ticksAt("03:55", 1);
    assertThat(night.calls).isEmpty();
    HealReport report = night.ticksAt("04:00", 1);
    assertThat(report.missing()).containsExactly("cheese:2026-03-10");
    assertThat(night.calls).containsExactly("cheese 2026-03-10");
    assertThat(night.findings("open")).contains("output-missing cheese");
    night.passes(Duration.ofMinutes(5));
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.HEALED);
    assertThat(night.findings("open")).isEmpty();
    assertThat(night.findings("resolved")).contains("output-missing cheese");
  }

  @Test
  void whatIsOverdueAtTheFirstTickIsNoticedThen() {
    HealReport report = night.ticksAt("09:00", 1);
    assertThat(report.missing()).containsExactly("cheese:2026-03-10", "totals:2026-03-10");
  }

  @Test
  void aTickOnWhichNothingIsDueAsksForTheCalendarAlone() {
    var first = night.ticksAt("03:00", 1);
    night.with(night.stored, unaskedButForTheCalendar());
    var unused = night.ticksAt("03:10", 1);
    assertThat(night.findings("open")).isEmpty();
    assertThat(first.failures()).isEmpty();
  }

  private io.phasekeeper.warehouse.Warehouse unaskedButForTheCalendar() {
    return (io.phasekeeper.warehouse.Warehouse)
        java.lang.reflect.Proxy.newProxyInstance(
            SelfHealTest.class.getClassLoader(),
            new Class<?>[] {io.phasekeeper.warehouse.Warehouse.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("calendar");
              return method.invoke(night.tables, arguments);
            });
  }

  @Test
  void inputsAreMadeFirstAndProvenBeforeWhatIsMadeOfThem() {
    night.tables.replaceRows("dairy.cheese", "day", DATE.minusDays(1), List.of());
    night.passes(Duration.ofHours(4));
    assertThat(night.calls)
        .containsSubsequence("cheese 2026-03-10", "totals 2026-03-10")
        .containsSubsequence("cheese 2026-03-09", "totals 2026-03-10");
    assertThat(night.rowsOf("totals", DATE)).isPositive();
  }

  @Test
  void nothingIsMadeOfWhatIsNotThere() {
    night.tables.replaceRows("dairy.milk", "day", DATE, List.of());
    night.passes(Duration.ofHours(4));
    assertThat(night.calls).isEmpty();
    assertThat(night.findings("open")).contains("output-missing cheese", "output-missing totals");
    night.rows("milk", DATE, 100);
    night.passes(Duration.ofMinutes(20));
    assertThat(night.calls).containsExactly("cheese 2026-03-10", "totals 2026-03-10");
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void outputsThatAreOlderThanAHealedInputAreMadeAgain() {
    night.tables.replaceRows("dairy.cheese", "day", DATE.minusDays(1), List.of());
    night.rows("cheese", DATE, 10);
    night.rows("totals", DATE, 1);
    night.passes(Duration.ofHours(4));
    assertThat(night.calls)
        .containsExactly("cheese 2026-03-09", "totals 2026-03-10", "totals 2026-03-09");
  }

  @Test
  void aDateWithoutWorkAsksForNothing() {
    night.vats(DATE, 0);
    night.tables.replaceRows("dairy.vats", "day", DATE, List.of());
    night.passes(Duration.ofHours(8));
    assertThat(night.calls).isEmpty();
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void workThatHasNoEffectIsTriedThreeTimesTwoHoursApartAndThenFrozen() {
    night.idle().passes(Duration.ofHours(24));
    assertThat(night.calls.stream().filter("cheese 2026-03-10"::equals)).hasSize(3);
    assertThat(night.findings("open")).contains("heal-stuck cheese");
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.FROZEN);
    night.rows("cheese", DATE, 10); // by hand
    night.passes(Duration.ofMinutes(15));
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.HEALED);
    assertThat(night.findings("open")).doesNotContain("heal-stuck cheese", "output-missing cheese");
  }

  @Test
  void boundsOutliveARestart() {
    night.idle();
    for (int hour = 0; hour < 24; hour++) {
      night.passes(Duration.ofHours(1)).restart();
    }
    assertThat(night.calls.stream().filter("cheese 2026-03-10"::equals)).hasSize(3);
  }

  @Test
  void attemptsThatFailedAreForgottenOnceTheProcessorSucceedsElsewhere() {
    night.idle().passes(Duration.ofHours(12));
    assertThat(night.calls.stream().filter("cheese 2026-03-10"::equals)).hasSize(3);
    night.answers(200);
    night.rows("cheese", DATE.minusDays(1), 10);
    night.run("cheese", DATE.minusDays(1), "by-hand", "success");
    night.passes(Duration.ofMinutes(15));
    assertThat(night.rowsOf("cheese", DATE)).isPositive();
  }

  @Test
  void aCallThatIsNotTakenIsNoAttempt() {
    night.answers(503).passes(Duration.ofHours(3));
    assertThat(night.record("cheese", DATE).attempts()).isZero();
    assertThat(night.findings("open")).contains("breaker-open cellar", "heal-failed cheese");
    night.answers(200).passes(Duration.ofHours(2));
    assertThat(night.rowsOf("cheese", DATE)).isPositive();
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void anOpenCircuitLetsOneCallThrough() {
    night.answers(500).passes(Duration.ofHours(6));
    int calls = night.calls.size();
    assertThat(night.breaker().orElseThrow().fields()).containsEntry("state", "open");
    night.passes(Duration.ofMinutes(10));
    // With the longest pause of a quarter of an hour: one call with its three retries.
    assertThat(night.calls.size() - calls).isLessThanOrEqualTo(4);
  }

  @Test
  void nobodyThereKnowsTheCall() {
    night.answers(404).passes(Duration.ofHours(2));
    assertThat(night.findings("open")).contains("wrong-target cellar");
    night.answers(200).passes(Duration.ofHours(3));
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void aRunThatIsUnderWayIsWaitedFor() {
    night.clock.setInstant(HealNight.at("03:58", 1));
    night.run("cheese", DATE, "by-cron", "running");
    night.passes(Duration.ofMinutes(30));
    assertThat(night.calls).isEmpty();
    night.rows("cheese", DATE, 10);
    night.run("cheese", DATE, "by-cron", "success");
    night.passes(Duration.ofMinutes(10));
    assertThat(night.calls).isEmpty();
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void atMostFivePlansAreBegunInOneTick() {
    for (int day = -3; day <= 0; day++) {
      night.tables.replaceRows("dairy.cheese", "day", DATE.plusDays(day), List.of());
      night.tables.replaceRows("dairy.totals", "day", DATE.plusDays(day), List.of());
    }
    night.idle();
    HealReport first = night.ticksAt("09:00", 1);
    assertThat(first.missing()).hasSize(8);
    assertThat(first.begun())
        .containsExactly(
            "cheese:2026-03-10",
            "totals:2026-03-10",
            "cheese:2026-03-09",
            "totals:2026-03-09",
            "cheese:2026-03-08");
    assertThat(night.ticksAt("09:05", 1).begun()).hasSize(3);
  }

  @Test
  void inShadowEverythingIsDecidedAndNothingIsSent() {
    night.in(Mode.SHADOW).passes(Duration.ofHours(3));
    assertThat(night.calls).isEmpty();
    assertThat(night.findings("open")).contains("output-missing cheese");
    assertThat(night.plan("cheese", DATE).steps()).hasSize(1);
    assertThat(night.plan("cheese", DATE).steps().get(0).note()).contains("shadow");
  }

  @Test
  void aStoppedSuiteDecidesNothing() {
    night.stored.merge(
        io.phasekeeper.transition.Suite.path(night.pipeline()),
        List.of(FieldChange.set("stopped", true)));
    assertThat(night.ticksAt("09:00", 1).stopped()).isTrue();
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void aWarehouseThatIsAwayIsToldAndWhatFellDueMeanwhileIsLookedAtLater() {
    var unused = night.ticksAt("03:55", 1);
    night.with(night.stored, away());
    var blind = night.ticksAt("04:00", 1);
    assertThat(blind.missing()).isEmpty();
    assertThat(night.findings("open")).containsExactly("warehouse-unseen bigquery");
    night.with(night.stored, night.tables);
    assertThat(night.ticksAt("04:05", 1).missing()).containsExactly("cheese:2026-03-10");
  }

  private static io.phasekeeper.warehouse.Warehouse away() {
    return (io.phasekeeper.warehouse.Warehouse)
        java.lang.reflect.Proxy.newProxyInstance(
            SelfHealTest.class.getClassLoader(),
            new Class<?>[] {io.phasekeeper.warehouse.Warehouse.class},
            (proxy, method, arguments) -> {
              throw new PortFailure(
                  PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "away");
            });
  }

  @Test
  void aCompletionIsLookedAtAtOnce() {
    night.idle();
    var unused = night.ticksAt("04:00", 1);
    night.clock.add(Duration.ofMinutes(2));
    night.rows("cheese", DATE, 10);
    assertThat(night.heal().completed(new OutputDate("cheese", DATE)).orElseThrow().healed())
        .containsExactly("cheese:2026-03-10");
    assertThat(night.heal().completed(new OutputDate("milk", DATE))).isEmpty();
  }

  @Test
  void workThatIsAlwaysSaidToBeUnderWayIsToldAndIsNoAttempt() {
    night.answers(409).passes(Duration.ofHours(9));
    assertThat(night.record("cheese", DATE).attempts()).isZero();
    assertThat(night.findings("open")).contains("heal-failed cheese");
    assertThat(night.calls.stream().filter("cheese 2026-03-10"::equals)).hasSizeLessThan(6);
    night.answers(200).passes(Duration.ofHours(3));
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void whatIsMissingLongAgoIsNoNewsAnyMore() {
    night.tables.replaceRows("dairy.milk", "day", DATE, List.of());
    night.passes(Duration.ofHours(4));
    assertThat(night.findings("open")).contains("output-missing cheese");
    night.clock.add(Duration.ofDays(15));
    night.passes(Duration.ofMinutes(10));
    assertThat(night.findings("open")).doesNotContain("output-missing cheese");
  }

  @Test
  void howAnOutputCameAboutIsRemembered() {
    night.rows("cheese", DATE, 10);
    night.idle().passes(Duration.ofHours(4));
    assertThat(night.record("cheese", DATE).timing()).contains("on_time");
    night.rows("totals", DATE, 1);
    night.passes(Duration.ofMinutes(15));
    assertThat(night.record("totals", DATE).timing()).contains("late");
    night.tables.replaceRows("dairy.cheese", "day", DATE.minusDays(3), List.of());
    night.answers(200).restart().passes(Duration.ofHours(8));
    assertThat(night.record("cheese", DATE.minusDays(3)).timing()).contains("backfilled");
  }

  /** Seven outputs are missing, of which five are planned; none is about the last, nor needs it. */
  private void moreIsMissingThanATickMayPlan(String time) {
    for (int day = 1; day <= 3; day++) {
      night.tables.replaceRows("dairy.cheese", "day", DATE.minusDays(day), List.of());
      night.tables.replaceRows("dairy.totals", "day", DATE.minusDays(day), List.of());
    }
    assertThat(night.idle().ticksAt(time, 1).begun())
        .hasSize(5)
        .doesNotContain("totals:2026-03-07");
    night.clock.add(Duration.ofMinutes(2));
    night.rows("totals", DATE.minusDays(3), 1);
  }

  @Test
  void howAnOutputCameAboutIsRememberedThoughNoPlanWasBegunForIt() {
    moreIsMissingThanATickMayPlan("05:45");
    night.passes(Duration.ofMinutes(5));
    assertThat(night.findings("resolved")).contains("output-missing totals");
    assertThat(night.record("totals", DATE.minusDays(3)).timing()).contains("backfilled");
  }

  @Test
  void howAnOutputCameAboutThatAScanFindsIsRemembered() {
    moreIsMissingThanATickMayPlan("05:55");
    night.ticksAt("06:00", 1);
    assertThat(night.findings("resolved")).contains("output-missing totals");
    assertThat(night.record("totals", DATE.minusDays(3)).timing()).contains("backfilled");
  }

  @Test
  void aPlanOfAnotherVersionIsSetAsideAndTold() {
    boolean created =
        night.stored.create(
            HealPlan.path(night.pipeline(), new OutputDate("cheese", DATE.minusDays(1))),
            Map.of("pipeline", "dairy", "due_at", HealNight.at("03:00", 1), "state", "dreaming"));
    assertThat(created).isTrue();
    var unused = night.ticksAt("03:05", 1);
    assertThat(night.findings("open")).containsExactly("config-invalid dairy:cheese:2026-03-09");
    assertThat(night.ticksAt("04:00", 1).begun()).containsExactly("cheese:2026-03-10");
  }

  @Test
  void aPlanOfAnotherVersionThatIsGoneOrWasBegunAnewIsToldNoMore() {
    for (int day = 1; day <= 2; day++) {
      OutputDate of = new OutputDate("cheese", DATE.minusDays(day));
      assertThat(
              night.stored.create(
                  HealPlan.path(night.pipeline(), of),
                  Map.of(
                      "pipeline",
                      "dairy",
                      "due_at",
                      HealNight.at("02:00", 1),
                      "state",
                      "dreaming")))
          .isTrue();
    }
    night.passes(Duration.ofMinutes(10));
    assertThat(night.findings("open"))
        .containsExactly(
            "config-invalid dairy:cheese:2026-03-08", "config-invalid dairy:cheese:2026-03-09");
    night.stored.delete(
        HealPlan.path(night.pipeline(), new OutputDate("cheese", DATE.minusDays(1))));
    night.passes(Duration.ofMinutes(5));
    assertThat(night.findings("open")).containsExactly("config-invalid dairy:cheese:2026-03-08");
    assertThat(
            new HealDesk(night)
                .heal(DATE.minusDays(2), Optional.of("cheese"), true, December.ANN)
                .done())
        .isTrue();
    night.passes(Duration.ofMinutes(5));
    assertThat(night.findings("open")).noneMatch(finding -> finding.startsWith("config-invalid"));
  }

  @Test
  void aCoolDownEndsOnceAnInputWasMadeAnew() {
    night.idle();
    var sent = night.ticksAt("04:00", 1);
    night.clock.add(Duration.ofMinutes(2));
    night.run("cheese", DATE, "no-good", "failed");
    night.passes(Duration.ofMinutes(60));
    assertThat(sent.sent()).containsExactly("cheese:2026-03-10");
    assertThat(night.calls).hasSize(1);
    night.rows("milk", DATE, 120);
    night.answers(200).passes(Duration.ofMinutes(15));
    assertThat(night.calls).hasSize(2);
    assertThat(night.rowsOf("cheese", DATE)).isPositive();
  }

  @Test
  void spentAttemptsAreSetFreeOnceAnInputWasMadeAnew() {
    night.idle().passes(Duration.ofHours(12));
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.FROZEN);
    night.answers(200).rows("milk", DATE, 120);
    night.passes(Duration.ofMinutes(30));
    assertThat(night.rowsOf("cheese", DATE)).isPositive();
  }

  @Test
  void whatFailsAgainAndAgainByItsRunsIsNotCalledUntilAnHourWithout() {
    for (int i = 0; i < 24; i++) {
      night.clock.add(Duration.ofMinutes(2));
      night.run("cheese", DATE.minusDays(1), "storm-" + i, "failed");
    }
    night.passes(Duration.ofHours(1)); // to 04:48
    assertThat(night.findings("open")).contains("retry-storm cheese", "output-missing cheese");
    assertThat(night.calls).isEmpty();
    night.passes(Duration.ofHours(2));
    assertThat(night.findings("open")).doesNotContain("retry-storm cheese");
    assertThat(night.calls).contains("cheese 2026-03-10");
  }
}
