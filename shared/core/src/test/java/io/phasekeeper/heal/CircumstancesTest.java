package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CircumstancesTest {
  private final HealNight night = new HealNight();

  private long calls(String output, LocalDate date) {
    return night.calls.stream().filter((output + " " + date)::equals).count();
  }

  @Test
  void successesWithoutRowsOnTwoDatesDoNotSetEachOtherFree() {
    night.tables.replaceRows("dairy.cheese", "day", DATE.minusDays(1), List.of());
    night.hollow(true).passes(Duration.ofHours(36));
    assertThat(calls("cheese", DATE)).isEqualTo(3);
    assertThat(calls("cheese", DATE.minusDays(1))).isEqualTo(3);
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.FAILED);
    assertThat(night.findings("open")).contains("heal-failed cheese");
  }

  @Test
  void aSuccessOnADateWhoseRowsAreOldSetsNothingFree() {
    night.hollow(true).passes(Duration.ofHours(12));
    night.run("cheese", DATE.minusDays(1), "nothing-to-do", "success");
    night.passes(Duration.ofHours(3));
    assertThat(calls("cheese", DATE)).isEqualTo(3);
  }

  /** An attempt at 04:00 has failed, and the milk of four vats is there: as found at 03:00. */
  private void coolsDownForWantOfMilk(Optional<LocalDate> date) {
    open(date);
    night.idle().passes(Duration.ofMinutes(60));
    night.clock.add(Duration.ofMinutes(2));
    night.run("cheese", DATE, "no-good", "failed");
    night.passes(Duration.ofMinutes(40));
    assertThat(calls("cheese", DATE)).isEqualTo(1);
    night.answers(200);
  }

  private FindingDraft tooLittleMilk(Optional<LocalDate> date) {
    FindingDraft draft =
        FindingDraft.of(FindingKind.STALE_SOURCE, "dairy.milk", "two vats have no milk", "");
    return date.map(draft::on).orElse(draft);
  }

  private void open(Optional<LocalDate> date) {
    assertThat(monitor().open("monitor", tooLittleMilk(date), night.clock.instant())).isPresent();
  }

  private void resolve(Optional<LocalDate> date) {
    assertThat(monitor().resolve(tooLittleMilk(date), night.clock.instant())).isNotEmpty();
  }

  private FindingBook monitor() {
    return new FindingBook(night.stored, night.pipeline());
  }

  private void moreMilk() {
    night.tables.append(
        "dairy.milk",
        List.of(Map.of("day", DATE, "written_at", night.clock.instant(), "number", 1_000L)));
  }

  @Test
  void aFindingAboutAnInputThatResolvesEndsACoolDown() {
    coolsDownForWantOfMilk(Optional.empty());
    moreMilk();
    night.passes(Duration.ofMinutes(15));
    assertThat(calls("cheese", DATE)).as("rows alone do not").isEqualTo(1);
    resolve(Optional.empty());
    night.passes(Duration.ofMinutes(15));
    assertThat(calls("cheese", DATE)).isEqualTo(2);
    assertThat(night.rowsOf("cheese", DATE)).isPositive();
  }

  @Test
  void aFindingAboutADateThatIsAnInputEndsACoolDown() {
    coolsDownForWantOfMilk(Optional.of(DATE));
    resolve(Optional.of(DATE));
    night.passes(Duration.ofMinutes(15));
    assertThat(calls("cheese", DATE)).isEqualTo(2);
  }

  @Test
  void aFindingAboutOtherDatesEndsNone() {
    coolsDownForWantOfMilk(Optional.of(DATE.minusDays(1)));
    resolve(Optional.of(DATE.minusDays(1)));
    open(Optional.empty());
    resolve(Optional.empty()); // and no milk came for this date
    night.passes(Duration.ofMinutes(15));
    assertThat(calls("cheese", DATE)).isEqualTo(1);
  }

  @Test
  void rowsOfADateThatNoPlanIsAboutSetAttemptsFree() {
    night.hollow(true).passes(Duration.ofHours(12));
    assertThat(calls("cheese", DATE)).isEqualTo(3);
    night.hollow(false).rows("cheese", DATE.plusDays(1), 10);
    night.run("cheese", DATE.plusDays(1), "as-ever", "success");
    night.passes(Duration.ofMinutes(15));
    assertThat(night.rowsOf("cheese", DATE)).isPositive();
  }
}
