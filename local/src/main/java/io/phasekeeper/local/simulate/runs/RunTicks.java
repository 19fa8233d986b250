package io.phasekeeper.local.simulate.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * When the cleanup ticks on a drawn day: every five minutes, but only for a while after each moment
 * at which something happens or falls due, because the ticks between them would do nothing.
 */
final class RunTicks {
  static final Duration PERIOD = Duration.ofMinutes(5);

  /**
   * A tick that is refused or dies is made good by the next; the one after it sees what came of it.
   */
  private static final int AFTER_EACH = 3;

  private final TreeSet<Instant> ticks = new TreeSet<>();
  private final RunPlan plan;

  /**
   * @param all whether it ticks also when nothing can be due
   */
  RunTicks(RunPlan plan, boolean all) {
    this.plan = plan;
    if (all) {
      for (Instant tick = at(plan.begins()); !tick.isAfter(plan.ends()); tick = tick.plus(PERIOD)) {
        ticks.add(tick);
      }
      return;
    }
    moment(plan.begins());
    moment(plan.ends().minus(PERIOD.multipliedBy(AFTER_EACH)));
    for (RunItem item : plan.items()) {
      item.trouble()
          .ifPresent(
              trouble -> {
                moment(trouble.from());
                moment(trouble.until());
              });
      if (item instanceof RunItem.Run run) {
        moments(run);
      } else if (item instanceof RunItem.BeatsDark dark) {
        quietSince(dark.from());
        quietSince(dark.until());
      } else if (item instanceof RunItem.RowsMissing missing) {
        moment(missing.until());
      } else if (item instanceof RunItem.RowsOfBefore before) {
        moment(before.until());
      } else if (item instanceof RunItem.Death death) {
        moment(death.from());
      } else if (item instanceof RunItem.TwoAtOnce two) {
        moment(two.from());
      }
    }
  }

  private void moments(RunItem.Run run) {
    moment(run.start());
    moment(run.start().plus(RunTruth.STALE));
    run.end().ifPresent(end -> quietSince(end.at()));
    run.beats()
        .ifPresent(
            beats -> {
              quietSince(beats.until());
              quietSince(beats.until().plus(beats.ahead()));
              // One that is not heard is judged by its last sign.
              moment(beats.until().plus(beats.ahead()).plus(RunTruth.STALE));
              beats
                  .stallsAt()
                  .ifPresent(
                      stalls -> {
                        for (int minutes = 0; minutes <= 45; minutes += 15) {
                          moment(stalls.plus(Duration.ofMinutes(minutes)));
                        }
                      });
            });
  }

  /** After a last word: suspect, dead, dark, and no longer looked back upon. */
  private void quietSince(Instant at) {
    for (int minutes : List.of(0, 2, 5, 15, 30, 35)) {
      moment(at.plus(Duration.ofMinutes(minutes)));
    }
  }

  private void moment(Instant moment) {
    Instant tick = at(moment.isBefore(plan.begins()) ? plan.begins() : moment);
    for (int n = 0; n < AFTER_EACH && !tick.isAfter(plan.ends()); n++) {
      ticks.add(tick);
      tick = tick.plus(PERIOD);
    }
  }

  private static Instant at(Instant moment) {
    long seconds = moment.getEpochSecond() + (moment.getNano() > 0 ? 1 : 0);
    long period = PERIOD.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(seconds + period - 1, period) * period);
  }

  /**
   * The next tick after one; a stored due time asks for one, too.
   *
   * @return none left: after the end of the day
   */
  Instant next(Instant after, List<Instant> due) {
    Instant next = ticks.higher(after);
    Instant soonest = after.plus(PERIOD);
    Instant tick = next == null ? plan.ends().plus(PERIOD) : next;
    for (Instant each : due) {
      Instant its = each.isAfter(soonest) ? at(each) : soonest;
      tick = its.isBefore(tick) ? its : tick;
    }
    return tick;
  }
}
