package io.phasekeeper.heal;

import io.phasekeeper.finding.FindingBook;
import java.util.List;

/**
 * What one tick of healing came to.
 *
 * @param looked plans that were due
 * @param begun plans, by output and date
 * @param sent what was asked of others
 * @param healed steps that were proven
 * @param ended plans that can go on no more by themselves, or need not
 * @param missing outputs that were noticed to be absent
 * @param failures of single items; the next tick looks at them again
 * @param stopped people have stopped the suite: nothing was looked at
 */
public record HealReport(
    String policyHash,
    int looked,
    List<String> begun,
    List<String> sent,
    List<String> healed,
    List<String> ended,
    List<String> missing,
    List<FindingBook.Change> findings,
    List<String> failures,
    boolean stopped) {
  public HealReport {
    begun = List.copyOf(begun);
    sent = List.copyOf(sent);
    healed = List.copyOf(healed);
    ended = List.copyOf(ended);
    missing = List.copyOf(missing);
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
  }
}
