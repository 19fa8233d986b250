package io.phasekeeper.run;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.transition.CycleOutcome;
import java.util.List;
import java.util.Map;

/**
 * What one tick of the cleanup of runs came to.
 *
 * @param policyHash of the pipeline file that was decided by
 * @param verdicts how many runs without an end were found in each state
 * @param ended what was done to runs, one line each
 * @param outcomes of the phases that were decided on because of it
 * @param findings that opened or resolved
 * @param failures items that could not be looked at, one sentence each; the others were
 * @param stopped whether people have stopped the suite: then nothing was decided
 */
public record RunReport(
    String policyHash,
    Map<RunVerdict, Integer> verdicts,
    List<String> ended,
    List<CycleOutcome> outcomes,
    List<FindingBook.Change> findings,
    List<String> failures,
    boolean stopped) {
  public RunReport {
    verdicts = Map.copyOf(verdicts);
    ended = List.copyOf(ended);
    outcomes = List.copyOf(outcomes);
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
  }
}
