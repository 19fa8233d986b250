package io.phasekeeper.sweep;

import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.gate.DayWork;
import io.phasekeeper.gate.WorkCalendar;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.transition.PhaseDay;
import java.time.Instant;
import java.time.LocalDate;
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
  private static final int MOST_DUES = 1_000;

  private final Pipeline pipeline;
  private final WorkCalendar calendar;
  private final FindingBook findings;

  /** Findings that this instance knows to be closed, so that quiet days cost no read. */
  private final Set<String> closed = ConcurrentHashMap.newKeySet();

  private final Map<DueOn, Instant> dues = new ConcurrentHashMap<>();

  BeginWatch(Pipeline pipeline, WorkCalendar calendar, FindingBook findings) {
    this.pipeline = pipeline;
    this.calendar = calendar;
    this.findings = findings;
  }

  private record DueOn(DueTime time, LocalDate date) {}

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
    if (dues.size() > MOST_DUES) {
      dues.clear();
    }
    for (Map.Entry<CycleName, DueTime> each : day.transition().startBy().entrySet()) {
      Instant due =
          dues.computeIfAbsent(
              new DueOn(each.getValue(), day.date()), d -> d.time().on(d.date(), pipeline.zone()));
      if (!now.isBefore(due) && !due.isBefore(firstSweep)) {
        changes.addAll(look(day, each.getKey(), due, skipped, now, unseen));
      }
    }
    return changes;
  }

  private List<FindingBook.Change> look(
      PhaseDay day,
      CycleName cycle,
      Instant due,
      BiPredicate<PhaseName, CycleName> skipped,
      Instant now,
      Consumer<PortFailure> unseen) {
    String key = day.transition().after() + ":" + day.date() + ":" + cycle;
    boolean begun = !day.factsOf(cycle).isEmpty() || day.trigger(cycle).isPresent();
    if (begun && closed.contains(key)) {
      return List.of();
    }
    FindingDraft draft = draft(day, cycle, due);
    if (begun || skipped.test(day.transition().after(), cycle)) {
      return closed.add(key) ? findings.resolve(draft, now) : List.of();
    }
    DayWork work = calendar.on(day.date(), now, unseen);
    if (work.due()) {
      closed.remove(key);
      return findings.open("begin", draft, now).stream().toList();
    }
    // The work was called off, or nobody knows: then the finding of the calendar speaks.
    return work.free() && closed.add(key) ? findings.resolve(draft, now) : List.of();
  }

  private static FindingDraft draft(PhaseDay day, CycleName cycle, Instant due) {
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
