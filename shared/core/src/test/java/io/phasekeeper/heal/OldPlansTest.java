package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.operator.Asked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OldPlansTest {
  private final HealNight night = new HealNight();

  private void laterBy(int days) {
    night.clock.add(Duration.ofDays(days));
    night.passes(Duration.ofMinutes(20));
  }

  @Test
  void aPlanThatStillWaitsAfterAFortnightEndsAndIsLookedAtNoMore() {
    night.tables.replaceRows("dairy.milk", "day", DATE, List.of());
    night.passes(Duration.ofHours(4));
    laterBy(12);
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.OPEN);
    laterBy(3);
    HealPlan plan = night.plan("cheese", DATE);
    assertThat(plan.state()).isEqualTo(PlanState.USELESS);
    assertThat(plan.dueAt()).isEmpty();
    assertThat(plan.goal().orElseThrow().note()).contains("looked at no more", "milk");
  }

  @Test
  void whatIsToldOfAPlanThatHasFailedEndsAfterAFortnight() {
    night.idle().passes(Duration.ofHours(12));
    laterBy(12);
    assertThat(night.findings("open")).contains("heal-stuck cheese");
    assertThat(night.plan("cheese", DATE).dueAt()).isPresent();
    laterBy(3);
    assertThat(night.findings("open")).isEmpty();
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.FROZEN);
    assertThat(night.plan("cheese", DATE).dueAt()).isEmpty();
  }

  @Test
  void workInFlightIsWaitedForBeforeAPlanIsLeft() {
    night.idle().passes(Duration.ofHours(12));
    night.rows("milk", DATE, 120); // sets its attempts free
    night.clock.setInstant(HealNight.at("23:55", 14));
    var sent = night.ticks();
    assertThat(sent.sent()).contains("cheese:2026-03-10");
    night.passes(Duration.ofMinutes(15));
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.OPEN);
    night.rows("cheese", DATE, 10);
    night.passes(Duration.ofMinutes(10));
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.HEALED);
  }

  @Test
  void whatAPersonAsksForIsWaitedForAFortnightHoweverOldItIs() {
    night.tables.replaceRows("dairy.milk", "day", DATE, List.of());
    night.clock.add(Duration.ofDays(20));
    var asked =
        new HealDesk(night)
            .heal(
                DATE,
                Optional.of("cheese"),
                false,
                new Asked("ann", "stock-taking", Optional.empty()));
    assertThat(asked.message()).startsWith("cheese of 2026-03-10 will be healed");
    laterBy(10);
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.OPEN);
    laterBy(5);
    assertThat(night.plan("cheese", DATE).dueAt()).isEmpty();
  }
}
