package io.phasekeeper.backfill;

import io.phasekeeper.finding.FindingBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one tick of the backfills gathers. */
final class BackfillTick {
  final Instant now;
  final Instant until;
  final List<String> sent = new ArrayList<>();
  final List<String> made = new ArrayList<>();
  final List<String> held = new ArrayList<>();
  final List<FindingBook.Change> findings = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  int looked;

  /**
   * @param until nothing is sent any more from then on
   */
  BackfillTick(Instant now, Instant until) {
    this.now = now;
    this.until = until;
  }

  /** One backfill: whatever goes wrong with it stays with it, and is told. */
  void item(String name, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      failures.add(name + ": " + e);
    }
  }

  BackfillReport report() {
    return new BackfillReport(looked, sent, made, held, findings, failures);
  }
}
