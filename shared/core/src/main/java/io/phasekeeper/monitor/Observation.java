package io.phasekeeper.monitor;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.gate.NewerMemory;
import io.phasekeeper.outcome.PortFailure;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one look at one date came to.
 *
 * @param observed in the unit of the watch's kind
 * @param findings that are the case now; of an unknown state, those that say so
 * @param memory what later looks at the date should know; none: what they know already
 * @param again when to look again at the latest; none: as usual
 * @param failure why nobody can tell
 * @param failedTable whom it was asked of
 */
record Observation(
    State state,
    Optional<Long> observed,
    Optional<Long> wanted,
    String explanation,
    Map<String, Object> evidence,
    List<FindingDraft> findings,
    Optional<NewerMemory> memory,
    Optional<Instant> again,
    Optional<PortFailure> failure,
    Optional<String> failedTable) {
  /** What is known of a date. */
  enum State {
    /** Too early to judge. */
    WAITING,
    PASSES,
    FAILS,
    UNKNOWN,
    /** Not to be judged, now or later. */
    LEFT_OUT;

    /** As stored. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  Observation {
    findings = List.copyOf(findings);
    evidence = Map.copyOf(evidence);
  }

  private static Observation plain(State state, String explanation, Optional<Instant> again) {
    return new Observation(
        state,
        Optional.empty(),
        Optional.empty(),
        explanation,
        Map.of(),
        List.of(),
        Optional.empty(),
        again,
        Optional.empty(),
        Optional.empty());
  }

  static Observation waiting(String explanation, Instant again) {
    return plain(State.WAITING, explanation, Optional.of(again));
  }

  static Observation waiting(String explanation) {
    return plain(State.WAITING, explanation, Optional.empty());
  }

  static Observation passes(String explanation) {
    return plain(State.PASSES, explanation, Optional.empty());
  }

  static Observation leftOut(String explanation) {
    return plain(State.LEFT_OUT, explanation, Optional.empty());
  }

  static Observation fails(String explanation, FindingDraft finding) {
    return plain(State.FAILS, explanation, Optional.empty()).with(List.of(finding));
  }

  static Observation unseen(PortFailure failure, String table) {
    return new Observation(
        State.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        String.valueOf(failure.getMessage()),
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(failure),
        Optional.of(table));
  }

  static Observation of(GateResult result) {
    State state =
        switch (result.verdict()) {
          case PASSES -> State.PASSES;
          case FAILS -> State.FAILS;
          case UNKNOWN -> State.UNKNOWN;
        };
    return new Observation(
        state,
        result.observed(),
        result.wanted(),
        result.explanation(),
        result.evidence(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Observation with(List<FindingDraft> more) {
    return new Observation(
        state, observed, wanted, explanation, evidence, more, memory, again, failure, failedTable);
  }

  Observation remembering(NewerMemory known) {
    return new Observation(
        state,
        observed,
        wanted,
        explanation,
        evidence,
        findings,
        Optional.of(known),
        again,
        failure,
        failedTable);
  }
}
