package io.phasekeeper.transition;

import io.phasekeeper.gate.GateResult;
import io.phasekeeper.trigger.TriggerId;
import java.util.List;
import java.util.Optional;

/**
 * What came of a start that a person asked for.
 *
 * @param id of the trigger, if one was made
 * @param refused why none was made
 * @param what became of it, as a sentence's end: {@code is published}
 * @param gates that say no
 */
public record ByHand(
    Optional<TriggerId> id, Optional<String> refused, String what, List<GateResult> gates) {
  public ByHand {
    gates = List.copyOf(gates);
  }

  static ByHand refused(String why, List<GateResult> gates) {
    return new ByHand(Optional.empty(), Optional.of(why), "", gates);
  }
}
