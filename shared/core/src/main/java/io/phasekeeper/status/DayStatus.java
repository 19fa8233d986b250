package io.phasekeeper.status;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One data date of a pipeline, read at one time: what every cycle of every phase has come to.
 *
 * @param zone of the times that people are shown
 * @param at when it was read
 * @param stopped who stopped the whole suite and why, if somebody did
 * @param cycles in the order of the phases, the main cycle of each first
 * @param byHand what people did about the date, oldest first
 * @param findings open ones: about the date, then about no date
 */
public record DayStatus(
    String pipeline,
    LocalDate date,
    ZoneId zone,
    Instant at,
    String mode,
    Optional<String> stopped,
    List<CycleStatus> cycles,
    List<ByHand> byHand,
    List<OpenFinding> findings) {
  public DayStatus {
    cycles = List.copyOf(cycles);
    byHand = List.copyOf(byHand);
    findings = List.copyOf(findings);
  }

  /**
   * What somebody did by hand.
   *
   * @param result one sentence; "" if it was begun and nobody knows its end
   */
  public record ByHand(
      Instant at, String action, String subject, String who, String why, String result) {}

  /**
   * An open finding.
   *
   * @param date none: it is about no date, and may concern this one
   * @param what one sentence
   * @param remedy what to do; "" where nothing needs doing
   */
  public record OpenFinding(
      String kind,
      String about,
      Optional<LocalDate> date,
      Optional<String> cycle,
      String severity,
      String what,
      String remedy,
      Instant since) {
    /** Whether a person has to look at this date. */
    public boolean wrong() {
      return date.isPresent() && grave();
    }

    /** Whether it is an error or worse. */
    public boolean grave() {
      return severity.equals("error") || severity.equals("critical");
    }
  }

  /**
   * The first state that is not healthy: stuck before incomplete, earlier phases first; {@code
   * NEEDS_A_LOOK} where the phases are well, but an open finding is an error or worse.
   */
  public String state() {
    List<String> states =
        cycles.stream().map(CycleStatus::state).filter(s -> !s.equals("HEALTHY")).toList();
    return states.stream()
        .filter(s -> s.equals("ORCHESTRATOR_STUCK"))
        .findFirst()
        .or(() -> states.stream().findFirst())
        .orElse(findings.stream().anyMatch(OpenFinding::grave) ? "NEEDS_A_LOOK" : "HEALTHY");
  }

  /** Whether something is wrong, not merely unfinished. */
  public boolean wrong() {
    return cycles.stream().anyMatch(c -> c.stuck() || !c.gates().isEmpty())
        || findings.stream().anyMatch(OpenFinding::wrong);
  }
}
