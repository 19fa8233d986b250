package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.local.simulate.Verdicts;
import io.phasekeeper.pipeline.Processor;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** The gaps of a day: each is noticed in time, and planned for; and what became of it. */
final class HealGaps {
  static final String NOTICED = "a gap has its finding within a quarter of an hour";
  static final String PLANNED = "a gap has its plan";
  static final String HEALED = "where nobody who is asked fails, every gap is healed";

  /** Two ticks, and a little: what is due in calm is noticed so soon. */
  private static final Duration NOTICE = Duration.ofMinutes(11);

  /** At most five plans are begun in a tick. */
  private static final Duration PLAN = Duration.ofMinutes(31);

  /** How old the calendar may be. */
  private static final Duration ASKED = Duration.ofMinutes(15);

  private final HealPlanned plan;
  private final HealSeen seen;
  private final HealWorld world;
  private final HealTruth truth;
  private final Verdicts verdicts;
  private final List<HealItem.Stretch> troubles = new ArrayList<>();
  private int healed;
  private int useless;
  private int open;

  /**
   * What became of the gaps of a day.
   *
   * @param healed they have their rows, or need none any more
   * @param useless making them had no use any more before that
   * @param open neither
   */
  record Came(int healed, int useless, int open) {}

  private HealGaps(HealDay.Played day, Verdicts verdicts) {
    this.plan = day.plan();
    this.seen = day.seen();
    this.world = day.world();
    this.truth = world.truth();
    this.verdicts = verdicts;
    plan.items().forEach(item -> item.trouble().ifPresent(troubles::add));
    seen.deaths.forEach(at -> troubles.add(new HealItem.Stretch(at, at.plusSeconds(1))));
    troubles.sort(Comparator.comparing(HealItem.Stretch::from));
  }

  static Came look(HealDay.Played day, Verdicts verdicts) {
    HealGaps gaps = new HealGaps(day, verdicts);
    for (Processor output : gaps.truth.outputs()) {
      for (int date = -3; date <= 1; date++) {
        gaps.look(new Made(output.name().value(), day.plan().today().plusDays(date)));
      }
    }
    return new Came(gaps.healed, gaps.useless, gaps.open);
  }

  private void look(Made of) {
    NavigableSet<Instant> points = points(of);
    boolean counted = false;
    for (Instant at : points) {
      if (!truth.gap(of, at, seen.firstTick)) {
        continue;
      }
      Instant known = known(of, at);
      Optional<Instant> by = bound(known, NOTICE).filter(until -> lasts(of, points, at, until));
      if (by.isPresent()) {
        verdicts.check(
            NOTICED,
            told(of, by.get()),
            () -> of + " is missing since " + at + ", and nobody says so by " + by.get());
        if (!counted) {
          counted = true;
          came(of, at);
        }
      }
      bound(known, PLAN)
          .filter(until -> lasts(of, points, at, until))
          .ifPresent(
              until ->
                  verdicts.check(
                      PLANNED,
                      seen.begun.stream()
                          .anyMatch(b -> b.of().equals(of) && !b.at().isAfter(until)),
                      () -> of + " is missing since " + at + ", and without a plan by " + until));
    }
  }

  /** When it can be known: what the calendar says is asked every quarter of an hour. */
  private Instant known(Made of, Instant at) {
    return plan.all(HealItem.GameChange.class).stream()
        .filter(change -> change.date().equals(of.date()) && !change.at().isAfter(at))
        .map(change -> change.at().plus(ASKED))
        .filter(at::isBefore)
        .max(Comparator.naturalOrder())
        .orElse(at);
  }

  /** When it may begin to be a gap, or end. */
  private NavigableSet<Instant> points(Made of) {
    LocalDate date = of.date();
    TreeSet<Instant> points = new TreeSet<>();
    points.add(plan.begins());
    world.versions(of).forEach(version -> points.add(version.at()));
    for (HealWorld.Games games : world.gameVersions(date)) {
      Instant since = games.since().isBefore(plan.begins()) ? plan.begins() : games.since();
      points.add(since);
      truth.due(of, since).ifPresent(points::add);
      truth.firstStart(date, since).ifPresent(points::add);
    }
    points.removeIf(at -> at.isBefore(plan.begins()) || at.isAfter(plan.ends()));
    return points;
  }

  /** Whether it stays a gap. */
  private boolean lasts(Made of, NavigableSet<Instant> points, Instant from, Instant until) {
    return points.subSet(from, true, until, true).stream()
        .allMatch(at -> truth.gap(of, at, seen.firstTick) && !truth.useless(of, at));
  }

  private Optional<Instant> bound(Instant from, Duration calm) {
    Instant start = from;
    for (HealItem.Stretch trouble : troubles) {
      boolean reaches = trouble.until().isAfter(start) && trouble.from().isBefore(start.plus(calm));
      if (reaches) {
        start = trouble.until();
      }
    }
    Instant by = start.plus(calm);
    return by.isAfter(plan.ends()) ? Optional.empty() : Optional.of(by);
  }

  /** Whether its absence is told at a moment. */
  private boolean told(Made of, Instant at) {
    boolean told = false;
    for (HealSeen.Told each : seen.told) {
      boolean about =
          (each.kind().equals("output-missing") || each.kind().equals("predictions-late"))
              && each.about().equals(of.output())
              && each.date().filter(of.date()::equals).isPresent();
      if (about && !each.at().isAfter(at)) {
        told = each.opened();
      }
    }
    return told;
  }

  /** Whether a source that nobody of ours can fetch stands in its way to the end. */
  private boolean waitsForOthers(Made of) {
    return truth.missing(of, plan.ends()).stream()
        .anyMatch(
            each ->
                HealDays.PIPELINE.sources().containsKey(each.output())
                    ? each.output().equals("feed")
                    : waitsForOthers(each));
  }

  private void came(Made of, Instant since) {
    boolean ends = !seen.sent.isEmpty() || truth.missing(of, plan.ends()).isEmpty();
    HealTruth.State state = truth.state(of, plan.ends());
    boolean proven = // and has become too few since, perhaps, by one more game
        seen.proven.stream().anyMatch(p -> p.of().equals(of) && p.at().isAfter(since));
    if (proven || state == HealTruth.State.THERE || state == HealTruth.State.FREE) {
      healed++;
      return;
    }
    if (truth.useless(of, plan.ends())) {
      useless++;
      return;
    }
    if (waitsForOthers(of)) {
      return;
    }
    open++;
    boolean nobodyFails =
        plan.items().stream()
            .noneMatch(
                item ->
                    item instanceof HealItem.Answers
                        || item instanceof HealItem.Effects
                        || item instanceof HealItem.TheirRun
                        || item instanceof HealItem.NoSourceRows);
    if (nobodyFails && ends) {
      verdicts.check(
          HEALED,
          seen.deaths.size() >= 3,
          () -> of + " is missing since " + since + ", and still at the end");
    }
  }
}
