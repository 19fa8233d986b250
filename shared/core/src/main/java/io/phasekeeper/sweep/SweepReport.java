package io.phasekeeper.sweep;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.transition.CycleOutcome;
import java.util.List;

/**
 * What one tick of the sweep came to.
 *
 * @param policyHash of the pipeline file that was decided by
 * @param examined phase days that were read
 * @param outcomes one per cycle that was judged
 * @param findings that opened or resolved
 * @param failures items that could not be looked at, one sentence each; the others were
 * @param stopped whether people have stopped the suite: then nothing was decided
 */
public record SweepReport(
    String policyHash,
    int examined,
    List<CycleOutcome> outcomes,
    List<FindingBook.Change> findings,
    List<String> failures,
    boolean stopped) {
  public SweepReport {
    outcomes = List.copyOf(outcomes);
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
  }
}
