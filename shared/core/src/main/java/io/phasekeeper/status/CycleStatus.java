package io.phasekeeper.status;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One cycle of one phase's date: who is complete, what came of it, and what happens next.
 *
 * @param phase whose completions these are
 * @param title of that phase, for people
 * @param starts the phase that starts after it
 * @param decision the decision's own word, such as {@code waiting}, {@code held}, {@code settled}
 * @param members the expected ones, in the file's order
 * @param gates those that do not pass
 * @param hold an operator's, in force
 * @param trigger the newest
 * @param stuck whether it should have started and did not, or is pending for too long
 * @param next what happens next, and when, as one sentence; "" when nothing will
 */
public record CycleStatus(
    PhaseName phase,
    String title,
    PhaseName starts,
    CycleName cycle,
    String decision,
    List<MemberStatus> members,
    List<GateStatus> gates,
    Optional<HoldStatus> hold,
    Optional<TriggerStatus> trigger,
    boolean stuck,
    String next,
    Optional<Instant> nextAt) {
  public CycleStatus {
    members = List.copyOf(members);
    gates = List.copyOf(gates);
  }

  /** A gate that does not pass, with its numbers in one sentence. */
  public record GateStatus(String name, String verdict, String explanation) {}

  /** An operator's hold. */
  public record HoldStatus(String who, String why, Instant since, Optional<Instant> until) {}

  /**
   * The newest trigger.
   *
   * @param state pending, published, adopted, skipped, shadowed
   * @param missing members it went without
   * @param seenAt when the phase was seen to have started
   */
  public record TriggerStatus(
      String id,
      String state,
      String reason,
      List<String> missing,
      Optional<Instant> publishedAt,
      Optional<Instant> seenAt) {
    public TriggerStatus {
      missing = List.copyOf(missing);
    }
  }

  public long complete() {
    return members.stream().filter(m -> m.word() == MemberStatus.Word.COMPLETE).count();
  }

  /** Whether anything was reported, decided or ordered. */
  public boolean begun() {
    return trigger.isPresent()
        || hold.isPresent()
        || members.stream().anyMatch(m -> m.word() != MemberStatus.Word.MISSING);
  }

  /**
   * The state in the words that the users' own tools print: {@code HEALTHY}, {@code
   * ORCHESTRATOR_STUCK}, {@code PHASE3_INCOMPLETE (4/5)} (CONTRACT §11).
   */
  public String state() {
    if (stuck) {
      return "ORCHESTRATOR_STUCK";
    }
    if (trigger.isPresent() || !begun() || complete() == members.size()) {
      return "HEALTHY";
    }
    return phase.value().toUpperCase(java.util.Locale.ROOT)
        + "_INCOMPLETE ("
        + complete()
        + "/"
        + members.size()
        + ")";
  }
}
