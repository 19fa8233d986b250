package io.phasekeeper.local.simulate;

import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.PhaseName;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says where the runs of a chain over midnight count: in the cycle in which it began, from when on
 * the run that began it is known, unless a start was decided on them before.
 */
final class Chains {
  private final PlayedDay day;
  private final Map<Chain, Head> heads = new HashMap<>();

  private record Chain(PhaseName phase, String correlation) {}

  /** What is known of how a chain began. */
  private record Head(
      CycleName cycle, Instant began, Optional<Instant> surely, Optional<Instant> possibly) {
    Head with(Head other) {
      Head first = other.began.isBefore(began) ? other : this;
      return new Head(
          first.cycle,
          first.began,
          earlier(surely, other.surely),
          earlier(possibly, other.possibly));
    }
  }

  Chains(PlayedDay day, Oracle oracle, List<Item.Report> reports) {
    this.day = day;
    CycleName night = day.pipeline().cycles().after();
    for (Item.Report report : reports) {
      CycleName cycle = oracle.cycle(report.phase(), report.began());
      if (report.processor().isPresent() && !cycle.equals(night)) {
        heads.merge(
            new Chain(report.phase(), report.correlation()),
            new Head(
                cycle,
                report.began(),
                Optional.ofNullable(day.seen().taken.get(report.message())),
                Optional.ofNullable(day.seen().arrived.get(report.message()))),
            Head::with);
      }
    }
  }

  /** The cycles in which a report counts for some time, and when. */
  Map<CycleName, Oracle.Sent> places(Item.Report report, CycleName own, Oracle.Sent its) {
    Head head = heads.get(new Chain(report.phase(), report.correlation()));
    if (head == null || head.cycle().equals(own) || !head.began().isBefore(its.began())) {
      return Map.of(own, its);
    }
    Optional<Instant> pinned = pinned(own, its, head);
    Optional<Instant> surely = later(its.surely(), head.surely());
    Optional<Instant> possibly = later(its.possibly(), head.possibly());
    return pinned.isPresent()
        ? Map.of(
            own,
            its,
            head.cycle(),
            its.during(Optional.empty(), possibly, Optional.empty(), pinned))
        : Map.of(
            own,
            its.during(
                its.surely(),
                its.possibly(),
                /* surelyTo= */ head.possibly(),
                /* possiblyTo= */ head.surely()),
            head.cycle(),
            its.during(surely, possibly, Optional.empty(), Optional.empty()));
  }

  /**
   * When a start of its own cycle was decided on it before we had to know how its chain began: then
   * it stays there.
   */
  private Optional<Instant> pinned(CycleName own, Oracle.Sent its, Head head) {
    return day.seen().created.stream()
        .filter(trigger -> trigger.text("cycle").equals(own.value()))
        .filter(trigger -> trigger.texts("decided_on").contains(its.pin()))
        .map(Observed.Created::at)
        .filter(at -> head.surely().isEmpty() || !at.isAfter(head.surely().get()))
        .min(Comparator.naturalOrder());
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  /** The later of two times that must both come. */
  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isEmpty() || other.isEmpty()
        ? Optional.empty()
        : one.get().isAfter(other.get()) ? one : other;
  }
}
