package io.phasekeeper.local.simulate.runs;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.run.RunCleanup;
import io.phasekeeper.run.RunReport;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Plays one drawn day of runs: the cleanup ticks every five minutes, whoever dies is built anew.
 */
final class RunDay {
  private final RunPlan plan;
  private final Sweeper.Maker maker;
  private final MemoryDocumentStore stored = new MemoryDocumentStore();
  private final RunSeen seen = new RunSeen();
  private final RunWorld world;
  private final RunPorts ports;
  private final Platform platform;
  private final List<RunItem.Death> deaths;
  private final List<RunItem.TwoAtOnce> twos;
  private Sweeper sweeper;
  private int died;
  private int doubled;

  /** What looks at the runs: ours, or what a test has broken on purpose. */
  interface Sweeper {
    RunReport sweep();

    /** Builds one on the ports; asked again after each death. */
    interface Maker {
      Sweeper on(Platform platform);
    }
  }

  /** A day as it was played. */
  record Played(
      RunPlan plan, Pipeline pipeline, RunSeen seen, MemoryDocumentStore stored, RunWorld world) {}

  private RunDay(RunPlan plan, Pipeline pipeline, Sweeper.Maker maker) {
    this.plan = plan;
    this.maker = maker;
    this.world = new RunWorld(plan, pipeline, stored);
    this.ports = new RunPorts(plan, stored, world, seen);
    this.platform = new RunPlatform(pipeline, ports, ports::now);
    this.sweeper = maker.on(platform);
    this.deaths =
        plan.all(RunItem.Death.class).stream()
            .sorted(Comparator.comparing(RunItem.Death::from))
            .toList();
    this.twos =
        plan.all(RunItem.TwoAtOnce.class).stream()
            .sorted(Comparator.comparing(RunItem.TwoAtOnce::from))
            .toList();
  }

  /**
   * @param everyPeriod whether it ticks also when nothing can be due
   */
  static Played play(RunPlan plan, Pipeline pipeline, Sweeper.Maker maker, boolean everyPeriod) {
    RunDay day = new RunDay(plan, pipeline, maker);
    RunTicks ticks = new RunTicks(plan, everyPeriod);
    plan.items().forEach(item -> item.fault().ifPresent(day.seen::fault));
    Instant tick = ticks.next(plan.begins().minus(RunTicks.PERIOD), day.ports.dues());
    while (!tick.isAfter(plan.ends())) {
      day.tick(tick);
      // What was disturbed is made good by the very next tick.
      tick =
          day.ports.disturbed() ? tick.plus(RunTicks.PERIOD) : ticks.next(tick, day.ports.dues());
    }
    day.world.goesOnTo(plan.ends());
    return new Played(plan, pipeline, day.seen, day.stored, day.world);
  }

  private void tick(Instant at) {
    boolean silent =
        plan.all(RunItem.Silence.class).stream()
            .anyMatch(s -> s.trouble().orElseThrow().covers(at));
    if (silent) {
      return;
    }
    world.goesOnTo(at);
    seen.ticks++;
    beatBefore(at);
    Optional<RunItem.Death> death = Optional.empty();
    if (died < deaths.size() && !at.isBefore(deaths.get(died).from())) {
      death = Optional.of(deaths.get(died));
      died++;
    }
    Optional<RunPorts.Meanwhile> meanwhile = Optional.empty();
    if (doubled < twos.size() && !at.isBefore(twos.get(doubled).from())) {
      meanwhile =
          Optional.of(
              new RunPorts.Meanwhile(
                  twos.get(doubled).call(), () -> sweep(maker.on(platform), at)));
      doubled++;
    }
    boolean conflict =
        plan.all(RunItem.Conflicts.class).stream()
            .anyMatch(c -> c.trouble().orElseThrow().covers(at));
    ports.begin(at, new RunPorts.Orders(death, meanwhile, conflict));
    try {
      sweep(sweeper, at);
    } catch (RunPorts.Died e) {
      sweeper = maker.on(platform);
    }
  }

  /** The ticks between this one and the last would have left a beat. */
  private void beatBefore(Instant at) {
    DocumentPath beat =
        new DocumentPath("phasekeeper_beats", platform.pipeline().id() + ":" + RunCleanup.TIMER);
    Instant before = at.minus(RunTicks.PERIOD);
    boolean silent =
        plan.all(RunItem.Silence.class).stream()
            .anyMatch(s -> s.trouble().orElseThrow().covers(before));
    if (!silent && stored.get(beat).isPresent()) {
      stored.merge(beat, List.of(FieldChange.set("last_at", before)));
    }
  }

  private void sweep(Sweeper one, Instant at) {
    try {
      RunReport report = one.sweep();
      for (String failure : report.failures()) {
        if (!failure.contains(PortFailure.class.getName())) {
          seen.failures.add("at " + at + ": " + failure);
        }
      }
    } catch (PortFailure e) {
      // It is called again in five minutes.
    } catch (RuntimeException e) {
      seen.failures.add("at " + at + ": " + e);
    }
  }

  private record RunPlatform(Pipeline pipeline, RunPorts ports, InstantSource clock)
      implements Platform {
    @Override
    public Settings settings() {
      return new Settings("simulated", Mode.ON, "dead-letters");
    }

    @Override
    public DocumentStore documents() {
      return ports;
    }

    @Override
    public Warehouse warehouse() {
      return ports.warehouse();
    }

    @Override
    public Messages messages() {
      return ports;
    }
  }
}
