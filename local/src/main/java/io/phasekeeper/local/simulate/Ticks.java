package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.pipeline.DueTime;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.sweep.PhaseSweep;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When the sweep of a day ticks: at full minutes, except while it is silent, and only where
 * something can be due, because the ticks between them would do nothing.
 */
final class Ticks {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final DayPlan plan;
  private final Pipeline pipeline;
  private final DayClock clock;
  private final boolean everyMinute;
  private final List<Item.SweepSilent> silences;
  private final List<Item.WarehouseDown> outages;
  private final NavigableSet<Instant> moments;
  private Instant last;

  /**
   * @param everyMinute whether it ticks also when nothing can be due
   */
  Ticks(DayPlan plan, Pipeline pipeline, DayClock clock, boolean everyMinute) {
    this.plan = plan;
    this.pipeline = pipeline;
    this.clock = clock;
    this.everyMinute = everyMinute;
    this.silences = plan.all(Item.SweepSilent.class);
    this.outages = plan.all(Item.WarehouseDown.class);
    this.moments = moments();
    this.last = plan.begins().minus(MINUTE);
  }

  /**
   * The next tick.
   *
   * @param dirty whether something has happened that the sweep has not seen
   * @param stands the earliest due time that stands in any document
   */
  Instant next(boolean dirty, Optional<Instant> stands) {
    Instant soonest = minuteAtOrAfter(later(last.plusSeconds(1), clock.truth()));
    if (everyMinute || dirty || warehouseDown(soonest)) {
      return sounding(soonest);
    }
    Instant due = nextMoment();
    if (stands.isPresent()) {
      Instant truly = stands.get().minus(clock.skewAt(clock.truth()));
      due = truly.isBefore(due) ? truly : due;
    }
    return sounding(later(soonest, minuteAtOrAfter(due)));
  }

  /** Ticks; the beats that the ticks would have left that were skipped are there before. */
  void tick(Instant at, MemoryDocumentStore stored) {
    Instant before = at.minus(MINUTE);
    for (Item.SweepSilent silence : silences) {
      if (silence.covers(before)) {
        before = minuteAtOrAfter(silence.from()).minus(MINUTE);
      }
    }
    if (before.isAfter(last)) {
      DocumentPath beat =
          new DocumentPath("phasekeeper_beats", pipeline.id() + ":" + PhaseSweep.TIMER);
      if (stored.get(beat).isPresent()) {
        stored.merge(beat, List.of(FieldChange.set("last_at", before.plus(clock.skewAt(before)))));
      }
    }
    last = at;
  }

  /** While it is, every tick may ask it something in vain. */
  private boolean warehouseDown(Instant at) {
    return outages.stream().anyMatch(d -> d.covers(at));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant minuteAtOrAfter(Instant at) {
    long seconds = at.getEpochSecond() + (at.getNano() > 0 ? 1 : 0);
    return Instant.ofEpochSecond(Math.floorDiv(seconds + 59, 60L) * 60);
  }

  /** The first tick at or after one that does not fall into a silence. */
  private Instant sounding(Instant tick) {
    Instant at = tick;
    for (Item.SweepSilent silence : silences) {
      if (silence.covers(at)) {
        at = minuteAtOrAfter(silence.until());
      }
    }
    return at;
  }

  /**
   * The moments at which something falls due without any document saying so: each local midnight,
   * and the times by which the phases have to begin. Without a calendar every date asks for work.
   */
  private NavigableSet<Instant> moments() {
    NavigableSet<Instant> all = new TreeSet<>();
    LocalDate after = plan.ends().atZone(pipeline.zone()).toLocalDate().plusDays(3);
    LocalDate day = plan.begins().atZone(pipeline.zone()).toLocalDate().minusDays(2);
    for (; day.isBefore(after); day = day.plusDays(1)) {
      all.add(day.atStartOfDay(pipeline.zone()).toInstant());
    }
    int others = pipeline.calendar().isPresent() ? 0 : 2;
    for (Transition transition : pipeline.transitions()) {
      for (DueTime due : transition.startBy().values()) {
        for (int days = -others; days <= others; days++) {
          all.add(due.on(plan.date().plusDays(days), pipeline.zone()));
        }
      }
    }
    return all;
  }

  /** The next of them after the last tick. */
  private Instant nextMoment() {
    Instant shown = last.plus(clock.skewAt(last));
    Instant next = moments.higher(shown);
    return (next == null ? plan.ends() : next).minus(clock.skewAt(clock.truth()));
  }
}
