package io.phasekeeper.backfill;

import static io.phasekeeper.backfill.December.ANN;
import static io.phasekeeper.backfill.December.PHASE4;
import static io.phasekeeper.backfill.December.SUMMARY;
import static io.phasekeeper.backfill.December.date;
import static io.phasekeeper.backfill.December.week;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentSize;
import io.phasekeeper.operator.ActionResult;
import io.phasekeeper.pipeline.PhaseName;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What people ask of backfills: begun or refused, planned, paused, cancelled, looked at. */
class BackfillDeskTest {
  private final December december = new December();

  @Test
  void anotherThatMakesPartOfTheSameIsRefusedUntilTheFirstIsOver() {
    december.begins(Optional.of(PHASE4));
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
    december.begins(Optional.of(PHASE4));
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
    december.begins(Optional.of(PHASE4));
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
    december.begins(Optional.of(PHASE4));
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
  void fourSeasonsArePlannedByAsManyQuestionsAsAWeekAndFitOneDocument() {
    LocalDate from = LocalDate.of(2021, 10, 19);
    from.datesUntil(LocalDate.of(2026, 1, 3))
        .filter(date -> date.getMonthValue() < 6 || date.getMonthValue() > 9)
        .forEach(date -> december.night.games(date, 7));
    AtomicInteger asked = december.countsQuestions();
    december.begins(Optional.empty());
    int ofAWeek = asked.getAndSet(0);
    assertThat(december.desk().cancel(Optional.of(1L), ANN).done()).isTrue();
    BackfillOrder order =
        new BackfillOrder(from, LocalDate.of(2026, 1, 2), Optional.empty(), 3, false);
    assertThat(december.desk().begin(order, ANN).done()).isTrue();
    assertThat(asked).hasValueLessThanOrEqualTo(ofAWeek);
    BackfillPlan plan = december.plan();
    assertThat(plan.progress(december.now()).dates()).isGreaterThan(917);
    Document stored =
        december.night.stored.get(BackfillPlan.path(december.pipeline(), 2)).orElseThrow();
    assertThat(DocumentSize.of(stored.path(), stored.fields())).isLessThan(50_000);
    assertThat(BackfillPlan.read(stored)).isEqualTo(plan);
  }

  @Test
  void howFarItIsIsToldForPeopleAndForMachines() {
    december.rows(SUMMARY, date(12, 12), "");
    december.begins(Optional.of(PHASE4));
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
