package io.phasekeeper.backfill;

import static io.phasekeeper.backfill.December.ANN;
import static io.phasekeeper.backfill.December.PHASE4;
import static io.phasekeeper.backfill.December.SUMMARY;
import static io.phasekeeper.backfill.December.WEEK;
import static io.phasekeeper.backfill.December.date;
import static io.phasekeeper.backfill.December.week;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.settings.Mode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a backfill goes on, holds and comes to its end. */
class BackfillsTest {
  private final December december = new December();

  @Test
  void callsThatTakeLongLeaveTheirTickTimeToEnd() {
    december.begins(Optional.of(PHASE4));
    december.callsTake = Duration.ofMinutes(1);
    for (int tick = 0; tick < 20; tick++) {
      int before = december.sent.size();
      december.ticks();
      assertThat(december.sent.size() - before).isLessThanOrEqualTo(2);
    }
    assertThat(december.sent).hasSize(20).doesNotHaveDuplicates();
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
  }

  @Test
  void aWeekIsMadeInOrderOnceEachAndIsOverByItself() {
    assertThat(december.begins(Optional.of(PHASE4)).message())
        .contains("20 outputs of 4 dates")
        .contains("left out: 15 without work");
    for (int tick = 0; tick < 12; tick++) {
      int before = december.sent.size();
      december.ticks();
      assertThat(december.sent.size() - before).isLessThanOrEqualTo(3);
      assertThat(december.plan().progress(december.now()).inFlight()).isLessThanOrEqualTo(3);
    }
    assertThat(december.sent).hasSize(20).doesNotHaveDuplicates();
    for (LocalDate date : WEEK) {
      assertThat(december.sent)
          .containsSubsequence(
              "player_daily_cache:" + date,
              "player_composite_factors:" + date,
              "ml_feature_store:" + date);
    }
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.plan().progress(december.now()).made()).isEqualTo(20);
    assertThat(december.night.findings("open")).isEmpty();
  }

  @Test
  void whatIsThereAlreadyIsPassedOverUnlessItIsToBeMadeAnew() {
    december.rows("player_daily_cache", date(12, 8));
    december.begins(Optional.of(PHASE4));
    december.ticks(12);
    assertThat(december.sent).hasSize(19).doesNotContain("player_daily_cache:2025-12-08");
    assertThat(december.plan().progress(december.now()).there()).isEqualTo(1);

    BackfillOrder again = new BackfillOrder(date(12, 8), date(12, 8), Optional.of(PHASE4), 3, true);
    assertThat(december.desk().begin(again, ANN).done()).isTrue();
    december.sent.clear();
    december.ticks(6);
    assertThat(december.sent).hasSize(5).contains("player_daily_cache:2025-12-08");
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
  }

  @Test
  void whatIsThereButOlderThanWhatTheBackfillMakesIsMadeAnewOnceEach() {
    phase4IsThere();
    december.noRows(SUMMARY, date(12, 10));
    december.rows("p2_nbacom_gamebook_pdf", date(12, 10));
    december.rows("p2_nbacom_boxscores", date(12, 10));
    december.begins(Optional.empty());
    december.ticks(20);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.sent)
        .containsExactlyInAnyOrder(
            "player_game_summary:2025-12-10",
            "player_daily_cache:2025-12-12",
            "player_shot_zone_analysis:2025-12-12",
            "player_composite_factors:2025-12-12",
            "ml_feature_store:2025-12-12",
            "player_daily_cache:2025-12-14",
            "player_shot_zone_analysis:2025-12-14",
            "player_composite_factors:2025-12-14",
            "ml_feature_store:2025-12-14")
        .startsWith("player_game_summary:2025-12-10")
        .containsSubsequence(
            "player_daily_cache:2025-12-14",
            "player_composite_factors:2025-12-14",
            "ml_feature_store:2025-12-14");
    assertThat(december.night.findings("open")).isEmpty();
  }

  @Test
  void otherPhasesAndLaterDatesFollowWhenWhatWasAskedForIsDone() {
    phase4IsThere();
    december.noRows(SUMMARY, date(12, 10));
    december.rows("p2_nbacom_gamebook_pdf", date(12, 10));
    december.rows("p2_nbacom_boxscores", date(12, 10));
    december.silent.add("player_daily_cache");
    BackfillOrder order =
        new BackfillOrder(
            date(12, 10), date(12, 10), Optional.of(new PhaseName("phase3")), 3, false);
    assertThat(december.desk().dryRun(order).message())
        .startsWith("would begin: 5 outputs of 1 dates")
        .contains("outputs of dates up to 2025-12-20 that are made from these");
    assertThat(december.desk().begin(order, ANN).done()).isTrue();
    december.ticks(2);
    assertThat(december.sent).startsWith("player_game_summary:2025-12-10");
    december.ticks(4);
    assertThat(december.sent)
        .contains("player_daily_cache:2025-12-12", "player_shot_zone_analysis:2025-12-14")
        .noneMatch(each -> each.startsWith("ml_feature_store"));
    assertThat(BackfillText.of(december.desk().view(Optional.empty()), false))
        .contains("that are made from these");
    december.silent.clear();
    december.rows("player_daily_cache", date(12, 12));
    december.rows("player_daily_cache", date(12, 14));
    december.ticks(20);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.sent)
        .hasSize(9)
        .doesNotHaveDuplicates()
        .noneMatch(each -> each.endsWith("2025-12-08"));
  }

  @Test
  void whatFollowsButCannotBeProvenIsLeftAsItIsAndToldAndHoldsNothing() {
    phase4IsThere();
    december.noRows("team_defense_zone_analysis", date(12, 12));
    december.noRows(SUMMARY, date(12, 10));
    december.rows("p2_nbacom_gamebook_pdf", date(12, 10));
    december.rows("p2_nbacom_boxscores", date(12, 10));
    december.begins(Optional.of(new PhaseName("phase3")));
    december.ticks(20);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.sent)
        .contains("player_daily_cache:2025-12-12", "ml_feature_store:2025-12-14")
        .doesNotContain("ml_feature_store:2025-12-12", "team_defense_zone_analysis:2025-12-12");
    assertThat(december.night.findings("resolved"))
        .contains("heal-refused player_composite_factors");
    assertThat(december.night.findings("open")).isEmpty();
  }

  @Test
  void whatIsMendedByHandWhileItHoldsMakesWhatIsThereOlder() {
    december.rows("player_daily_cache", date(12, 12));
    december.rows("player_daily_cache", date(12, 14));
    december.rows(SUMMARY, date(12, 10), "");
    december.begins(Optional.of(PHASE4));
    december.ticks(4);
    assertThat(december.sent).allMatch(each -> each.endsWith("2025-12-08"));
    december.rows(SUMMARY, date(12, 10));
    december.ticks(20);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.sent)
        .contains("player_daily_cache:2025-12-12", "player_daily_cache:2025-12-14");
  }

  /** Written before everything else, or at least not after it. */
  private void phase4IsThere() {
    for (LocalDate date : WEEK) {
      for (String output :
          List.of(
              "team_defense_zone_analysis",
              "player_shot_zone_analysis",
              "player_daily_cache",
              "player_composite_factors",
              "ml_feature_store")) {
        december.rows(output, date);
      }
    }
  }

  @Test
  void oneThatLosesARaceInEveryTickGoesOnAndOneThatLosesAllIsTold() {
    december.begins(Optional.of(PHASE4));
    Racing one = new Racing(1);
    december.restart(one.around(december.night.stored), december.night.tables, december);
    for (int tick = 0; tick < 14; tick++) {
      one.left = 1;
      december.ticks();
    }
    assertThat(december.sent).hasSize(20).doesNotHaveDuplicates();
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.night.findings("open")).isEmpty();

    assertThat(december.desk().cancel(Optional.empty(), ANN).done()).isFalse();
    WEEK.forEach(date -> december.noRows("player_daily_cache", date));
    december.begins(Optional.of(PHASE4));
    december.sent.clear();
    one.left = Integer.MAX_VALUE;
    december.ticks(5);
    assertThat(december.sent).isEmpty();
    assertThat(december.night.findings("open")).containsExactly("supervisor-late backfill:2");
    one.left = 0;
    december.ticks(8);
    assertThat(december.sent).contains("player_daily_cache:2025-12-08").doesNotHaveDuplicates();
    assertThat(december.night.findings("open")).isEmpty();
  }

  /** Somebody else writes just before us, so many times. */
  private static final class Racing {
    int left;

    Racing(int left) {
      this.left = left;
    }

    DocumentStore around(DocumentStore stored) {
      return (DocumentStore)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {DocumentStore.class},
              (proxy, method, arguments) -> {
                boolean ours =
                    method.getName().equals("compareAndSet")
                        && ((Document) arguments[0])
                            .path()
                            .collection()
                            .equals(BackfillPlan.COLLECTION);
                if (ours && left > 0) {
                  left--;
                  return false;
                }
                try {
                  return method.invoke(stored, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  @Test
  void datesDownstreamWaitUntilTheirInputsAreMadeWithinTheSameBackfill() {
    december.noRows(SUMMARY, date(12, 10));
    december.rows("p2_nbacom_gamebook_pdf", date(12, 10));
    december.rows("p2_nbacom_boxscores", date(12, 10));
    december.silent.add(SUMMARY);
    december.begins(Optional.empty());
    december.ticks(4);
    assertThat(december.sent).contains("player_game_summary:2025-12-10");
    assertThat(december.sent)
        .filteredOn(each -> each.contains("2025-12-10") || each.contains("2025-12-12"))
        .containsExactly("player_game_summary:2025-12-10");
    assertThat(december.plan().hold()).isEmpty();

    december.rows(SUMMARY, date(12, 10));
    december.ticks(12);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.sent).contains("player_daily_cache:2025-12-12").doesNotHaveDuplicates();
    assertThat(december.sent).noneMatch(each -> each.startsWith("prediction_coordinator"));
  }

  @Test
  void itHoldsAtTheFirstDateWhoseGateFailsSaysSoAndGoesOnByItself() {
    december.rows(SUMMARY, date(12, 10), "");
    december.begins(Optional.of(PHASE4));
    december.ticks(8);
    assertThat(december.sent).hasSize(5).allMatch(each -> each.endsWith("2025-12-08"));
    BackfillPlan held = december.plan();
    assertThat(held.hold().orElseThrow().date()).isEqualTo(date(12, 10));
    assertThat(held.hold().orElseThrow().why())
        .contains("player_game_summary")
        .contains("0.0 % of the 170 rows");
    assertThat(december.night.findings("open"))
        .containsExactlyInAnyOrder(
            "phase-held phase4", "null-share nba_analytics.player_game_summary");
    assertThat(december.desk().view(Optional.empty()).wrong()).isTrue();

    december.rows(SUMMARY, date(12, 10));
    december.ticks(12);
    assertThat(december.night.findings("open")).isEmpty();
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.sent).hasSize(20);
  }

  @Test
  void oneThatStandsStillForLongIsLookedAtMoreRarelyAndGoesOnAllTheSame() {
    december.rows(SUMMARY, date(12, 8), "");
    december.begins(Optional.of(PHASE4));
    december.ticks(20);
    long looks = 0;
    for (int tick = 0; tick < 24; tick++) {
      looks += december.ticks().looked();
    }
    assertThat(looks).isBetween(3L, 5L);
    december.rows(SUMMARY, date(12, 8));
    december.ticks(20);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
  }

  @Test
  void twoTicksAtOnceSendNothingTwice() {
    december.begins(Optional.of(PHASE4));
    for (int tick = 0; tick < 12; tick++) {
      december.ticks();
      december.restart();
      var unused = new Backfills(december).tick();
    }
    assertThat(december.sent).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void stoppedNothingIsLookedAtAndInShadowNothingIsSent() {
    december.begins(Optional.of(PHASE4));
    assertThat(december.night.operator().stop(ANN).done()).isTrue();
    assertThat(december.ticks().looked()).isZero();
    assertThat(december.night.operator().resume(ANN).done()).isTrue();
    december.night.in(Mode.SHADOW);
    assertThat(december.ticks(3).looked()).isEqualTo(1);
    assertThat(december.sent).isEmpty();
    december.night.in(Mode.ON);
    december.ticks(30);
    assertThat(december.sent).hasSize(20);
  }

  @Test
  void aWarehouseThatIsAwayHoldsNothingAndIsTold() {
    december.begins(Optional.of(PHASE4));
    december.restart(december.night.stored, December.away(), december);
    december.ticks(3);
    assertThat(december.sent).isEmpty();
    assertThat(december.plan().hold()).isEmpty();
    assertThat(december.night.findings("open")).contains("warehouse-unseen bigquery");
    assertThatThrownBy(() -> december.desk().begin(week(Optional.empty()), ANN))
        .isInstanceOf(PortFailure.class);
    december.restart(december.night.stored, december.night.tables, december);
    december.ticks(12);
    assertThat(december.sent).hasSize(20);
  }

  @Test
  void oneOfAnotherVersionStandsStillIsToldAndIsInNobodysWay() {
    december.begins(Optional.of(PHASE4));
    december.night.stored.merge(
        BackfillPlan.path(december.pipeline(), 1), List.of(FieldChange.set("units", "v2")));
    BackfillReport report = december.ticks();
    assertThat(report.failures()).isEmpty();
    assertThat(december.sent).isEmpty();
    assertThat(december.night.findings("open")).containsExactly("config-invalid nba:1");
    BackfillView view = december.desk().view(Optional.empty());
    assertThat(view.wrong()).isTrue();
    assertThat(BackfillText.of(view, false)).startsWith("cannot be read: nba:1: ");
    assertThat(BackfillJson.of(view)).contains("nba:1: ");
    assertThat(december.desk().begin(week(Optional.of(PHASE4)), ANN).done()).isFalse();
    assertThat(december.desk().cancel(Optional.of(1L), ANN).done()).isTrue();
    assertThat(december.desk().begin(week(Optional.of(PHASE4)), ANN).done()).isTrue();
    december.ticks(12);
    assertThat(december.sent).hasSize(20);
  }

  @Test
  void aLetterThatNobodyKnowsIsToldLikeAnythingElseOfAnotherVersion() {
    december.begins(Optional.of(PHASE4));
    december.night.stored.merge(
        BackfillPlan.path(december.pipeline(), 1),
        List.of(FieldChange.set(FieldPath.of("units", "player_daily_cache"), "...!...")));
    assertThat(december.ticks().failures()).isEmpty();
    assertThat(december.sent).isEmpty();
    assertThat(december.night.findings("open")).containsExactly("config-invalid nba:1");
    assertThat(BackfillText.of(december.desk().view(Optional.empty()), false))
        .startsWith("cannot be read: nba:1: a backfill has no unit \"!\"");
  }

  @Test
  void oneThatCanBeReadAgainGoesOnAndIsToldNoMore() {
    december.begins(Optional.of(PHASE4));
    DocumentPath path = BackfillPlan.path(december.pipeline(), 1);
    Object units = december.night.stored.get(path).orElseThrow().fields().get("units");
    december.night.stored.merge(path, List.of(FieldChange.set("units", "v2")));
    december.ticks();
    assertThat(december.night.findings("open")).containsExactly("config-invalid nba:1");
    december.night.stored.merge(path, List.of(FieldChange.set("units", units)));
    december.ticks();
    assertThat(december.night.findings("open")).isEmpty();
    assertThat(december.sent).isNotEmpty();
  }
}
