package io.phasekeeper.local.simulate;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.operator.OperatorActions;
import io.phasekeeper.outcome.Outcome;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.sweep.SweepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Plays one drawn day: messages are delivered until they are acknowledged, the sweep ticks at every
 * full minute at which something can be due, whoever dies is built anew on what is stored.
 */
final class SimulatedDay {
  private static final Duration FIRST_DELAY = Duration.ofSeconds(10);

  private static final Duration GREATEST_DELAY = Duration.ofMinutes(10);

  private final DayPlan plan;
  private final Pipeline pipeline;
  private final Instance.Maker maker;
  private final Ticks ticks;
  private final DayClock clock;
  private final MemoryDocumentStore stored = new MemoryDocumentStore();
  private final Observed seen = new Observed();
  private final OthersOfTheDay others;
  private final Ports ports;
  private final Platform platform;

  /** The finding that the warehouse cannot be seen. */
  private final DocumentPath unseen;

  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Map<Integer, IncomingEvent> events = new HashMap<>();
  private final Map<Integer, Item.Report> reports = new HashMap<>();
  private final Irregularities irregularities = new Irregularities(seen);
  private final Map<Integer, Integer> lost = new HashMap<>();
  private final List<Item.SweepCrash> sweepCrashes;
  private final List<Item.Conflicts> conflicts;
  private final List<Item.Crash> crashes;
  private final List<Item.Stalled> stalls;
  private final List<Item.OtherWritesMeanwhile> meanwhiles;
  private int queued;
  private int crashedSweeps;
  private Instance instance;
  private boolean dirty = true;

  private SimulatedDay(DayPlan plan, Pipeline pipeline, Instance.Maker maker, boolean everyMinute) {
    this.plan = plan;
    this.pipeline = pipeline;
    this.maker = maker;
    this.clock = new DayClock(plan);
    this.others = new OthersOfTheDay(plan, pipeline, clock, stored, seen, new OnThisDay());
    this.ports =
        new Ports(
            plan,
            pipeline,
            clock,
            stored,
            new WorldTables(plan, pipeline, clock::truth),
            seen,
            others::phaseStarts);
    this.unseen =
        new DocumentPath(
            FindingBook.COLLECTION,
            pipeline.id()
                + ":"
                + FindingKind.WAREHOUSE_UNSEEN.word()
                + ":"
                + PortFailure.Service.BIGQUERY.word());
    this.platform = new SimulatedPlatform(pipeline, ports, clock);
    this.instance = maker.on(platform);
    this.ticks = new Ticks(plan, pipeline, clock, everyMinute);
    this.sweepCrashes =
        plan.all(Item.SweepCrash.class).stream()
            .sorted(java.util.Comparator.comparing(Item.SweepCrash::from))
            .toList();
    this.conflicts = plan.all(Item.Conflicts.class);
    this.crashes = plan.all(Item.Crash.class);
    this.stalls = plan.all(Item.Stalled.class);
    this.meanwhiles = plan.all(Item.OtherWritesMeanwhile.class);
  }

  /**
   * @param everyMinute whether the sweep ticks also when nothing can be due
   */
  static PlayedDay play(
      DayPlan plan, Pipeline pipeline, Instance.Maker maker, boolean everyMinute) {
    SimulatedDay day = new SimulatedDay(plan, pipeline, maker, everyMinute);
    day.schedule();
    day.run();
    return new PlayedDay(plan, pipeline, day.seen, day.stored);
  }

