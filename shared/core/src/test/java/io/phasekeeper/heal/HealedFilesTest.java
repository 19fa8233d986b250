package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Outputs without a table are proven by their files, and made anew like any other. */
class HealedFilesTest {
  @Test
  void aFileThatHoldsAnOlderDateAtItsTimeIsNoticedAndWrittenAnew() {
    HealNight dairy = labelsAreNext();
    var unused = dairy.ticksAt("06:55", 1);
    assertThat(dairy.calls).isEmpty();
    assertThat(dairy.ticksAt("07:00", 1).missing()).containsExactly("labels:2026-03-10");
    assertThat(dairy.calls).containsExactly("labels 2026-03-10");
    dairy.passes(Duration.ofMinutes(5));
    assertThat(dairy.plan("labels", DATE).state()).isEqualTo(PlanState.HEALED);
    assertThat(dairy.findings("open")).isEmpty();
  }

  @Test
  void aFileIsWrittenAnewOnceWhatItIsMadeOfWasHealedAndNoEarlierDatePutInItsPlace() {
    HealNight dairy = HealNight.withLabels();
    dairy.labels(DATE);
    dairy.tables.replaceRows("dairy.totals", "day", DATE.minusDays(1), List.of());
    dairy.passes(Duration.ofHours(5));
    assertThat(dairy.calls)
        .containsSubsequence("cheese 2026-03-10", "totals 2026-03-10", "labels 2026-03-10")
        .contains("totals 2026-03-09")
        .doesNotContain("labels 2026-03-09");
    assertThat(dairy.calls.stream().filter("labels 2026-03-10"::equals)).hasSize(1);
  }

  @Test
  void aFileIsNotWrittenOfWhatIsNotThere() {
    HealNight dairy = HealNight.withLabels();
    dairy.rows("cheese", DATE, 10);
    dairy.idle().passes(Duration.ofHours(6));
    assertThat(dairy.calls).contains("totals 2026-03-10").doesNotContain("labels 2026-03-10");
    assertThat(dairy.findings("open")).contains("output-missing labels");
  }

  @Test
  void aDayWithoutWorkWritesNoFile() {
    HealNight dairy = HealNight.withLabels();
    dairy.tables.replaceRows("dairy.vats", "day", DATE, List.of());
    dairy.passes(Duration.ofHours(8));
    assertThat(dairy.calls).isEmpty();
    assertThat(dairy.findings("open")).isEmpty();
  }

  @Test
  void aFileThatCannotBeSeenAtItsTimeIsLookedAtAgainAndNothingStaysOpen() {
    HealNight dairy = labelsAreNext();
    var unused = dairy.ticksAt("06:55", 1);
    dairy.filesAway = true;
    assertThat(dairy.ticksAt("07:00", 1).missing()).isEmpty();
    assertThat(dairy.findings("open")).containsExactly("warehouse-unseen storage");
    dairy.filesAway = false;
    assertThat(dairy.ticksAt("07:05", 1).missing()).containsExactly("labels:2026-03-10");
    dairy.passes(Duration.ofMinutes(10));
    assertThat(dairy.plan("labels", DATE).state()).isEqualTo(PlanState.HEALED);
    assertThat(dairy.findings("open")).isEmpty();
  }

  @Test
  void aFileThatHasGoneOnIsMissedNoMore() {
    HealNight dairy = labelsAreNext();
    dairy.idle();
    assertThat(dairy.ticksAt("07:00", 1).missing()).containsExactly("labels:2026-03-10");
    dairy.labels(DATE.plusDays(1));
    dairy.passes(Duration.ofHours(6));
    assertThat(dairy.findings("open")).doesNotContain("output-missing labels");
    assertThat(dairy.calls).containsExactly("labels 2026-03-10");
  }

  /** All that the labels of the date are made of is there. */
  private static HealNight labelsAreNext() {
    HealNight dairy = HealNight.withLabels();
    dairy.rows("cheese", DATE, 10);
    dairy.rows("totals", DATE, 1);
    return dairy;
  }
}
