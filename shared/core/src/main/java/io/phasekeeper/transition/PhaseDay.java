package io.phasekeeper.transition;

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
