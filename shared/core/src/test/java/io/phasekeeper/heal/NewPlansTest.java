package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewPlansTest {
  private static final String NEWER = "newer_than:cheese";

  private final HealNight night = HealNight.withGates();

  /** Cheese and totals are there in time, and nothing is wrong with them. */
  private void allIsMade() {
    night.clock.setInstant(HealNight.at("03:10", 1));
    night.rows("cheese", DATE, 10);
    night.rows("totals", DATE, 1);
    night.clock.add(Duration.ofMinutes(1));
  }

  @Test
  void whatHasBecomeRightWhileItsFindingIsStillOpenIsNotMadeAgain() {
    allIsMade();
    night.notices(FindingKind.COVERAGE_GAP, "coverage:cheese", "dairy.cheese");
    night.notices(FindingKind.DUPLICATE_OUTPUT, "unique:cheese", "cheese");
    night.notices(FindingKind.HOLLOW_SUCCESS, "rows:cheese", "cheese");
    night.passes(Duration.ofHours(3));
    assertThat(night.calls).isEmpty();
  }

  @Test
  void anOutputThatIsOlderThanItsInputIsMadeAnewThoughItsRowsPassTheirOwnGates() {
    allIsMade();
    night.rows("milk", DATE, 100);
    night.clock.add(Duration.ofHours(2));
    night.notices(FindingKind.STALE_OUTPUT, NEWER, "cheese");
    night.passes(Duration.ofMinutes(30));
    assertThat(night.calls).containsExactly("cheese 2026-03-10", "totals 2026-03-10");
  }

  @Test
  void anOutputThatWasMadeAnewByOthersSinceItWasFoundOldIsLeftAlone() {
    allIsMade();
    night.rows("milk", DATE, 100);
    night.clock.add(Duration.ofHours(2));
    night.notices(FindingKind.STALE_OUTPUT, NEWER, "cheese");
    night.rows("cheese", DATE, 10);
    night.passes(Duration.ofMinutes(30));
    assertThat(night.calls).isEmpty();
  }

  @Test
  void ofAGateThatNobodyKnowsAnyMoreTheKindOfFindingDecides() {
    allIsMade();
    night.notices(FindingKind.STALE_OUTPUT, "newer_than:of-old", "cheese");
    night.passes(Duration.ofMinutes(30));
    assertThat(night.calls).startsWith("cheese 2026-03-10");
  }

  private static void finds(HealNight night, FindingDraft finding) {
    assertThat(
            new FindingBook(night.stored, night.pipeline())
                .open("test", finding, night.clock.instant()))
        .isPresent();
  }

  @Test
  void whatIsAbsentForDaysIsMadeEvenIfItDeclaresNoDueTime() {
    HealNight undue = HealNight.withoutDueTimes();
    undue.rows("cheese", DATE, 10);
    undue.tables.replaceRows("dairy.totals", "day", DATE.minusDays(1), List.of());
    undue.clock.setInstant(HealNight.at("12:30", 1));
    finds(
        undue,
        FindingDraft.of(FindingKind.OUTPUTS_ABSENT, "dairy.totals", "no totals for days", "")
            .with("dates", List.of("2026-03-10", "2026-03-09", "2026-01-02")));
    undue.passes(Duration.ofMinutes(10));
    assertThat(undue.calls).containsExactly("totals 2026-03-10", "totals 2026-03-09");
  }

  @Test
  void whatFailsForWantOfOthersIsMadeAfterThemOnceTheyAreDue() {
    HealNight undue = HealNight.withoutDueTimes();
    undue.clock.setInstant(HealNight.at("11:45", 1));
    finds(
        undue,
        FindingDraft.of(FindingKind.DEPENDENCY_FAILING, "totals", "it failed twice", "")
            .with("upstreams", List.of("cheese"))
            .with("dates", List.of("unknown", "2026-03-10", "2026-03-09")));
    undue.passes(Duration.ofMinutes(10));
    assertThat(undue.calls).isEmpty();
    undue.passes(Duration.ofMinutes(15));
    assertThat(undue.calls).containsExactly("cheese 2026-03-10", "totals 2026-03-10");
  }
}
