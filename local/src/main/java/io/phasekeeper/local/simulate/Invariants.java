package io.phasekeeper.local.simulate;

/** Looks at everything that must hold after a day. */
final class Invariants {
  private Invariants() {}

  static Verdicts of(PlayedDay day) {
    Verdicts verdicts = new Verdicts();
    Oracle oracle = new Oracle(day);
    Calm calm = new Calm(day);
    new SafetyInvariants(day, oracle, verdicts).check();
    new TimeInvariants(day, oracle, calm, verdicts).check();
    new LedgerInvariants(day, oracle, verdicts).check();
    new FindingInvariants(day, oracle, calm, verdicts).check();
    return verdicts;
  }
}
