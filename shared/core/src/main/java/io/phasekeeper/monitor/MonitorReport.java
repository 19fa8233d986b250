package io.phasekeeper.monitor;

import io.phasekeeper.finding.FindingBook;
import java.util.List;
import java.util.Map;

/**
 * What one tick of the data monitor came to.
 *
 * @param policyHash of the pipeline file that was decided by
 * @param verdicts how many looks came to each verdict
 * @param kept rows of history that were appended
 * @param findings that opened or resolved
 * @param failures what could not be looked at, one sentence each; the rest was
 * @param stopped whether people have stopped the suite: then nothing was looked at
 */
public record MonitorReport(
    String policyHash,
    Map<String, Integer> verdicts,
    int kept,
    List<FindingBook.Change> findings,
    List<String> failures,
    boolean stopped) {
  public MonitorReport {
    verdicts = Map.copyOf(verdicts);
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
  }

  /** How many looks there were. */
  public int looks() {
    return verdicts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
