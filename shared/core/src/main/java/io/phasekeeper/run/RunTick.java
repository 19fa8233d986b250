package io.phasekeeper.run;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.transition.CycleOutcome;
import io.phasekeeper.transition.Unseen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What one tick of the cleanup has read and gathers. */
final class RunTick {
  final Instant now;
  final Completions completions;
  final Map<RunVerdict, Integer> verdicts = new EnumMap<>(RunVerdict.class);
  final List<String> ended = new ArrayList<>();
  final List<CycleOutcome> outcomes = new ArrayList<>();
  final List<FindingBook.Change> findings = new ArrayList<>();
  final List<Unseen.Question> unseen = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<DocumentPath, Document> known;

  /**
   * @param known what was read at its beginning, in one round trip
   */
  RunTick(Instant now, Map<DocumentPath, Document> known, Completions completions) {
    this.now = now;
    this.known = Map.copyOf(known);
    this.completions = completions;
  }

  /** A document as it stood at the tick's beginning, of those that were read then. */
  Optional<Document> known(DocumentPath path) {
    return Optional.ofNullable(known.get(path));
  }

  void found(List<FindingBook.Change> changes) {
    findings.addAll(changes);
  }

  /** One item: whatever goes wrong with it stays with it, and is told. */
  void item(String name, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      failures.add(name + ": " + e);
    }
  }

  /** As {@link #item}, of one that finds something; none also if it went wrong. */
  <T> Optional<T> look(String name, Supplier<Optional<T>> look) {
    try {
      return look.get();
    } catch (RuntimeException e) {
      failures.add(name + ": " + e);
      return Optional.empty();
    }
  }

  RunReport report(String policyHash, boolean stopped) {
    List<FindingBook.Change> all = new ArrayList<>(findings);
    outcomes.forEach(outcome -> all.addAll(outcome.findings()));
    return new RunReport(policyHash, verdicts, ended, outcomes, all, failures, stopped);
  }
}
