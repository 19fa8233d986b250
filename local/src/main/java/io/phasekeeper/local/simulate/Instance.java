package io.phasekeeper.local.simulate;

import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.sweep.PhaseSweep;
import io.phasekeeper.sweep.SweepReport;

/** What runs on the ports: ours, or what a test has broken on purpose. */
interface Instance {
  Outcome on(IncomingEvent event);

  SweepReport sweep();

  /** Builds an instance; asked again after each death. */
  interface Maker {
    Instance on(Platform platform);
  }

  /** The production code. */
  static Instance ours(Platform platform) {
    PhaseOrchestrator orchestrator = new PhaseOrchestrator(platform);
    PhaseSweep sweep = new PhaseSweep(platform);
    return new Instance() {
      @Override
      public Outcome on(IncomingEvent event) {
        return orchestrator.on(event);
      }

      @Override
      public SweepReport sweep() {
        return sweep.sweep();
      }
    };
  }
}
