package io.phasekeeper.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The start of one phase after another: what is expected, when it is enough, what is sent.
 *
 * @param phase the phase that starts; its findings are about it
 * @param after the phase whose completions count
 * @param late what a completion does that comes after the trigger, of a member then missing
 * @param repeated the same, of a member already counted
 * @param startBy per cycle, when the first completion of {@code after} is due
 * @param watchStart whether the phase must be seen to start after its trigger
 * @param policies per cycle; holds every cycle that the transition has, the main one first
 */
public record Transition(
    PhaseName phase,
    PhaseName after,
    TriggerShape trigger,
    Afterwards late,
    Afterwards repeated,
    Map<CycleName, DueTime> startBy,
    boolean watchStart,
    Map<CycleName, StartPolicy> policies) {
  public Transition {
    startBy = Map.copyOf(startBy);
    policies = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(policies));
  }

  /** What to do with a fact that is newer than the trigger. */
  public enum Afterwards {
    IGNORE,
    ALERT,
    RETRIGGER
  }

  /** One message per trigger, or one per counted member's table. */
  public enum FanOut {
    SINGLE,
    PER_TABLE
  }

  /**
   * What the trigger looks like on the wire.
   *
   * @param extra more keys of the JSON; the string {@code "{date}"} in it becomes the data date
   */
  public record TriggerShape(String topic, FanOut fanOut, Map<String, Object> extra) {
    /** What every trigger message says by itself (CONTRACT §4); {@code extra} has none of them. */
    public static final Set<String> OWN_KEYS =
        Set.of(
            "game_date",
            "analysis_date",
            "correlation_id",
            "trigger_id",
            "trigger_source",
            "triggered_by",
            "trigger_reason",
            "mode",
            "upstream_processors_count",
            "expected_processors",
            "missing_processors",
            "data_freshness_verified",
            "missing_tables",
            "is_incremental",
            "entities_changed",
            "parent_execution_id",
            "parent_processor",
            "timestamp",
            "source_table",
            "success");

    public TriggerShape {
      extra = io.phasekeeper.document.DocumentValues.frozenMap(extra);
    }
  }

  public Optional<StartPolicy> policy(CycleName cycle) {
    return Optional.ofNullable(policies.get(cycle));
  }
}
