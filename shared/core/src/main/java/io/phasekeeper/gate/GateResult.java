package io.phasekeeper.gate;

import io.phasekeeper.pipeline.GateRule;
import java.util.Optional;

/**
 * What a gate said, with what was observed and wanted.
 *
 * @param observed rows; none where they could not be counted
 * @param wanted rows; none where that could not be told
 * @param explanation one sentence with the numbers
 */
public record GateResult(
    GateRule rule,
    Verdict verdict,
    Optional<Long> observed,
    Optional<Long> wanted,
    String explanation) {

  /** Whether the phase may pass. */
  public enum Verdict {
    PASSES,
    FAILS,
    /** Could not be evaluated: holds like a failure, and is never silently passed. */
    UNKNOWN
  }

  public boolean passes() {
    return verdict == Verdict.PASSES;
  }

  /** Whether it keeps the phase from starting. */
  public boolean blocks() {
    return !passes() && rule.action() == GateRule.Action.BLOCK;
  }
}
