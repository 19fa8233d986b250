package io.phasekeeper.backfill;

import static io.phasekeeper.backfill.December.ANN;
import static io.phasekeeper.backfill.December.PHASE4;
import static io.phasekeeper.backfill.December.SUMMARY;
import static io.phasekeeper.backfill.December.WEEK;
import static io.phasekeeper.backfill.December.date;
import static io.phasekeeper.backfill.December.week;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentSize;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.FieldPath;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.settings.Mode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackfillsTest {
  private final December december = new December();

  @CanIgnoreReturnValue
  private ActionResult begins(Optional<PhaseName> phase) {
    ActionResult begun = december.desk().begin(week(phase), ANN);
    assertThat(begun.done()).as(begun.message()).isTrue();
    return begun;
  }

  @Test
  void callsThatTakeLongLeaveTheirTickTimeToEnd() {
    begins(Optional.of(PHASE4));
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
    assertThat(begins(Optional.of(PHASE4)).message())
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
    begins(Optional.of(PHASE4));
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
    begins(Optional.empty());
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
    begins(Optional.of(new PhaseName("phase3")));
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
    begins(Optional.of(PHASE4));
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
    begins(Optional.of(PHASE4));
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
    begins(Optional.of(PHASE4));
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
    begins(Optional.empty());
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
    begins(Optional.of(PHASE4));
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
    begins(Optional.of(PHASE4));
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
  void anotherThatMakesPartOfTheSameIsRefusedUntilTheFirstIsOver() {
    begins(Optional.of(PHASE4));
    ActionResult second =
        december
            .desk()
            .begin(new BackfillOrder(date(12, 14), date(12, 20), Optional.empty(), 3, false), ANN);
    assertThat(second.done()).isFalse();
    assertThat(second.message()).contains("backfill 1 makes part of that");
    // Another phase of the same dates is no part of it.
    BackfillOrder phase3 = week(Optional.of(new PhaseName("phase3")));
    assertThat(december.desk().begin(phase3, ANN).done()).isTrue();
    assertThat(december.desk().cancel(Optional.of(1L), ANN).done()).isTrue();
    december.ticks();
    assertThat(december.night.findings("open")).isEmpty();
    assertThat(december.desk().begin(week(Optional.of(PHASE4)), ANN).done()).isTrue();
    assertThat(december.desk().view(Optional.empty()).plans())
        .extracting(BackfillPlan::number)
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  void aRangeThatCannotBeMeantIsRefusedWithAClearSentence() {
    assertThatThrownBy(() -> range(date(12, 14), date(12, 8)))
        .hasMessage("found a range from 2025-12-14 to 2025-12-08; expected the earlier date first");
    assertThatThrownBy(() -> range(date(12, 14), LocalDate.of(2026, 1, 12)))
        .hasMessage(
            "found a range up to 2026-01-12, which is in the future; expected at most today,"
                + " 2026-01-11");
    assertThatThrownBy(() -> range(LocalDate.of(2016, 1, 10), LocalDate.of(2026, 1, 9)))
        .hasMessage(
            "found a range of 3653 days; expected at most 1830: make several of it, the oldest"
                + " first");
    assertThatThrownBy(() -> december.desk().begin(week(Optional.of(new PhaseName("phase9"))), ANN))
        .hasMessageContaining("found phase \"phase9\"; expected one of [phase2, phase3");
    assertThatThrownBy(() -> december.desk().begin(week(Optional.of(new PhaseName("phase2"))), ANN))
        .hasMessageContaining("nobody can be asked to make outputs of phase2");
    assertThatThrownBy(
            () -> new BackfillOrder(date(12, 8), date(12, 9), Optional.empty(), 0, false))
        .hasMessage("found --max-in-flight 0; expected 1 to 20");
    assertThat(
            december
                .desk()
                .begin(new BackfillOrder(date(12, 9), date(12, 9), Optional.empty(), 3, false), ANN)
                .message())
        .startsWith("nothing of 2025-12-09 to 2025-12-09 is to be made: left out:");
  }

  private void range(LocalDate from, LocalDate to) {
    var unused =
        december.desk().begin(new BackfillOrder(from, to, Optional.empty(), 3, false), ANN);
  }

  @Test
  void theFirstDaysOfASeasonAndTheTimeBetweenSeasonsAreLeftOut() {
    december.night.games(LocalDate.of(2025, 10, 25), 5);
    BackfillOrder order =
        new BackfillOrder(LocalDate.of(2025, 7, 1), date(12, 14), Optional.of(PHASE4), 3, false);
    assertThat(december.desk().begin(order, ANN).done()).isTrue();
    BackfillProgress progress = december.plan().progress(december.now());
    assertThat(progress.bootstrap()).isEqualTo(14 * 5);
    assertThat(progress.dates()).isEqualTo(9);
    assertThat(progress.unknown()).isEqualTo(18 * 5); // from Nov 4 to 21 the calendar has no row
  }

  @Test
  void aPausedOneBeginsNothingMoreAndSettlesWhatIsUnderWay() {
    begins(Optional.of(PHASE4));
    december.silent.add("player_daily_cache");
    december.ticks();
    assertThat(december.sent).hasSize(3);
    assertThat(december.desk().pause(Optional.empty(), ANN).message()).contains("is paused");
    assertThat(december.desk().pause(Optional.empty(), ANN).done()).isFalse();
    december.rows("player_daily_cache", date(12, 8));
    december.ticks(4);
    assertThat(december.sent).hasSize(3);
    BackfillProgress paused = december.plan().progress(december.now());
    assertThat(paused.made()).isEqualTo(3);
    assertThat(paused.inFlight()).isZero();
    december.silent.clear();
    assertThat(december.desk().resume(Optional.empty(), ANN).done()).isTrue();
    december.ticks(12);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.sent).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void oneWhoseAttemptsAreUsedUpIsHeldAndTriedAnewWhenAPersonSaysSo() {
    december.silent.add("player_daily_cache");
    begins(Optional.of(PHASE4));
    december.ticks(12 * 8);
    assertThat(december.sent).filteredOn("player_daily_cache:2025-12-08"::equals).hasSize(3);
    assertThat(december.plan().progress(december.now()).failed()).isPositive();
    assertThat(december.plan().hold().orElseThrow().why()).contains("could not be made");
    assertThat(december.night.findings("open"))
        .contains("heal-stuck player_daily_cache", "phase-held phase4");
    december.silent.clear();
    assertThat(december.desk().resume(Optional.empty(), ANN).done()).isTrue();
    december.ticks(20);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.night.findings("open")).isEmpty();
  }

  @Test
  void aCancelledOneIsLeftAlone() {
    begins(Optional.of(PHASE4));
    december.ticks();
    assertThat(december.desk().cancel(Optional.empty(), ANN).done()).isTrue();
    december.ticks(5);
    assertThat(december.sent).hasSize(3);
    assertThat(december.plan().state()).isEqualTo(BackfillPlan.State.CANCELLED);
    assertThat(december.desk().cancel(Optional.of(1L), ANN).message()).contains("is over");
    assertThat(december.desk().cancel(Optional.empty(), ANN).message())
        .isEqualTo("no backfill is under way");
    assertThatThrownBy(() -> december.desk().view(Optional.of(7L)))
        .hasMessage("found backfill 7; expected one of [1]");
  }

  @Test
  void twoTicksAtOnceSendNothingTwice() {
    begins(Optional.of(PHASE4));
    for (int tick = 0; tick < 12; tick++) {
      december.ticks();
      december.restart();
      var unused = new Backfills(december).tick();
    }
    assertThat(december.sent).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void stoppedNothingIsLookedAtAndInShadowNothingIsSent() {
    begins(Optional.of(PHASE4));
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
    begins(Optional.of(PHASE4));
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
    begins(Optional.of(PHASE4));
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
    begins(Optional.of(PHASE4));
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
    begins(Optional.of(PHASE4));
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

  @Test
  void fourSeasonsArePlannedInTwoSecondsAndFitOneDocument() {
    LocalDate from = LocalDate.of(2021, 10, 19);
    from.datesUntil(LocalDate.of(2026, 1, 3))
        .filter(date -> date.getMonthValue() < 6 || date.getMonthValue() > 9)
        .forEach(date -> december.night.games(date, 7));
    BackfillOrder order =
        new BackfillOrder(from, LocalDate.of(2026, 1, 2), Optional.empty(), 3, false);
    // Seconds of this thread's own work: the wall's also count what else the machine does.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    assertThat(december.desk().begin(order, ANN).done()).isTrue();
    Duration took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - begin);
    assertThat(took).isLessThan(Duration.ofSeconds(2));
    BackfillPlan plan = december.plan();
    assertThat(plan.progress(december.now()).dates()).isGreaterThan(917);
    Document stored =
        december.night.stored.get(BackfillPlan.path(december.pipeline(), 1)).orElseThrow();
    assertThat(DocumentSize.of(stored.path(), stored.fields())).isLessThan(50_000);
    assertThat(BackfillPlan.read(stored)).isEqualTo(plan);
  }

  @Test
  void howFarItIsIsToldForPeopleAndForMachines() {
    december.rows(SUMMARY, date(12, 12), "");
    begins(Optional.of(PHASE4));
    december.ticks(4);
    BackfillView view = december.desk().view(Optional.of(1L));
    assertThat(view.plans().get(0).progress(december.now()).eta()).isPresent();
    assertThat(BackfillText.of(view, false).split("\n"))
        .anySatisfy(
            line ->
                assertThat(line).startsWith("backfill 1 of 2025-12-08 to 2025-12-14, phase4: held"))
        .anySatisfy(
            line -> assertThat(line).startsWith("  holds at 2025-12-12 before phase4 since"))
        .anySatisfy(line -> assertThat(line).startsWith("  done by about"))
        .anySatisfy(line -> assertThat(line).endsWith("by ann: the cache was down"));
    assertThat(BackfillJson.of(view))
        .contains("\"dates\": 4", "\"state\": \"open\"", "\"date\": \"2025-12-12\"");
    assertThat(List.of(Unit.values()))
        .allSatisfy(unit -> assertThat(Unit.of(unit.letter())).isEqualTo(unit));
  }
}
