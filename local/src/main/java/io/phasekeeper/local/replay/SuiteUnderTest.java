package io.phasekeeper.local.replay;

import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.message.Subscription;
import io.phasekeeper.platform.Platform;
import java.util.Set;

/** Our functions, as a replay calls them: one instance of each, made anew after a restart. */
interface SuiteUnderTest {
  /** The names of the timers that exist, as {@code functions.yaml} has them. */
  Set<String> timers();

  /**
   * Delivers a completion.
   *
   * @throws Refused if it is to come again
   */
  void deliver(Subscription.Delivery delivery) throws Refused;

  /**
   * Calls a timer function.
   *
   * @throws Refused if the call failed, and the next tick is to do its work
   */
  void tick(String function) throws Refused;

  /** Does what a person asks for on the command line. */
  void operate(Change.Operator action);

  /** Begins what a person asks to be backfilled. */
  default void backfill(Change.Backfill backfill) {}

  /** What a function answers when an event is to come again. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /** Makes new instances on a platform. */
  interface Builder {
    SuiteUnderTest build(Platform platform);
  }
}
