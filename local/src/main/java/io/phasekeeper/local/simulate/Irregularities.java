package io.phasekeeper.local.simulate;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.StartPolicy;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts what is out of the ordinary in a day without being a fault of any port: a night on which
 * the clocks change, a chain that goes on after midnight, a member that never reports, one that
 * reports late, an older report that comes after a newer.
 */
final class Irregularities {
  private static final Duration LATE = Duration.ofMinutes(30);

  private final Observed seen;
  private final Map<Place, Instant> firsts = new HashMap<>();
  private final Map<Member, Instant> newest = new HashMap<>();

  Irregularities(Observed seen) {
    this.seen = seen;
  }

  private record Place(PhaseName phase, CycleName cycle) {}

  private record Member(Place place, ProcessorName processor) {}

  private static Member member(Item.Report report) {
    return new Member(new Place(report.phase(), report.cycle()), report.processor().orElseThrow());
  }

  /** What the plan itself shows. */
  void planned(DayPlan plan, Pipeline pipeline) {
    ZoneOffsetTransition change = pipeline.zone().getRules().nextTransition(plan.begins());
    if (change != null && change.getInstant().isBefore(plan.ends())) {
      seen.fault("DST night");
    }
    Set<Member> reporting = new HashSet<>();
    for (Item.Report report : plan.all(Item.Report.class)) {
      if (report.processor().isPresent()) {
        reporting.add(member(report));
      }
      if (ChainDrawer.begins(report, pipeline)) {
        seen.fault("chain over midnight");
      }
    }
    for (Transition transition : pipeline.transitions()) {
      for (StartPolicy policy : transition.policies().values()) {
        Place place = new Place(transition.after(), policy.cycle());
        for (ProcessorName member : policy.expect()) {
          if (!reporting.contains(new Member(place, member))) {
            seen.fault("missing member");
          }
        }
      }
    }
  }

  /** A message is worked on. */
  void arrives(Item.Report report) {
    if (report.processor().isEmpty()) {
      return;
    }
    Member member = member(report);
    Instant first = firsts.putIfAbsent(member.place(), report.timestamp());
    Instant before = newest.get(member);
    if (before == null && first != null && !report.timestamp().isBefore(first.plus(LATE))) {
      seen.fault("late member");
    }
    if (before != null && report.timestamp().isBefore(before)) {
      seen.fault("overtaken");
    } else {
      newest.put(member, report.timestamp());
    }
  }
}
