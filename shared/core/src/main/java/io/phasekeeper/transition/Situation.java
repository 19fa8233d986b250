package io.phasekeeper.transition;

import io.phasekeeper.ledger.Fact;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.ledger.LedgerNotes;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.trigger.Trigger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One cycle of one phase day, with all that a judgement may look at.
 *
 * @param timer whether a timer asks: only then is a quorum enough, so that a late burst of
 *     completions is not cut
 */
public record Situation(
    Pipeline pipeline,
    Transition transition,
    StartPolicy policy,
    LedgerDocument ledger,
    List<Fact> facts,
    Optional<Trigger> trigger,
    boolean adopted,
    Control control,
    Optional<Instant> resumedAt,
    boolean timer,
    Instant now) {

  static Situation of(
      Pipeline pipeline, PhaseDay day, StartPolicy policy, boolean timer, Instant now) {
    CycleName cycle = policy.cycle();
    return new Situation(
        pipeline,
        day.transition(),
        policy,
        day.ledger(cycle),
        day.factsOf(cycle),
        day.trigger(cycle),
        adopted(pipeline, day, cycle),
        day.control(),
        day.suite().resumedAt(),
        timer,
        now);
  }

  private static boolean adopted(Pipeline pipeline, PhaseDay day, CycleName cycle) {
    for (LedgerDocument ledger : day.ledgers().values()) {
      if (ledger.adoption().isPresent()) {
        CycleName named = ledger.adoption().get().cycle();
        // A mode that the transition does not have can only have meant its main cycle.
        CycleName meant = day.ledgers().containsKey(named) ? named : pipeline.cycles().main();
        if (meant.equals(cycle)) {
          return true;
        }
      }
    }
    return false;
  }

  LocalDate date() {
    return ledger.date();
  }

  CycleName cycle() {
    return policy.cycle();
  }

  LedgerNotes notes() {
    return ledger.notes();
  }

  /** Whether the date is one of those that trigger by themselves. */
  boolean active() {
    LocalDate today = now.atZone(pipeline.zone()).toLocalDate();
    return !date().isBefore(today.plusDays(pipeline.activeFrom()))
        && !date().isAfter(today.plusDays(pipeline.activeTo()));
  }

  /** The end of the local day that a moment falls on. */
  Instant endOfDay(Instant moment) {
    return moment
        .atZone(pipeline.zone())
        .toLocalDate()
        .plusDays(1)
        .atStartOfDay(pipeline.zone())
        .toInstant();
  }
}
