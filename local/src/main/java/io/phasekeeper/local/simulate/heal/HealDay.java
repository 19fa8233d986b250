package io.phasekeeper.local.simulate.heal;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.heal.HealPlan;
import io.phasekeeper.heal.HealReport;
import io.phasekeeper.heal.SelfHeal;
import io.phasekeeper.message.Messages;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plays one drawn day of healing: it ticks every five minutes; whoever dies is built anew. */
final class HealDay {
  private static final Duration LOOKS_AGAIN = Duration.ofMinutes(10);

  private final HealPlanned plan;
  private final Healer.Maker maker;
  private final MemoryDocumentStore stored = new MemoryDocumentStore();
  private final HealSeen seen = new HealSeen();
  private final HealWorld world;
  private final HealPorts ports;
  private final Platform platform;
  private final List<HealItem.Death> deaths;
  private final List<HealItem.TwoAtOnce> twos;
  private final List<HealItem.StoreFails> fails;
  private Healer healer;
  private Instant ticked = Instant.MIN;
  private int died;
  private int doubled;

  /** What heals: ours, or what a test has broken on purpose. */
  interface Healer {
    HealReport tick();

    /** Builds one on the ports; asked again after each death. */
    interface Maker {
      Healer on(Platform platform);
    }
  }

  /** A day as it was played. */
  record Played(HealPlanned plan, HealSeen seen, MemoryDocumentStore stored, HealWorld world) {}

  private HealDay(HealPlanned plan, Healer.Maker maker) {
    this.plan = plan;
    this.maker = maker;
    this.world = new HealWorld(plan, HealDays.PIPELINE, stored);
    this.ports = new HealPorts(plan, stored, world, seen);
    this.platform = new HealPlatform(HealDays.PIPELINE, ports, ports::clock);
    this.healer = maker.on(platform);
    this.deaths =
        plan.all(HealItem.Death.class).stream()
            .sorted(Comparator.comparing(HealItem.Death::from))
            .toList();
    this.twos =
        plan.all(HealItem.TwoAtOnce.class).stream()
            .sorted(Comparator.comparing(HealItem.TwoAtOnce::from))
            .toList();
    this.fails = plan.all(HealItem.StoreFails.class);
    seen.firstTick = HealTicks.grid(plan.begins());
    if (plan.known()) {
      tickedBefore();
    }
  }

  /**
   * @param everyPeriod whether it ticks also when nothing can be due
   */
  static Played play(HealPlanned plan, Healer.Maker maker, boolean everyPeriod) {
    HealDay day = new HealDay(plan, maker);
    HealTicks ticks = new HealTicks(plan, day.world, day.ports.watch(), everyPeriod);
    plan.items().forEach(item -> item.fault().ifPresent(day.seen::fault));
    Instant tick = HealTicks.grid(plan.begins());
    while (!tick.isAfter(plan.ends())) {
      day.tick(tick);
      tick = ticks.next(tick, day.ports.disturbed());
    }
    day.world.goesOnTo(plan.ends());
    return new Played(plan, day.seen, day.stored, day.world);
  }

  private DocumentPath beat() {
    return new DocumentPath("phasekeeper_beats", HealDays.PIPELINE.id() + ":" + SelfHeal.TIMER);
  }

  /** A timer that ticked for long, and scans everything with its first tick. */
  private void tickedBefore() {
    Instant before = HealTicks.grid(plan.begins()).minus(HealTicks.PERIOD);
    seen.firstTick = before.minus(Duration.ofDays(60));
    var unused =
        stored.create(
            beat(),
            Map.of(
                "pipeline",
                HealDays.PIPELINE.id(),
                "timer",
                SelfHeal.TIMER,
                "first_at",
                seen.firstTick,
                "last_at",
                before,
                "looked_until",
                before));
  }

  private boolean silent(Instant at) {
    return plan.all(HealItem.Silence.class).stream()
        .anyMatch(s -> s.trouble().orElseThrow().covers(at));
  }

  private void tick(Instant at) {
    if (silent(at)) {
      return;
    }
    world.goesOnTo(at);
    seen.ticks++;
    between(at);
    ticked = at;
    Optional<HealItem.Death> death = Optional.empty();
    if (died < deaths.size() && !at.isBefore(deaths.get(died).from())) {
      death = Optional.of(deaths.get(died));
      died++;
    }
    Optional<HealPorts.Meanwhile> meanwhile = Optional.empty();
    if (doubled < twos.size() && !at.isBefore(twos.get(doubled).from())) {
      meanwhile =
          Optional.of(
              new HealPorts.Meanwhile(
                  twos.get(doubled).call(), () -> heal(maker.on(platform), at)));
      doubled++;
    }
    Optional<HealItem.StoreFails> failing =
        fails.stream().filter(f -> f.trouble().orElseThrow().covers(at)).findFirst();
    boolean conflict =
        plan.all(HealItem.Conflicts.class).stream()
            .anyMatch(c -> c.trouble().orElseThrow().covers(at));
    boolean restarts =
        plan.all(HealItem.Restarts.class).stream()
            .anyMatch(r -> new HealItem.Stretch(r.from(), r.until()).covers(at));
    if (restarts) {
      healer = maker.on(platform);
    }
    ports.begin(at, new HealPorts.Orders(death, meanwhile, failing, conflict));
    try {
      heal(healer, at);
    } catch (HealPorts.Died e) {
      healer = maker.on(platform);
    }
  }

  /** The ticks between this one and the last would have left a beat, and looked in vain. */
  private void between(Instant at) {
    Instant before = at.minus(HealTicks.PERIOD);
    Optional<Document> beat = stored.get(beat());
    if (!ticked.isBefore(before) || silent(before) || beat.isEmpty()) {
      return;
    }
    List<FieldChange> changes = new ArrayList<>();
    changes.add(FieldChange.set("last_at", before));
    boolean looked =
        beat.get().field("looked_until", Instant.class).filter(ticked::equals).isPresent();
    if (looked) {
      changes.add(FieldChange.set("looked_until", before));
    }
    stored.merge(beat(), changes);
    stored
        .query(DocumentQuery.in(HealPlan.COLLECTION, 100))
        .forEach(
            open -> {
              boolean ended = !FindingBook.isOpen(open);
              Optional<Instant> due =
                  open.field("due_at", Instant.class).filter(d -> !d.isAfter(before));
              if (ended && due.isPresent()) {
                Instant next = due.get();
                while (!next.isAfter(before)) {
                  next = HealTicks.grid(next).plus(LOOKS_AGAIN);
                }
                stored.merge(open.path(), List.of(FieldChange.set("due_at", next)));
              }
            });
  }

  private void heal(Healer one, Instant at) {
    try {
      HealReport report = one.tick();
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

  private record HealPlatform(Pipeline pipeline, HealPorts ports, InstantSource clock)
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

    @Override
    public CallPorts calls() {
      return ports.calls();
    }
  }
}
