package io.phasekeeper.ledger;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.CycleRule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells which fact counts in which cycle of its date (CONTRACT §3).
 *
 * <ul>
 *   <li>What a published trigger was decided on stays where it is.
 *   <li>What another orchestrator had seen when it triggered belongs to the cycle it triggered.
 *   <li>Another writer's entry in the main document goes by its own time.
 *   <li>A run whose correlation id also stands in another cycle with an earlier start counts there.
 * </ul>
 */
public final class CycleFacts {
  private CycleFacts() {}

  /**
   * @param documents of all cycles of one phase and date
   * @param pinned keys of facts that a published trigger was decided on, by cycle
   * @param cycles those that the transition has; a fact of any other stays in its document's
   * @return the facts of each cycle, in no order that matters
   */
  public static Map<CycleName, List<Fact>> attribute(
      Collection<LedgerDocument> documents,
      Map<CycleName, Set<String>> pinned,
      Set<CycleName> cycles,
      CycleRule rule,
      ZoneId zone) {
    Map<String, First> earliest = earliestByCorrelation(documents, rule, zone);
    Map<CycleName, List<Fact>> byCycle = new HashMap<>();
    for (LedgerDocument document : documents) {
      for (Fact fact : document.facts()) {
        CycleName home = home(document, fact, pinned, earliest, rule, zone);
        CycleName counted = cycles.contains(home) ? home : document.cycle();
        byCycle.computeIfAbsent(counted, c -> new ArrayList<>()).add(fact);
      }
    }
    return byCycle;
  }

  private static CycleName home(
      LedgerDocument document,
      Fact fact,
      Map<CycleName, Set<String>> pinned,
      Map<String, First> earliest,
      CycleRule rule,
      ZoneId zone) {
    if (!pinned.isEmpty()) {
      String pin = pin(fact);
      for (Map.Entry<CycleName, Set<String>> each : pinned.entrySet()) {
        if (each.getValue().contains(pin)) {
          return each.getKey();
        }
      }
    }
    CycleName own = byTime(document, fact, rule, zone);
    return fact.correlationId()
        .map(earliest::get)
        .filter(first -> began(first.fact()).isBefore(began(fact)))
        .map(First::home)
        .orElse(own);
  }

  private static Instant began(Fact fact) {
    return fact.began().orElse(Instant.MAX);
  }

  /** The earliest fact of a correlation, and the cycle that its own place and time name. */
  private record First(Fact fact, CycleName home) {}

  private static CycleName byTime(LedgerDocument document, Fact fact, CycleRule rule, ZoneId zone) {
    boolean othersEntry =
        fact.source() == Fact.Source.OTHER_WRITER || fact.source() == Fact.Source.BARE;
    if (!othersEntry || !document.cycle().equals(rule.main())) {
      return document.cycle();
    }
    LocalDate date = document.date();
    CycleName byTime = fact.completedAt().map(at -> rule.of(at, date, zone)).orElse(rule.main());
    return document
        .adoption()
        .filter(adoption -> adoption.covers(fact, byTime, rule))
        .map(Adoption::cycle)
        .orElse(byTime);
  }

  private static Map<String, First> earliestByCorrelation(
      Collection<LedgerDocument> documents, CycleRule rule, ZoneId zone) {
    Map<String, First> earliest = new HashMap<>();
    for (LedgerDocument document : documents) {
      for (Fact fact : document.facts()) {
        fact.correlationId()
            .ifPresent(
                id ->
                    earliest.merge(
                        id,
                        new First(fact, byTime(document, fact, rule, zone)),
                        (one, other) ->
                            began(other.fact()).isBefore(began(one.fact())) ? other : one));
      }
    }
    return earliest;
  }

  /** Names a fact across the documents of one phase and date. */
  public static String pin(Fact fact) {
    return fact.storedIn() + "/" + fact.processor() + "/" + fact.key();
  }
}
