package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.finding.FindingKind;
import java.time.Duration;
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
}
