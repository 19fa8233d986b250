package io.phasekeeper.finding;

import java.util.Locale;

/** The kinds of findings of the scenario format: one word for one thing, everywhere. */
public enum FindingKind {
  PHASE_HELD(Severity.ERROR),
  GATE_UNKNOWN(Severity.ERROR),
  PHASE_LATE(Severity.CRITICAL),
  PHASE_STARTED_PARTIAL(Severity.WARNING),
  PHASE_NOT_BEGUN(Severity.CRITICAL),
  ORCHESTRATOR_STUCK(Severity.CRITICAL),
  NO_DOWNSTREAM_START(Severity.CRITICAL),
  LATE_COMPLETION(Severity.WARNING),
  LEDGER_DISAGREEMENT(Severity.WARNING),
  UNKNOWN_PROCESSOR(Severity.ERROR),
  PROCESSOR_UNSEEN(Severity.WARNING),
  DUPLICATE_DELIVERY(Severity.WARNING),
  HOLLOW_SUCCESS(Severity.ERROR),
  COUNTER_DEFECT(Severity.INFO),
  PARTIAL_OUTPUT(Severity.ERROR),
  DUPLICATE_OUTPUT(Severity.ERROR),
  STALE_OUTPUT(Severity.ERROR),
  COVERAGE_GAP(Severity.ERROR),
  NULL_SHARE(Severity.ERROR),
  STALE_SOURCE(Severity.ERROR),
  LOOKBACK_GAP(Severity.ERROR),
  OUTPUTS_ABSENT(Severity.ERROR),
  OUTPUT_MISSING(Severity.ERROR),
  PREDICTIONS_LATE(Severity.CRITICAL),
  HEAL_FAILED(Severity.ERROR),
  HEAL_STUCK(Severity.ERROR),
  HEAL_REFUSED(Severity.INFO),
  BREAKER_OPEN(Severity.ERROR),
  RETRY_STORM(Severity.ERROR),
  DEPENDENCY_FAILING(Severity.ERROR),
  WRONG_TARGET(Severity.CRITICAL),
  SCHEDULER_AUTH(Severity.CRITICAL),
  SCHEDULE_EMPTY(Severity.CRITICAL),
  SCHEDULE_STALE(Severity.ERROR),
  RUN_OVERDUE(Severity.WARNING),
  RUN_STALE(Severity.ERROR),
  RUN_DEAD(Severity.ERROR),
  RUN_STUCK(Severity.ERROR),
  RUN_RECONCILED(Severity.INFO),
  RUN_REVIVED(Severity.WARNING),
  HEARTBEATS_DARK(Severity.ERROR),
  MALFORMED_EVENT(Severity.ERROR),
  WAREHOUSE_UNSEEN(Severity.CRITICAL),
  SUPERVISOR_LATE(Severity.CRITICAL),
  CONFIG_INVALID(Severity.ERROR);

  private final Severity severity;

  FindingKind(Severity severity) {
    this.severity = severity;
  }

  public Severity severity() {
    return severity;
  }

  /** The word, such as {@code phase-held}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
