package io.phasekeeper.run;

import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.transition.PhaseDay;
import io.phasekeeper.transition.PhaseDayReader;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What completions say of the end of runs: the facts under their run ids, in the ledgers of their
 * phases and dates. Each ledger is read once in a tick.
 */
final class Completions {
  /** So many phases and dates are read in one batch; of others, only what is to be ended is. */
  private static final int MOST_DAYS = 60;

  private final Pipeline pipeline;
  private final PhaseDayReader reader;
  private final RunNames names;
  private final Map<PhaseDayReader.Key, PhaseDay> read = new HashMap<>();

  Completions(Pipeline pipeline, PhaseDayReader reader, RunNames names) {
    this.pipeline = pipeline;
    this.reader = reader;
    this.names = names;
  }

  /** Reads the ledgers of runs in one batch. */
  void read(Collection<Run> runs) {
    Set<PhaseDayReader.Key> keys = new LinkedHashSet<>();
    for (Run run : runs) {
      key(names.processor(run.processorName()), run.dataDate()).ifPresent(keys::add);
      if (keys.size() >= MOST_DAYS) {
        break;
      }
    }
    if (!keys.isEmpty()) {
      Iterator<PhaseDay> days = reader.read(keys).iterator();
      keys.forEach(key -> read.put(key, days.next()));
    }
  }

  /** What a run's completion says, as far as its ledger was read. */
  Optional<LastWord> known(Run run) {
    Optional<ProcessorName> processor = names.processor(run.processorName());
    return key(processor, run.dataDate())
        .flatMap(key -> Optional.ofNullable(read.get(key)))
        .flatMap(day -> word(day, processor.orElseThrow(), run.id(), any -> true));
  }

  /** What a run's completion says; its ledger is read if it was not yet. */
  Optional<LastWord> of(String runId, Optional<ProcessorName> processor, Optional<LocalDate> date) {
    return of(runId, processor, date, any -> true);
  }

  /** When its completion says that it made rows; none if none says so. */
  Optional<Instant> success(
      String runId, Optional<ProcessorName> processor, Optional<LocalDate> date) {
    return of(runId, processor, date, Fact::done).map(LastWord::at);
  }

  private Optional<LastWord> of(
      String runId,
      Optional<ProcessorName> processor,
      Optional<LocalDate> date,
      Predicate<Fact> which) {
    return key(processor, date)
        .map(key -> read.computeIfAbsent(key, k -> reader.read(k.transition(), k.date())))
        .flatMap(day -> word(day, processor.orElseThrow(), runId, which));
  }

  /** None: its phase starts no other, so that nobody keeps a ledger of it. */
  private Optional<PhaseDayReader.Key> key(
      Optional<ProcessorName> processor, Optional<LocalDate> date) {
    return processor
        .map(name -> pipeline.processor(name).phase())
        .flatMap(pipeline::transitionAfter)
        .flatMap(transition -> date.map(day -> new PhaseDayReader.Key(transition, day)));
  }

  private static Optional<LastWord> word(
      PhaseDay day, ProcessorName processor, String runId, Predicate<Fact> which) {
    return day.facts().values().stream()
        .flatMap(List::stream)
        .filter(fact -> fact.processor().equals(processor) && own(fact))
        .filter(fact -> fact.executionId().filter(runId::equals).isPresent())
        .filter(which)
        .flatMap(fact -> LastWord.of(fact).stream())
        .max(Comparator.comparing(LastWord::at));
  }

  /** Whether the run itself may have said it: not a person, and not our own cleanup. */
  private static boolean own(Fact fact) {
    return fact.source() != Fact.Source.OPERATOR && fact.source() != Fact.Source.RECONCILED;
  }
}
