package io.phasekeeper.backfill;

import io.phasekeeper.finding.FindingBook;
import java.util.List;

/**
 * What one tick of the backfills came to.
 *
 * @param looked backfills that were due
 * @param sent what was asked of others, by output and date
 * @param made outputs that were proven
 * @param held backfills that stand still, and why
 * @param failures of single backfills; the next tick looks at them again
 */
public record BackfillReport(
    int looked,
    List<String> sent,
    List<String> made,
    List<String> held,
    List<FindingBook.Change> findings,
    List<String> failures) {
  public BackfillReport {
    sent = List.copyOf(sent);
    made = List.copyOf(made);
    held = List.copyOf(held);
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
  }
}
