package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
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
