package io.phasekeeper.local.simulate.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each invariant about runs is shown to fail when its rule is broken, within some hundred days. */
@DisplayName("The simulation catches a cleanup of runs that")
class ProvenRunCheckerTest {
  private static final int MOST_DAYS = 600;

  /** One rule, broken; and the invariant that says so. */
  enum Broken {
    NEVER_SWEEPS(BrokenRunSteps::neverSweeps, RunInvariants.IN_TIME),
    READS_LATE(BrokenRunSteps::readsLate, RunInvariants.NO_ENDED),
    HEARS_NO_BEATS(BrokenRunSteps::hearsNoBeats, RunInvariants.NO_LIVE),
    HAS_A_CLOCK_TEN_MINUTES_AHEAD(BrokenRunSteps::clockTenMinutesAhead, RunInvariants.NO_LIVE),
    BELIEVES_EVERY_OUTPUT(BrokenRunSteps::believesEveryOutput, RunInvariants.WHOLE),
    TAKES_OLD_ROWS_FOR_NEW(BrokenRunSteps::takesOldRowsForNew, RunInvariants.WHOLE),
    BELIEVES_NO_LAST_WORD(BrokenRunSteps::believesNoLastWord, RunInvariants.BELIEVED),
    ASKS_FOR_NO_ROWS(BrokenRunSteps::asksForNoRows, RunInvariants.WHOLE),
    SEES_NO_SUCCESS(BrokenRunSteps::seesNoSuccess, RunInvariants.NOT_IN_THE_DARK),
    FORGETS_WHAT_WAS_REFUSED(BrokenRunSteps::forgetsWhatWasRefused, RunInvariants.NOT_LOST),
    WRITES_TWICE(BrokenRunSteps::writesTwice, RunInvariants.NOT_LOST),
    LEAVES_THE_PENDING(BrokenRunSteps::leavesThePending, RunInvariants.NOT_LOST),
    LEAVES_THE_LEDGER_ALONE(BrokenRunSteps::leavesTheLedgerAlone, RunInvariants.COUNTED),
    DISBELIEVES_THE_REVIVED(BrokenRunSteps::disbelievesTheRevived, RunInvariants.REVIVED),
    SAYS_NOTHING(BrokenRunSteps::saysNothing, RunInvariants.NOTICED),
    TAKES_EVERYONE_FOR_SILENT(BrokenRunSteps::takesEveryoneForSilent, RunInvariants.CAUSED);

    final RunDay.Sweeper.Maker maker;
    final String invariant;

    Broken(RunDay.Sweeper.Maker maker, String invariant) {
      this.maker = maker;
      this.invariant = invariant;
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasABrokenRule(Broken broken) {
    RunDays days = new RunDays(RunDaysTest.NBA, 11, broken.maker);
    Set<String> found = new TreeSet<>();
    for (int day = 0; day < MOST_DAYS && !found.contains(broken.invariant); day++) {
      days.play(day).verdicts().violations().forEach(each -> found.add(each.invariant()));
    }
    assertThat(found).contains(broken.invariant);
  }
}
