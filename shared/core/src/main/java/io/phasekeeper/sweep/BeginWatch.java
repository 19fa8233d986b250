package io.phasekeeper.sweep;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.transition.PhaseDay;
import io.phasekeeper.transition.PhaseDayReader;
import io.phasekeeper.transition.Transitions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Notices phases that nobody began (A7): a date with work, and no completion by {@code start_by}.
 * Only what fell due after our first sweep is judged, so that a new installation does not complain
 * of a past it has not seen.
 */
final class BeginWatch {
  /** More than the active window has. */
  private static final int MOST_DAYS = 500;

  private final Pipeline pipeline;
  private final WorkCalendar calendar;
  private final FindingBook findings;

  /** Findings that this instance knows to be closed, so that quiet days cost no read. */
  private final Set<String> closed = ConcurrentHashMap.newKeySet();

  private final Map<PhaseDayReader.Key, List<Beginning>> beginnings = new ConcurrentHashMap<>();

  BeginWatch(Pipeline pipeline, WorkCalendar calendar, FindingBook findings) {
    this.pipeline = pipeline;
    this.calendar = calendar;
    this.findings = findings;
  }

  /**
   * When the first completion of one cycle of a day is due; worked out once.
   *
   * @param name of phase, date and cycle
   */
  private record Beginning(CycleName cycle, Instant due, String name) {}

  /**
   * @param skipped whether a person settled the start of that phase, or of one before it: then
   *     nobody will begin it
   * @param unseen told if the calendar could not be read
   */
  List<FindingBook.Change> look(
      PhaseDay day,
      BiPredicate<PhaseName, CycleName> skipped,
      Instant firstSweep,
      Instant now,
      Consumer<PortFailure> unseen) {
    List<FindingBook.Change> changes = new ArrayList<>();
    for (Beginning each : beginnings(day)) {
      if (!now.isBefore(each.due()) && !each.due().isBefore(firstSweep)) {
        changes.addAll(look(day, each, skipped, now, unseen));
      }
    }
    return changes;
  }

  private List<Beginning> beginnings(PhaseDay day) {
    PhaseDayReader.Key key = Transitions.key(day.transition(), day.date());
    List<Beginning> known = beginnings.get(key);
    if (known != null) {
      return known;
    }
    List<Beginning> made = new ArrayList<>();
    day.transition()
        .startBy()
        .forEach(
            (cycle, time) ->
                made.add(
                    new Beginning(
                        cycle,
                        time.on(day.date(), pipeline.zone()),
                        day.transition().after() + ":" + day.date() + ":" + cycle)));
    if (beginnings.size() > MOST_DAYS) {
      beginnings.clear();
    }
    beginnings.put(key, List.copyOf(made));
    return made;
  }

  private List<FindingBook.Change> look(
      PhaseDay day,
      Beginning beginning,
      BiPredicate<PhaseName, CycleName> skipped,
      Instant now,
      Consumer<PortFailure> unseen) {
    CycleName cycle = beginning.cycle();
    boolean begun = !day.factsOf(cycle).isEmpty() || day.trigger(cycle).isPresent();
    if (begun || skipped.test(day.transition().after(), cycle)) {
      return close(day, beginning, now);
    }
    DayWork work = calendar.on(day.date(), now, unseen);
    if (work.due()) {
      closed.remove(beginning.name());
      return findings.open("begin", draft(day, beginning), now).stream().toList();
    }
    // The work was called off, or nobody knows: then the finding of the calendar speaks.
    return work.free() ? close(day, beginning, now) : List.of();
  }

  private List<FindingBook.Change> close(PhaseDay day, Beginning beginning, Instant now) {
    return closed.add(beginning.name()) ? findings.resolve(draft(day, beginning), now) : List.of();
  }

  private static FindingDraft draft(PhaseDay day, Beginning beginning) {
    CycleName cycle = beginning.cycle();
    Instant due = beginning.due();
    String phase = day.transition().after().value();
    return FindingDraft.of(
            FindingKind.PHASE_NOT_BEGUN,
            phase,
            "no completion of " + phase + " for " + day.date() + " (" + cycle + ") by " + due,
            "look at the scheduler jobs and services that start " + phase)
        .on(day.date(), cycle.value())
        .with("start_by", due.toString());
  }
}
