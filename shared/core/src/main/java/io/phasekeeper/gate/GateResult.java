package io.phasekeeper.gate;

import io.phasekeeper.pipeline.GateRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a gate said, with what was observed and wanted.
 *
 * @param observed what was counted, in the unit of the gate's kind: rows; entities that are
 *     covered; rows that satisfy; days or seconds of age; keys; dates that are there. None where
 *     nobody could count
 * @param wanted in the same unit; none where that could not be told
 * @param explanation one sentence with the numbers
 * @param evidence what else is behind it, document values; {@code worst} is a list, the worst first
 */
public record GateResult(
    GateRule rule,
    Verdict verdict,
    Optional<Long> observed,
    Optional<Long> wanted,
    String explanation,
    Map<String, Object> evidence) {
  /** More than so many names in a finding help nobody. */
  static final int MOST_NAMED = 12;

  public GateResult {
    evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
  }

  /** A result whose numbers say it all. */
  public GateResult(
      GateRule rule,
      Verdict verdict,
      Optional<Long> observed,
      Optional<Long> wanted,
      String explanation) {
    this(rule, verdict, observed, wanted, explanation, Map.of());
  }

  /** Whether the phase may pass. */
  public enum Verdict {
    PASSES,
    FAILS,
    /** Could not be evaluated: holds like a failure, and is never silently passed. */
    UNKNOWN
  }

  static GateResult of(
      GateRule rule, boolean passes, long observed, long wanted, String explanation) {
    return new GateResult(
        rule,
        passes ? Verdict.PASSES : Verdict.FAILS,
        Optional.of(observed),
        Optional.of(wanted),
        explanation);
  }

  static GateResult passes(GateRule rule, String explanation) {
    return new GateResult(rule, Verdict.PASSES, Optional.empty(), Optional.empty(), explanation);
  }

  static GateResult unknown(GateRule rule, String explanation) {
    return new GateResult(rule, Verdict.UNKNOWN, Optional.empty(), Optional.empty(), explanation);
  }

  GateResult with(String name, Object value) {
    Map<String, Object> more = new TreeMap<>(evidence);
    more.put(name, value);
    return new GateResult(rule, verdict, observed, wanted, explanation, more);
  }

  /** With the worst of a list that is sorted so. */
  GateResult naming(List<String> worstFirst) {
    return worstFirst.isEmpty()
        ? this
        : with("worst", worstFirst.stream().limit(MOST_NAMED).toList());
  }

  public boolean passes() {
    return verdict == Verdict.PASSES;
  }

  /** Whether it keeps the phase from starting. */
  public boolean blocks() {
    return !passes() && rule.action() == GateRule.Action.BLOCK;
  }
}
