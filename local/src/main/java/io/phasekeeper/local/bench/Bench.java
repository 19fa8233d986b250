package io.phasekeeper.local.bench;

import io.phasekeeper.emulator.EmulatorProcess;
import java.io.IOException;

/** Measures one group of figures. */
interface Bench {
  /**
   * @throws WrongResult if what was measured did not do what it has to, at any speed
   */
  void measure(Surroundings around, FigureTable table)
      throws IOException, InterruptedException, WrongResult;

  /** What was measured is wrong: a completion was lost, or a phase started twice or not at all. */
  final class WrongResult extends Exception {
    private static final long serialVersionUID = 1L;

    WrongResult(String message) {
      super(message);
    }
  }

  /** The emulators of a run. */
  record Emulators(EmulatorProcess firestore, EmulatorProcess pubsub) {}
}
