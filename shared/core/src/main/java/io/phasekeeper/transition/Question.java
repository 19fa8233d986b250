package io.phasekeeper.transition;

import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.warehouse.TableRef;

/** Something that only the warehouse can tell, and that a judgement needs. */
public sealed interface Question {
  /** How many rows a table has on the date. */
  record Rows(TableRef table) implements Question {}

  /** What a gate says that asks more than rows. */
  record Gate(GateRule rule) implements Question {}

  /** The run history of the date. */
  record Runs() implements Question {}

  /** How much work the calendar has for the date. */
  record Work() implements Question {}
}