  /** Something that happens at a time; in the order of the plan where times agree. */
  private record Event(Instant at, int number, Runnable happening) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Integer.compare(number, other.number);
    }
  }

  private final class OnThisDay implements OthersOfTheDay.Stage {
    @Override
    public void at(Instant when, Runnable happening) {
      SimulatedDay.this.at(when, happening);
    }

    @Override
    public OperatorActions person() {
      ports.begin(Invocation.byPerson());
      return new OperatorActions(platform);
    }

    @Override
    public void disturb() {
      dirty = true;
    }
  }

  private void at(Instant when, Runnable happening) {
    queued++;
    queue.add(new Event(when, queued, happening));
  }

  // --- What the plan brings about
  // -----------------------------------------------------------------

  private void schedule() {
    irregularities.planned(plan, pipeline);
    Map<Integer, Duration> delays = new HashMap<>();
    plan.all(Item.Delayed.class).forEach(item -> delays.put(item.message(), item.by()));
    plan.all(Item.Lost.class).forEach(item -> lost.put(item.message(), item.attempts()));
    for (Item.Report report : plan.all(Item.Report.class)) {
      events.put(report.message(), ReportMessage.of(report, plan.date(), pipeline));
      reports.put(report.message(), report);
      Duration delay = delays.getOrDefault(report.message(), Duration.ofMillis(200));
      at(report.sentAt().plus(delay), () -> arrive(report.message(), 1));
    }
    for (Item item : plan.items()) {
      item.fault().ifPresent(seen::fault);
      others.schedule(item);
      item.endsAt().ifPresent(end -> at(end, () -> dirty = true));
    }
    List<Item.Duplicated> duplicated = plan.all(Item.Duplicated.class);
    for (Item.Report report : plan.all(Item.Report.class)) {
      for (Item.Duplicated again : duplicated) {
        if (again.message() == report.message()) {
          at(report.sentAt().plus(again.after()), () -> arrive(report.message(), 1));
        }
      }
    }
  }

  // --- Deliveries
  // ---------------------------------------------------------------------------------

  private void arrive(int message, int attempt) {
    int losses = lost.getOrDefault(message, 0);
    if (losses > 0) {
      lost.put(message, losses - 1);
      again(message, attempt);
    } else if (!acknowledges(message)) {
      again(message, attempt);
    }
  }

  private void again(int message, int attempt) {
    Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(attempt - 1, 6));
    Instant next = clock.truth().plus(delay.compareTo(GREATEST_DELAY) < 0 ? delay : GREATEST_DELAY);
    at(next, () -> arrive(message, attempt + 1));
  }

  private boolean acknowledges(int message) {
    Instant at = clock.truth();
    int arrival = seen.arrivals.merge(message, 1, Integer::sum);
    seen.arrived.putIfAbsent(message, at);
    irregularities.arrives(Objects.requireNonNull(reports.get(message)));
    Invocation invocation = invocation(message, arrival);
    ports.begin(invocation);
    boolean settled = false;
    try {
      Outcome outcome = instance.on(Objects.requireNonNull(events.get(message)));
      boolean acknowledged = outcome.tryAgain().isEmpty();
      seen.taken.putIfAbsent(message, at);
      seen.returned.add(new Observed.Returned(message, at, acknowledged, !invocation.disturbed));
      settled = acknowledged && !invocation.disturbed && !ports.watch().anyNotBegun();
      return acknowledged;
    } catch (InstanceDied e) {
      instance = maker.on(platform);
      return false;
    } catch (PortFailure e) {
      return false;
    } catch (RuntimeException e) {
      seen.failures.add("taking message " + message + ": " + e);
      return true;
    } finally {
      dirty |= !settled;
    }
  }

  private Invocation invocation(int message, int arrival) {
    Optional<Invocation.Death> death =
        crashes.stream()
            .filter(crash -> crash.message() == message && crash.attempt() == arrival)
            .map(crash -> new Invocation.Death(crash.call(), crash.afterEffect()))
            .findFirst();
    Optional<Item.Stalled> stall =
        stalls.stream().filter(s -> arrival == 1 && s.message() == message).findFirst();
    List<Item.OtherWritesMeanwhile> meanwhile =
        arrival > 1 ? List.of() : meanwhiles.stream().filter(w -> w.message() == message).toList();
    Invocation invocation =
        new Invocation(Invocation.Kind.MESSAGE, death, stall.isPresent(), conflict(), meanwhile);
    invocation.stallPublishes = stall.map(Item.Stalled::publishes).orElse(false);
    return invocation;
  }

  private boolean conflict() {
    Instant at = clock.truth();
    return conflicts.stream().anyMatch(c -> c.covers(at));
  }

  // --- Time
  // ---------------------------------------------------------------------------------------

  private void run() {
    while (true) {
      Instant tick = ticks.next(dirty, ports.watch().earliestDue());
      Event event = queue.peek();
      boolean eventFirst = event != null && !event.at().isAfter(tick);
      Instant next = eventFirst ? event.at() : tick;
      if (next.isAfter(plan.ends())) {
        clock.set(plan.ends());
        return;
      }
      clock.set(next);
      if (eventFirst) {
        queue.remove();
        event.happening().run();
        dirty |= ports.watch().takeChanged();
      } else {
        tick(tick);
      }
    }
  }

  /** What a tick could not ask is told by its end, unless it lost a race for the finding. */
  private void refused(Instant at, SweepReport report) {
    if (ports.invocation().refused > 0 && report.failures().isEmpty() && !conflict()) {
      boolean told = stored.get(unseen).filter(FindingBook::isOpen).isPresent();
      seen.refusedTicks.add(new Observed.RefusedTick(at, told));
    }
  }

  private void tick(Instant at) {
    seen.ticks++;
    ticks.tick(at, stored);
    dirty = false;
    Optional<Invocation.Death> death = Optional.empty();
    if (crashedSweeps < sweepCrashes.size()
        && !at.isBefore(sweepCrashes.get(crashedSweeps).from())) {
      Item.SweepCrash crash = sweepCrashes.get(crashedSweeps);
      crashedSweeps++;
      death = Optional.of(new Invocation.Death(crash.call(), crash.afterEffect()));
    }
    ports.begin(new Invocation(Invocation.Kind.SWEEP, death, false, conflict(), List.of()));
    if (seen.firstSweep.isEmpty()) {
      seen.firstSweep = Optional.of(clock.instant());
    }
    try {
      SweepReport report = instance.sweep();
      refused(at, report);
      for (String failure : report.failures()) {
        dirty = true;
        if (!failure.contains(PortFailure.class.getName())) {
          seen.failures.add("sweeping at " + at + ": " + failure);
        }
      }
    } catch (InstanceDied e) {
      instance = maker.on(platform);
      dirty = true;
    } catch (PortFailure e) {
      dirty = true;
    } catch (RuntimeException e) {
      seen.failures.add("sweeping at " + at + ": " + e);
    }
    boolean changed = ports.watch().takeChanged();
    dirty |= changed || ports.invocation().disturbed;
  }
}
