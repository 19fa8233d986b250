package io.phasekeeper.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A checker that finds nothing proves nothing: with each step of the transition protocol broken on
 * purpose, the simulation reports it within some hundred days.
 */
@DisplayName("The simulation catches the protocol broken at")
class ProvenCheckerTest {
  private static final int MOST_DAYS = 600;

  /** One step, broken; and the invariant that says so. */
  enum Broken {
    MARK_BEFORE_PUBLISH(BrokenSteps::markedBeforePublish, SafetyInvariants.ACKNOWLEDGED),
    PAYLOAD_MADE_ANEW_AT_A_REPUBLISH(BrokenSteps::payloadMadeAnew, SafetyInvariants.ONE_PAYLOAD),
    NO_SWEEP(BrokenSteps::withoutSweep, TimeInvariants.IN_TIME),
    THE_LOSER_OF_THE_CREATE_LEAVES(BrokenSteps::loserLeaves, TimeInvariants.AT_ONCE),
    A_REDELIVERY_IS_DROPPED_AS_A_DUPLICATE(BrokenSteps::duplicatesDropped, LedgerInvariants.FACTS),
    AN_OLDER_REPORT_WINS(BrokenSteps::olderReportWins, LedgerInvariants.NEWEST),
    UNKNOWN_NAMES_COUNT(BrokenSteps::unknownNamesCount, SafetyInvariants.ALLOWED),
    TRIGGERED_IS_BELIEVED(BrokenSteps::triggeredBelieved, TimeInvariants.IN_TIME),
    A_HELD_GATE_IS_RECORDED_AS_TRIGGERED(
        BrokenSteps::heldIsTriggered, SafetyInvariants.ACKNOWLEDGED),
    A_CHAIN_COUNTS_WHERE_EACH_RUN_BEGAN(BrokenSteps::chainsApart, SafetyInvariants.ALLOWED),
    THE_CYCLE_COMES_FROM_THE_ARRIVAL_CLOCK(BrokenSteps::cycleByArrival, LedgerInvariants.FACTS),
    A_MESSAGE_FIRES_THE_QUORUM(BrokenSteps::quorumByMessage, SafetyInvariants.BY_TIMER),
    THE_LEDGER_IS_REPLACED_WHOLE(BrokenSteps::ledgerReplacedWhole, LedgerInvariants.OTHERS),
    IDS_HAVE_A_RANDOM_PART(BrokenSteps::idsWithARandomPart, SafetyInvariants.ONE_ID),
    A_PUBLISH_FAILURE_IS_SWALLOWED(
        BrokenSteps::publishFailureSwallowed, SafetyInvariants.ACKNOWLEDGED),
    ONLY_THE_FIRST_PART_GOES_OUT(BrokenSteps::firstPartOnly, SafetyInvariants.ALL_PARTS),
    A_STEP_THROWS(BrokenSteps::throwing, SafetyInvariants.NO_FAILURE),
    A_LEDGER_IS_READ_AND_REPLACED_WHOLE(
        BrokenSteps::ledgerReadThenReplaced, LedgerInvariants.MEANWHILE),
    A_GATE_THAT_CANNOT_BE_EVALUATED_PASSES(
        BrokenSight::unevaluableGatePasses, SafetyInvariants.ALLOWED),
    AN_OUTAGE_IS_NOT_TOLD(BrokenSight::outageNotTold, FindingInvariants.TOLD),
    A_HOLD_IS_NOT_TOLD(BrokenSight::holdsNotTold, FindingInvariants.NOTICED),
    FINDINGS_ARE_NEVER_RESOLVED(BrokenSight::findingsNeverResolved, FindingInvariants.RESOLVED),
    A_PHASE_THAT_BEGAN_IS_MISSED(BrokenSight::begunPhaseIsMissed, FindingCauses.CAUSED);

    final Instance.Maker maker;
    final String invariant;

    Broken(Instance.Maker maker, String invariant) {
      this.maker = maker;
      this.invariant = invariant;
    }
  }

  /** Every transition starts again on news, so that generations are at stake, too. */
  static final Pipeline STARTS_AGAIN = startsAgain();

  private static Pipeline startsAgain() {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (String phase : new String[] {"phase3", "phase4", "phase5", "phase6"}) {
      settings.put("phases." + phase + ".late", "retrigger");
      settings.put("phases." + phase + ".repeated", "retrigger");
    }
    return PipelineFile.load(Path.of("../pipelines/nba.yaml"), settings);
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenStepIsCaught(Broken broken) {
    Simulation simulation = new Simulation(STARTS_AGAIN, 11, broken.maker);
    Set<String> found = new TreeSet<>();
    for (int day = 0; day < MOST_DAYS && !found.contains(broken.invariant); day++) {
      Invariants.of(simulation.play(day))
          .violations()
          .forEach(violation -> found.add(violation.invariant()));
    }
    assertThat(found).contains(broken.invariant);
  }
}
