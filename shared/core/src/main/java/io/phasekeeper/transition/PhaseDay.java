package io.phasekeeper.transition;

import io.phasekeeper.document.Document;
import io.phasekeeper.ledger.CycleFacts;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.ledger.LedgerDocument;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.trigger.Trigger;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is stored about one transition on one date, read at one time.
 *
 * @param ledgers of every cycle of the transition, the main one first
 * @param triggers the newest generation of each cycle that has one
 * @param facts of each cycle, attributed by {@link CycleFacts}
 */
public record PhaseDay(
    Transition transition,
    LocalDate date,
    Map<CycleName, LedgerDocument> ledgers,
    Map<CycleName, Trigger> triggers,
    Map<CycleName, List<Fact>> facts,
    Control control,
    Suite suite) {
  public PhaseDay {
    ledgers = Collections.unmodifiableMap(new LinkedHashMap<>(ledgers));
    triggers = Map.copyOf(triggers);
    facts = Map.copyOf(facts);
  }

  static PhaseDay of(
      Pipeline pipeline,
      Transition transition,
      LocalDate date,
      Map<CycleName, LedgerDocument> ledgers,
      Map<CycleName, Trigger> triggers,
      Control control,
      Suite suite) {
    if (triggers.isEmpty() && unwritten(ledgers)) {
      return new PhaseDay(transition, date, ledgers, triggers, Map.of(), control, suite);
    }
    Map<CycleName, Set<String>> pinned = new HashMap<>();
    triggers.forEach((cycle, trigger) -> pinned.put(cycle, trigger.pins()));
    Map<CycleName, List<Fact>> facts =
        CycleFacts.attribute(
            ledgers.values(),
            pinned,
            transition.policies().keySet(),
            pipeline.cycles(),
            pipeline.zone());
    return new PhaseDay(transition, date, ledgers, triggers, facts, control, suite);
  }

  private static boolean unwritten(Map<CycleName, LedgerDocument> ledgers) {
    for (LedgerDocument ledger : ledgers.values()) {
      if (!unwritten(ledger)) {
        return false;
      }
    }
    return true;
  }

  private static boolean unwritten(LedgerDocument ledger) {
    return ledger.document().isEmpty();
  }

  /** Whether nobody has written to any ledger of it, and nothing was triggered. */
  boolean untouched() {
    return triggers.isEmpty() && unwritten(ledgers);
  }

  /** Whether no cycle of it was triggered a second time. */
  boolean firstGenerations() {
    for (Trigger trigger : triggers.values()) {
      if (trigger.id().generation() > 1) {
        return false;
      }
    }
    return true;
  }

  /** Whether it was read from these very readings: told by identity, so that it is cheap. */
  @SuppressWarnings("ReferenceEquality")
  boolean readFrom(
      Map<CycleName, LedgerDocument> newLedgers,
      Map<CycleName, Trigger> newTriggers,
      Control newControl,
      Suite newSuite) {
    if (newTriggers.size() != triggers.size()
        || !same(control.document(), newControl.document())
        || !same(suite.document(), newSuite.document())) {
      return false;
    }
    for (Map.Entry<CycleName, LedgerDocument> each : newLedgers.entrySet()) {
      LedgerDocument before = ledger(each.getKey());
      if (before != each.getValue() && !(unwritten(before) && unwritten(each.getValue()))) {
        return false;
      }
    }
    for (Map.Entry<CycleName, Trigger> each : newTriggers.entrySet()) {
      if (triggers.get(each.getKey()) != each.getValue()) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Optional<Document> one, Optional<Document> other) {
    return one.map(Document::revision).equals(other.map(Document::revision));
  }

  public List<Fact> factsOf(CycleName cycle) {
    return facts.getOrDefault(cycle, List.of());
  }

  public Optional<Trigger> trigger(CycleName cycle) {
    return Optional.ofNullable(triggers.get(cycle));
  }

  public LedgerDocument ledger(CycleName cycle) {
    LedgerDocument ledger = ledgers.get(cycle);
    if (ledger == null) {
      throw new IllegalArgumentException(transition.phase() + " has no cycle " + cycle);
    }
    return ledger;
  }
}
