package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.operator.Asked;
import io.phasekeeper.operator.OperatorActions;
import io.phasekeeper.pipeline.PhaseName;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people have ordered of phases stands beside healing. */
class HealOrdersTest {
  private final HealNight night = new HealNight();

  private OperatorActions operator() {
    return new OperatorActions(night);
  }

  private static final Asked ANN = new Asked("ann", "the vat is cleaned", Optional.empty());

  private static final PhaseName MAKE = new PhaseName("make");

  @Test
  void whatASkippedPhaseMakesIsLeftAloneUnlessAPersonAsksForIt() {
    assertThat(operator().skip(MAKE, DATE, Optional.empty(), ANN).done()).isTrue();
    night.passes(Duration.ofHours(4));
    assertThat(night.calls).isEmpty();
    assertThat(night.findings("open")).isEmpty();
    HealDesk desk = new HealDesk(night);
    assertThat(desk.heal(DATE, Optional.empty(), false, ANN).done()).isFalse();
    assertThat(desk.heal(DATE, Optional.of("cheese"), false, ANN).done()).isTrue();
    night.passes(Duration.ofMinutes(10));
    assertThat(night.calls).containsExactly("cheese 2026-03-10");
  }

  @Test
  void aPlanEndsOnceItsPhaseIsSkipped() {
    night.answers(503).passes(Duration.ofHours(2));
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.OPEN);
    assertThat(operator().skip(MAKE, DATE, Optional.empty(), ANN).done()).isTrue();
    night.answers(200).passes(Duration.ofHours(12));
    assertThat(night.rowsOf("cheese", DATE)).isZero();
    assertThat(night.plan("cheese", DATE).state()).isEqualTo(PlanState.USELESS);
    assertThat(night.findings("open"))
        .doesNotContain("output-missing cheese", "heal-failed cheese", "heal-refused cheese");
  }

  @Test
  void whatAHeldPhaseMakesIsNoticedAndMadeOnceItIsReleased() {
    assertThat(operator().hold(MAKE, DATE, Optional.empty(), ANN).done()).isTrue();
    night.passes(Duration.ofHours(2));
    assertThat(night.calls).isEmpty();
    assertThat(night.findings("open")).contains("output-missing cheese", "heal-refused cheese");
    assertThat(night.plan("cheese", DATE).goal().orElseThrow().note()).contains("held by ann");
    assertThat(operator().release(MAKE, DATE, Optional.empty(), ANN).done()).isTrue();
    night.passes(Duration.ofMinutes(15));
    assertThat(night.calls).contains("cheese 2026-03-10");
    night.passes(Duration.ofHours(2));
    assertThat(night.findings("open")).isEmpty();
  }
}
