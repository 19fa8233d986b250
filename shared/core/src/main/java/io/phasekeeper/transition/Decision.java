package io.phasekeeper.transition;

import io.phasekeeper.gate.GateResult;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerId;
import io.phasekeeper.trigger.TriggerReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a ledger's facts, policy and time ask for, in one cycle of one date. */
public sealed interface Decision {

  /** The word for it in logs, JSON and notes. */
  String word();

  /** No fact of this cycle yet. */
  record Empty() implements Decision {
    @Override
    public String word() {
      return "empty";
    }
  }

  /** The date is outside the active window: recorded, and that is all. */
  record Outside() implements Decision {
    @Override
    public String word() {
      return "outside-window";
    }
  }

  /**
   * Not enough yet.
   *
   * @param until the next deadline that could make it enough; none: only a completion can
   * @param late whether the last deadline has passed without a quorum
   */
  record Waiting(
      List<Counted> counted, List<ProcessorName> missing, Optional<Instant> until, boolean late)
      implements Decision {
    @Override
    public String word() {
      return late ? "late" : "waiting";
    }
  }

  /** Enough, but gates say no, or cannot be asked. */
  record Held(List<Counted> counted, List<ProcessorName> missing, List<GateResult> gates)
      implements Decision {
    @Override
    public String word() {
      return "held";
    }
  }

  /** A person holds it. */
  record HeldByOperator(Control.Hold hold) implements Decision {
    @Override
    public String word() {
      return "held-by-operator";
    }
  }

  /** To be started now. */
  record Due(
      TriggerId id,
      TriggerReason reason,
      List<Counted> counted,
      List<ProcessorName> missing,
      List<GateResult> gates)
      implements Decision {
    @Override
    public String word() {
      return "due";
    }
  }

  /** Another orchestrator has started it. */
  record Adopt(TriggerId id, List<Counted> counted, List<ProcessorName> missing)
      implements Decision {
    @Override
    public String word() {
      return "adopted";
    }
  }

  /** Decided, not yet acknowledged. */
  record Pending(Trigger trigger) implements Decision {
    @Override
    public String word() {
      return "pending";
    }
  }

  /** Started, or skipped; decided again from the facts, nothing to do. */
  record Settled(Trigger trigger) implements Decision {
    @Override
    public String word() {
      return "settled";
    }
  }

  /**
   * A member that counts.
   *
   * @param fact the newest one that makes it count; none: by its ended run and its rows
   */
  record Counted(ProcessorName processor, Optional<Fact> fact) {}
}
