package io.phasekeeper.local.simulate;

import io.phasekeeper.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Plays drawn days, looks at the invariants after each, and adds up. */
public final class Simulation {
  private final Pipeline pipeline;
  private final long seed;
  private final Instance.Maker maker;
  private final boolean transitions;
  private final List<DrawnDays> others;

  /**
   * What the days of one seed have.
   *
   * @param transitions whether they have those of the pipeline
   * @param others what they have beside them; of the same seed
   */
  public record Days(Pipeline pipeline, long seed, boolean transitions, List<DrawnDays> others) {
    public Days {
      others = List.copyOf(others);
    }
  }

  /** The production code on this pipeline; its transitions only. */
  public Simulation(Pipeline pipeline, long seed) {
    this(new Days(pipeline, seed, true, List.of()));
  }

  /** The production code. */
  public Simulation(Days days) {
    this(days, Instance::ours);
  }

  Simulation(Pipeline pipeline, long seed, Instance.Maker maker) {
    this(new Days(pipeline, seed, true, List.of()), maker);
  }

  private Simulation(Days days, Instance.Maker maker) {
    this.pipeline = days.pipeline();
    this.seed = days.seed();
    this.maker = maker;
    this.transitions = days.transitions();
    this.others = days.others();
  }

  /**
   * A day on which something did not hold.
   *
   * @param violations of the day as it was drawn
   * @param shortest the shortest list of its items with which the first still does not hold
   */
  public record FailedDay(long number, List<String> violations, List<String> shortest) {}

  /** What days came to. */
  public static final class Totals {
    private final Map<String, Long> faults = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<FailedDay> failed = new ArrayList<>();
    private long days;
    private long checks;
    private long invocations;
    private long ticks;
    private long starts;

    private synchronized void addDay() {
      days++;
    }

    private synchronized void add(PlayedDay day, Verdicts verdicts) {
      checks += verdicts.checks();
      invocations += day.seen().invocations;
      ticks += day.seen().ticks;
      starts += day.seen().created.size();
      day.seen().faults.forEach((kind, count) -> faults.merge(kind, (long) count, Long::sum));
    }

    private synchronized void add(DrawnDays.Looked day) {
      checks += day.verdicts().checks();
      invocations += day.ticks();
      ticks += day.ticks();
      day.faults().forEach((kind, count) -> faults.merge(kind, (long) count, Long::sum));
      day.counts().forEach((what, count) -> counts.merge(what, (long) count, Long::sum));
    }

    private synchronized void add(FailedDay day) {
      failed.add(day);
    }

    public synchronized long days() {
      return days;
    }

    public synchronized long checks() {
      return checks;
    }

    public synchronized long invocations() {
      return invocations;
    }

    public synchronized long ticks() {
      return ticks;
    }

    public synchronized long starts() {
      return starts;
    }

    /** How often each fault came to pass. */
    public synchronized Map<String, Long> faults() {
      return Map.copyOf(faults);
    }

    /** What else the days came to. */
    public synchronized Map<String, Long> counts() {
      return Map.copyOf(counts);
    }

    /** In the order of their numbers. */
    public synchronized List<FailedDay> failed() {
      return failed.stream().sorted(java.util.Comparator.comparing(FailedDay::number)).toList();
    }
  }

  /** Draws and plays one day. */
  PlayedDay play(long number) {
    return SimulatedDay.play(PlanDrawer.day(pipeline, seed, number), pipeline, maker, false);
  }

  /**
   * Plays the days from {@code first}, as long as {@code goOn} says so and no day has failed.
   *
   * @param next counts the days that were begun, across the threads that play
   */
  public void play(long first, long days, AtomicLong next, Totals totals, GoOn goOn) {
    while (goOn.goOn() && totals.failed().isEmpty()) {
      long number = first + next.getAndIncrement();
      if (number >= first + days) {
        return;
      }
      if (transitions) {
        PlayedDay day = play(number);
        Verdicts verdicts = Invariants.of(day);
        totals.add(day, verdicts);
        if (!verdicts.violations().isEmpty()) {
          totals.add(failed(day.plan(), verdicts));
        }
      }
      for (DrawnDays other : others) {
        if (!other.plays(number)) {
          continue;
        }
        DrawnDays.Looked looked = other.play(number);
        totals.add(looked);
        if (!looked.verdicts().violations().isEmpty()) {
          totals.add(new FailedDay(number, said(looked.verdicts()), looked.shortest().get()));
        }
      }
      totals.addDay();
    }
  }

  /** Asked before each day. */
  public interface GoOn {
    boolean goOn();
  }

  private FailedDay failed(DayPlan plan, Verdicts verdicts) {
    String first = verdicts.violations().get(0).invariant();
    List<Item> shortest =
        Shrinker.shortest(plan.items(), items -> violates(plan.with(items), first));
    return new FailedDay(
        plan.number(), said(verdicts), shortest.stream().map(Item::toString).toList());
  }

  private static List<String> said(Verdicts verdicts) {
    return verdicts.violations().stream().map(Verdicts.Violation::toString).toList();
  }

  private boolean violates(DayPlan plan, String invariant) {
    return Invariants.of(SimulatedDay.play(plan, pipeline, maker, false)).violations().stream()
        .anyMatch(v -> v.invariant().equals(invariant));
  }
}
