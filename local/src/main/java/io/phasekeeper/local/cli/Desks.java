package io.phasekeeper.local.cli;

import io.phasekeeper.local.control.Desk;
import io.phasekeeper.local.data.CannotLook;

final class Desks {
  private Desks() {}

  static Desk open(SuiteOptions suite, boolean live, Messenger messenger) throws CannotLook {
    messenger.say("");
    throw new CannotLook("not yet " + suite.data() + live);
  }
}
