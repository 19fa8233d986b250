package io.phasekeeper.local.simulate.heal;

import java.time.LocalDate;

/** An output, or the rows of a source, of one date. */
record Made(String output, LocalDate date) {
  @Override
  public String toString() {
    return output + " of " + date;
  }
}
