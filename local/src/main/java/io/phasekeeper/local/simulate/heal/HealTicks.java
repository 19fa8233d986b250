package io.phasekeeper.local.simulate.heal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When the healing ticks on a drawn day: every five minutes, but only for a while after each moment
 * at which something happens or falls due, or after it has done something, because the ticks
 * between them would do nothing.
 */
final class HealTicks {
  static final Duration PERIOD = Duration.ofMinutes(5);

  /** Something that happens is seen by the next tick, and what came of it by those after it. */
  private static final Duration WAKE = PERIOD.multipliedBy(3);

  private final HealPlanned plan;
  private final HealWorld world;
  private final HealWatch watch;
  private final boolean all;
  private final NavigableSet<Instant> moments = new TreeSet<>();
  private final NavigableSet<Instant> scans = new TreeSet<>();
  private Instant acted = Instant.MIN;

  /**
   * @param all whether it ticks also when nothing can be due
   */
  HealTicks(HealPlanned plan, HealWorld world, HealWatch watch, boolean all) {
    this.plan = plan;
    this.world = world;
    this.watch = watch;
    this.all = all;
    moments.add(plan.begins());
    moments.add(plan.ends().minus(WAKE));
    for (int day = 0; day <= 1; day++) {
      LocalDate date = plan.today().plusDays(day);
      for (LocalTime look :
          List.of(
              LocalTime.MIDNIGHT,
              LocalTime.of(6, 0),
              LocalTime.of(12, 0),
              LocalTime.of(14, 15),
              LocalTime.of(18, 0))) {
        scans.add(date.atTime(look).atZone(HealDays.PIPELINE.zone()).toInstant());
      }
    }
    for (HealItem item : plan.items()) {
      item.trouble()
          .ifPresent(
              trouble -> {
                moments.add(trouble.from());
                moments.add(trouble.until());
              });
      if (item instanceof HealItem.Answers answers) {
        moments.add(answers.until());
      } else if (item instanceof HealItem.Effects effects) {
        moments.add(effects.until());
      } else if (item instanceof HealItem.Death death) {
        moments.add(death.from());
      } else if (item instanceof HealItem.TwoAtOnce two) {
        moments.add(two.from());
      }
    }
  }

  static Instant grid(Instant moment) {
    long seconds = moment.getEpochSecond() + (moment.getNano() > 0 ? 1 : 0);
    long period = PERIOD.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(seconds + period - 1, period) * period);
  }

  /**
   * The tick after one.
   *
   * @param disturbed whether that one was: what it did not do the very next does
   */
  Instant next(Instant after, boolean disturbed) {
    Instant soonest = after.plus(PERIOD);
    if (watch.acted() || disturbed) {
      acted = after;
    }
    boolean steps =
        plan.all(HealItem.ClockStep.class).stream()
            .anyMatch(step -> step.trouble().orElseThrow().covers(soonest));
    if (all || steps || !acted.plus(WAKE).isBefore(soonest) || awake(soonest)) {
      return soonest;
    }
    Instant end = plan.ends().plus(PERIOD);
    Instant next = earliest(end, Optional.ofNullable(moments.higher(after)));
    if (watch.watching()) {
      next = earliest(next, Optional.ofNullable(world.moments().higher(after)));
    }
    next = earliest(next, Optional.ofNullable(scans.higher(after)));
    next = earliest(next, Optional.ofNullable(world.dues().higher(after)));
    next = earliest(next, watch.next(after));
    return grid(next);
  }

  private boolean awake(Instant tick) {
    Instant since = tick.minus(WAKE);
    Instant before = tick.minus(PERIOD);
    return within(moments, since, tick)
        || (watch.watching() && within(world.moments(), since, tick))
        || within(scans, before, tick)
        || within(world.dues(), before, tick)
        || watch.next(since).filter(at -> !at.isAfter(tick)).isPresent();
  }

  private static boolean within(NavigableSet<Instant> moments, Instant after, Instant until) {
    Instant first = moments.higher(after);
    return first != null && !first.isAfter(until);
  }

  private static Instant earliest(Instant one, Optional<Instant> other) {
    return other.filter(one::isAfter).orElse(one);
  }
}
