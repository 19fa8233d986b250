package io.phasekeeper.local.play;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.heal.HealPlan;
import io.phasekeeper.local.play.PlayJournal.Entry;
import io.phasekeeper.local.replay.BrokenThings;
import io.phasekeeper.local.replay.SimulatedCalls;
import io.phasekeeper.local.replay.Watch;
import io.phasekeeper.local.runtime.LocalClock;
import io.phasekeeper.local.runtime.LocalSuite;
import io.phasekeeper.local.runtime.Narrator;
import io.phasekeeper.local.runtime.Ports;
import io.phasekeeper.local.runtime.Watcher;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Fault;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.local.scenario.Seen;
import io.phasekeeper.local.scenario.world.World;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays a scenario into a running suite, over its own queue and HTTP. The clock stands still while
 * anything is queued or in flight and jumps to the next event, delivery or tick.
 */
public final class PlayRun implements Watcher {
  /** While a slow play waits, people's messages wait at most so long. */
  private static final long LOOK_MILLIS = 100;

  private final Scenario scenario;
  private final Pipeline pipeline;
  private final LocalClock clock;
  private final Ports ports;
  private final PlayJournal journal;
  private final BrokenThings broken;
  private final Watch watch;
  private final Noticed noticed;
  private final Narrator narrator;
  private final PlayStage stage;
  private final World world;
  private final PlayServices services;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final PriorityQueue<Queued> agenda =
      new PriorityQueue<>(Comparator.comparing(Queued::at).thenComparing(Queued::number));
  private final Set<String> deliveredOnce = new HashSet<>();
  private @Nullable LocalSuite suite;
  private PlayJournal.@Nullable Delivered last;
  private long queued;

  private record Queued(Instant at, long number, Change change) {}

  /** Obeys what a scenario's operator asks for. */
  public interface OperatorDesk {
    /** Returns what came of it, as one sentence. */
    String operate(Change.Operator action);

    /** Begins a backfill; returns what came of it, as one sentence. */
    String backfill(Change.Backfill backfill);
  }

  /**
   * How a play ended.
   *
   * @param interrupted it was stopped before its end; it can be taken up again
   */
  public record Outcome(boolean interrupted, List<Seen> seen) {
    public Outcome {
      seen = List.copyOf(seen);
    }
  }

  /**
   * What a play is made of.
   *
   * @param ports as they are, without the scenario's faults
   * @param broken the faults, as the suite's own ports obey them
   * @param watch sees what the suite writes
   */
  public record Parts(
      Scenario scenario,
      Pipeline pipeline,
      LocalClock clock,
      Ports ports,
      PlayJournal journal,
      BrokenThings broken,
      Watch watch,
      Narrator narrator,
      OperatorDesk operators) {}

  public PlayRun(Parts parts) {
    this.scenario = parts.scenario();
    this.pipeline = parts.pipeline();
    this.clock = parts.clock();
    this.ports = parts.ports();
    this.journal = parts.journal();
    this.broken = parts.broken();
    this.watch = parts.watch();
    this.noticed = new Noticed(parts.watch(), parts.journal(), parts.narrator());
    this.narrator = parts.narrator();
    this.stage =
        new PlayStage(ports, new Hands(parts, this::suite, () -> Optional.ofNullable(last)));
    this.world = new World(scenario, pipeline, stage);
    this.services = new PlayServices(world, parts, this::queue);
    world.tables().forEach((name, shape) -> stage.table(name, shape.table().dateColumn()));
    pipeline
        .calendar()
        .ifPresent(c -> stage.table(c.source().table().name(), c.source().table().dateColumn()));
  }

  /** Before anything happens: the suite to play into. */
  public void into(LocalSuite started) {
    suite = started;
  }

  /** Who answers the suite's calls. */
  public SimulatedCalls.Called services() {
    return services;
  }

  /** The moment up to which the timers have ticked, for a suite that takes the play up. */
  public static Instant ticked(Scenario scenario, List<Entry> past) {
    // A last line that is a tick, with calls behind it or not, is in doubt: it ticks again.
    int sure = past.size();
    while (sure > 0 && past.get(sure - 1) instanceof PlayJournal.Called) {
      sure--;
    }
    return past.stream()
        .limit(Math.max(0, sure - 1))
        .filter(PlayJournal.Tick.class::isInstance)
        .map(Entry::at)
        .reduce((first, second) -> second)
        .orElse(scenario.start().minusMillis(1));
  }

  /** Ends the play where it is, between two steps; it can be taken up again. */
  public void stop() {
    stopped.countDown();
  }

  /**
   * Plays to the end, or until it is stopped.
   *
   * @param past what the journal holds of an earlier start; empty for a new play
   * @param speed seconds of the play in a second of the wall's; none: as fast as it goes
   */
  public Outcome run(List<Entry> past, OptionalDouble speed) throws InterruptedException {
    if (past.isEmpty()) {
      stage.doAll();
      queue(world.begin());
      scenario.events().forEach(event -> queue(List.of(event)));
      journal.write(new PlayJournal.Begun(clock.instant()));
    } else {
      takeUp(past);
    }
    ports.releaseTaken();
    deliver();
    Optional<Instant> next = next();
    while (next.isPresent() && !next.get().isAfter(scenario.end())) {
      if (waitFor(next.get(), speed)) {
        return new Outcome(true, noticed.seen());
      }
      clock.moveTo(next.get());
      step();
      next = next();
    }
    clock.moveTo(scenario.end());
    journal.write(new PlayJournal.Ended(clock.instant()));
    return new Outcome(false, noticed.seen());
  }

