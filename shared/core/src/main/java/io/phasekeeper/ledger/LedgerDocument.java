package io.phasekeeper.ledger;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.CycleRule;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Transition;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One ledger document, {@code phase3_completion/2026-01-11} or {@code …~same_day}, as it was read:
 * the facts in it, whoever wrote them, and what could not be understood.
 *
 * @param document none while nobody wrote to it
 * @param ownEntries what stands under the processors' own keys, as facts
 * @param unknownNames top-level keys that no processor of the phase has
 */
public record LedgerDocument(
    Phase phase,
    LocalDate date,
    CycleName cycle,
    Optional<Document> document,
    List<Fact> facts,
    Map<ProcessorName, Fact> ownEntries,
    List<Disagreement> disagreements,
    List<String> unknownNames,
    Optional<Adoption> adoption,
    LedgerNotes notes) {
  public LedgerDocument {
    facts = List.copyOf(facts);
    ownEntries = Map.copyOf(ownEntries);
    disagreements = List.copyOf(disagreements);
    unknownNames = List.copyOf(unknownNames);
  }

  /** Where the ledger of a phase, date and cycle stands. */
  public static DocumentPath path(Phase phase, LocalDate date, CycleName cycle, CycleRule cycles) {
    return new DocumentPath(
        phase.ledgerCollection(),
        cycle.equals(cycles.main()) ? date.toString() : date + "~" + cycle);
  }

  /** Where the ledgers of all phases that start others stand, of some dates, with the date. */
  public static Map<DocumentPath, LocalDate> paths(
      Pipeline pipeline, LocalDate from, LocalDate to) {
    Map<DocumentPath, LocalDate> paths = new LinkedHashMap<>();
    for (Transition transition : pipeline.transitions()) {
      Phase phase = pipeline.phase(transition.after());
      for (LocalDate date : from.datesUntil(to.plusDays(1)).toList()) {
        for (CycleName cycle : transition.policies().keySet()) {
          paths.put(path(phase, date, cycle, pipeline.cycles()), date);
        }
      }
    }
    return paths;
  }
}
