package io.phasekeeper.local.simulate.heal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each invariant about healing is shown to fail when its rule is broken, within some days. */
@DisplayName("The simulation catches a healing that")
class ProvenHealCheckerTest {
  private static final int MOST_DAYS = 600;

  /** One rule, broken; and the invariant that says so. */
  enum Broken {
    NEVER_TICKS(BrokenHealSteps::neverTicks, HealGaps.NOTICED),
    SAYS_NOTHING(BrokenHealSteps::saysNothing, HealGaps.NOTICED),
    PLANS_NOTHING(BrokenHealSteps::plansNothing, HealGaps.PLANNED),
    SENDS_NOTHING(BrokenHealSteps::sendsNothing, HealGaps.HEALED),
    BELIEVES_ITS_INPUTS(BrokenHealSteps::believesItsInputs, HealInvariants.PROOF),
    BELIEVES_ITS_OUTPUTS(BrokenHealSteps::believesItsOutputs, HealInvariants.PROVEN),
    SEES_NO_ROWS(BrokenHealSteps::seesNoRowsOfStats, HealInvariants.NEEDED),
    WORKS_EVERY_DAY(BrokenHealSteps::worksEveryDay, HealInvariants.WORK),
    KNOWS_NO_STARTS(BrokenHealSteps::knowsNoStarts, HealInvariants.USEFUL),
    STORES_NO_CLAIM(BrokenHealSteps::storesNoClaim, HealInvariants.CLAIMED),
    FORGETS_WHAT_IS_IN_FLIGHT(BrokenHealSteps::forgetsWhatIsInFlight, HealInvariants.ONE_AT_ONCE),
    SENDS_TWICE(BrokenHealSteps::sendsTwice, HealInvariants.ONE_AT_ONCE),
    FORGETS_ATTEMPTS(BrokenHealSteps::forgetsAttempts, HealInvariants.ATTEMPTS),
    COUNTS_WHAT_WAS_REFUSED(BrokenHealSteps::countsWhatWasRefused, HealInvariants.GIVEN_UP),
    IGNORES_THE_COOL_DOWN(BrokenHealSteps::ignoresTheCoolDown, HealInvariants.COOL_DOWN),
    IGNORES_CIRCUITS(BrokenHealSteps::ignoresCircuits, HealInvariants.CIRCUIT),
    BEGINS_EVERY_PLAN_TWICE(BrokenHealSteps::beginsEveryPlanTwice, HealInvariants.ONE_PLAN),
    IGNORES_THE_BUDGET(BrokenHealSteps::ignoresTheBudget, HealInvariants.BUDGET),
    HAS_A_CLOCK_AN_HOUR_AHEAD(BrokenHealSteps::clockAnHourAhead, HealFindingInvariants.CAUSED),
    RESOLVES_NOTHING(BrokenHealSteps::resolvesNothing, HealFindingInvariants.ENDED),
    STUMBLES(BrokenHealSteps::stumbles, HealInvariants.NO_FAILURE);

    final HealDay.Healer.Maker maker;
    final String invariant;

    Broken(HealDay.Healer.Maker maker, String invariant) {
      this.maker = maker;
      this.invariant = invariant;
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasABrokenRule(Broken broken) {
    HealDays days = new HealDays(11, broken.maker);
    Set<String> found = new TreeSet<>();
    for (int day = 0; day < MOST_DAYS && !found.contains(broken.invariant); day++) {
      days.play(day).verdicts().violations().forEach(each -> found.add(each.invariant()));
    }
    assertThat(found).contains(broken.invariant);
  }
}
