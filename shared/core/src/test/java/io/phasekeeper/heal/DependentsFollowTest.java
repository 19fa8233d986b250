package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DependentsFollowTest {
  private final HealNight night = new HealNight();

  @Test
  void rowsThatBearATimeBeforeThePlanBeganAreFollowedToo() {
    night.rows("totals", DATE, 1);
    night.idle().passes(Duration.ofMinutes(60)); // to 04:00, when the plan begins
    assertThat(night.calls).containsExactly("cheese 2026-03-10");
    night.clock.setInstant(HealNight.at("03:58", 1));
    night.rows("cheese", DATE, 10); // of a run that began before, and are seen only now
    night.clock.setInstant(HealNight.at("04:02", 1));
    night.answers(200).passes(Duration.ofMinutes(15));
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.HEALED);
    assertThat(night.calls).containsExactly("cheese 2026-03-10", "totals 2026-03-10");
  }

  @Test
  void whatIsNewerThanSuchRowsIsLeftAlone() {
    night.idle().passes(Duration.ofMinutes(60));
    night.clock.setInstant(HealNight.at("03:58", 1));
    night.rows("cheese", DATE, 10);
    night.clock.setInstant(HealNight.at("04:02", 1));
    night.rows("totals", DATE, 1);
    night.answers(200).passes(Duration.ofMinutes(10));
    assertThat(night.calls).containsExactly("cheese 2026-03-10");
  }
}