  /**
   * Lets the wall's time pass until a moment of the play is reached; what people send or order
   * meanwhile is delivered.
   *
   * @return whether the play was stopped
   */
  private boolean waitFor(Instant moment, OptionalDouble speed) throws InterruptedException {
    double millis =
        speed.isPresent()
            ? Duration.between(clock.instant(), moment).toMillis() / speed.getAsDouble()
            : 0;
    long until = System.nanoTime() + (long) (Math.max(0, millis) * 1_000_000);
    boolean ended = stopped.getCount() == 0;
    while (!ended && System.nanoTime() < until) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      ended = stopped.await(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS);
      if (!ended && ports.nextDue().filter(due -> !due.isAfter(clock.instant())).isPresent()) {
        deliver();
      }
    }
    return ended;
  }

  private Optional<Instant> next() {
    List<Instant> times = new ArrayList<>();
    Optional.ofNullable(agenda.peek()).ifPresent(event -> times.add(event.at()));
    suite().ticker().nextDue().ifPresent(times::add);
    ports.nextDue().ifPresent(times::add);
    return times.stream().min(Comparator.naturalOrder());
  }

  /** The world moves first, then deliveries come, then timers tick; as in a replay. */
  private void step() throws InterruptedException {
    Instant now = clock.instant();
    while (agenda.peek() != null && !agenda.peek().at().isAfter(now)) {
      journal.write(new PlayJournal.Event(now, ports.lastMessageId()));
      Queued event = agenda.remove();
      queue(world.happen(now, event.change()));
      deliver();
    }
    deliver();
    if (suite().ticker().nextDue().filter(due -> !due.isAfter(now)).isPresent()) {
      journal.write(new PlayJournal.Tick(now));
      tick(now);
      deliver();
    }
  }

  private void tick(Instant now) throws InterruptedException {
    if (broken.has(Fault.SWEEP_STOPS)) {
      suite().ticker().passOver(now);
      return;
    }
    broken.invocationBegins(false);
    try {
      suite().ticker().tickDue(now).stream()
          .filter(tick -> !tick.good())
          .forEach(tick -> narrator.say("  ! " + tick.function() + " answered " + tick.status()));
    } finally {
      broken.invocationEnds();
      noticed.look();
    }
  }

  private void queue(List<Scenario.Event> events) {
    for (Scenario.Event event : events) {
      queued++;
      agenda.add(new Queued(event.at(), queued, event.change()));
    }
  }

  private void deliver() throws InterruptedException {
    int delivered = suite().relay().deliverDue();
    while (delivered > 0 && stopped.getCount() > 0) {
      noticed.look();
      delivered = suite().relay().deliverDue();
    }
    noticed.look();
  }

  /**
   * Does everything in the journal once more, without effect, and the last thing if it was not
   * done.
   */
  private void takeUp(List<Entry> past) {
    watch("phasekeeper_triggers");
    stage.doNothing();
    queue(world.begin());
    scenario.events().forEach(event -> queue(List.of(event)));
    for (int i = 0; i < past.size(); i++) {
      Entry entry = past.get(i);
      clock.moveTo(entry.at());
      if (entry instanceof PlayJournal.Event event) {
        Queued done = agenda.remove();
        if (i == past.size() - 1) {
          stage.doWhatIsNotDone(event.lastMessage());
        }
        queue(world.happen(entry.at(), done.change()));
      } else if (entry instanceof PlayJournal.Called called) {
        services.again(called.target(), called.body(), entry.at());
      } else if (entry instanceof PlayJournal.Triggered order
          && order.message().attributes().containsKey(WorkCalls.ORDER_ID)) {
        services.orderAgain(order.topic(), order.message(), entry.at());
      } else if (entry instanceof PlayJournal.Triggered triggered) {
        watch.published(triggered.message());
        queue(world.triggered(triggered.topic(), triggered.message(), entry.at()));
      } else if (entry instanceof PlayJournal.Delivered delivered) {
        last = delivered;
        deliveredOnce.add(delivered.topic() + " " + delivered.messageId());
      } else if (entry instanceof PlayJournal.Noticed seen) {
        noticed.before(seen);
      }
    }
    stage.doAll();
    watch(HealPlan.COLLECTION);
    noticed.takeUp(watch("phasekeeper_findings"));
  }

  @CanIgnoreReturnValue
  private List<Document> watch(String collection) {
    List<Document> documents = ports.documents().query(DocumentQuery.in(collection, 10_000));
    documents.forEach(watch::document);
    return documents;
  }

  @Override
  public void completionComes(Delivery delivery) {
    PlayJournal.Delivered delivered =
        new PlayJournal.Delivered(clock.instant(), delivery.topic(), delivery.messageId());
    journal.write(delivered);
    broken.invocationBegins(remember(delivered));
  }

  /** Whether it was the first delivery of that message. */
  private boolean remember(PlayJournal.Delivered delivered) {
    last = delivered;
    return deliveredOnce.add(delivered.topic() + " " + delivered.messageId());
  }

  @Override
  public void completion(Delivery delivery, boolean acknowledged) {
    broken.invocationEnds();
    narrator.completion(delivery, acknowledged);
  }

  @Override
  public boolean trigger(Transition transition, Delivery delivery) {
    OutgoingMessage message = delivery.message();
    journal.write(new PlayJournal.Triggered(clock.instant(), delivery.topic(), message));
    watch.published(message);
    queue(world.triggered(delivery.topic(), message, clock.instant()));
    narrator.trigger(transition, delivery);
    return true;
  }

  @Override
  public boolean order(Delivery delivery) {
    services.order(delivery.topic(), delivery.message());
    return true;
  }

  @Override
  public void deadLetter(Delivery delivery) {
    narrator.deadLetter(delivery);
  }

  private LocalSuite suite() {
    return Optional.ofNullable(suite)
        .orElseThrow(() -> new IllegalStateException("the play has no suite to play into yet"));
  }
}
