package io.phasekeeper.local.replay;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.file.MemoryFileStore;
import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.function.Timer;
import io.phasekeeper.local.runtime.LocalClock;
import io.phasekeeper.local.scenario.Change;
import io.phasekeeper.local.scenario.Fault;
import io.phasekeeper.local.scenario.Scenario;
import io.phasekeeper.local.scenario.Seen;
import io.phasekeeper.local.scenario.world.Reaction;
import io.phasekeeper.local.scenario.world.Stage;
import io.phasekeeper.local.scenario.world.World;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.TableWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * One scenario, played once on a virtual clock: the clock jumps to whatever is next, a change of
 * the world, a delivery, or a tick of a timer. At one moment the world moves first, then deliveries
 * come, then timers tick.
 */
final class Play {
  /** Enough for any scenario; a play that goes on and on is a fault of ours. */
  private static final int MOST_STEPS = 20_000_000;

  private final Scenario scenario;
  private final Pipeline pipeline;
  private final LocalClock clock;
  private final MemoryDocumentStore documents = new MemoryDocumentStore();
  private final MemoryWarehouse warehouse = new MemoryWarehouse();
  private final MemoryFileStore files = new MemoryFileStore();
  private final MemoryMessages messages;
  private final BrokenThings broken = new BrokenThings();
  private final Watch watch;
  private final World world;
  private final SuiteUnderTest.Builder builder;
  private final ReplayPlatform platform;
  private final CompletionQueue completions;
  private final Map<String, Timer> timers = new LinkedHashMap<>();
  private final Map<String, Instant> nextTicks = new LinkedHashMap<>();
  private final PriorityQueue<Queued> agenda =
      new PriorityQueue<>(Comparator.comparing(Queued::at).thenComparing(Queued::number));
  private final Set<String> surprises = new LinkedHashSet<>();
  private SuiteUnderTest suite;
  private long queued;

  private record Queued(Instant at, long number, int line, Change change) {}

  /**
   * What a play showed.
   *
   * @param surprises exceptions of ours that nobody provoked, each once, with the moment of the
   *     first
   */
  record Outcome(List<Seen> seen, List<String> surprises) {}

  Play(
      Scenario scenario,
      Pipeline pipeline,
      FunctionTable functions,
      SuiteUnderTest.Builder builder) {
    this.scenario = scenario;
    this.pipeline = pipeline;
    this.builder = builder;
    this.clock = LocalClock.standingAt(scenario.start());
    this.messages = new MemoryMessages(clock);
    this.watch = new Watch(clock);
    Settings settings =
        new Settings(
            "pipelines/" + scenario.pipeline() + ".yaml",
            Mode.ON,
            pipeline.id() + "-phasekeeper-dead-letters");
    this.platform =
        new ReplayPlatform(
            pipeline,
            settings,
            new OurDocuments(documents, broken, watch),
            new OurWarehouse(warehouse, broken, watch),
            new OurMessages(),
            clock,
            files,
            new SimulatedCalls(pipeline, new OurCalls()).ports());
    this.world = new World(scenario, pipeline, new ReplayStage());
    this.suite = builder.build(platform);
    topics(settings);
    this.completions = new CompletionQueue(pipeline, messages);
    tables();
    timers(functions);
  }

  private void topics(Settings settings) {
    messages.createTopic(settings.deadLetterTopic());
    pipeline.phases().values().forEach(p -> p.completions().ifPresent(messages::createTopic));
    pipeline.transitions().forEach(t -> messages.createTopic(t.trigger().topic()));
  }

  private void tables() {
    world.tables().forEach((name, shape) -> warehouse.declare(name, shape.table().dateColumn()));
    pipeline
        .calendar()
        .ifPresent(
            c -> warehouse.declare(c.source().table().name(), c.source().table().dateColumn()));
    pipeline.runHistory().ifPresent(table -> warehouse.declare(table, "data_date"));
    pipeline.gateResults().ifPresent(table -> warehouse.declare(table, "data_date"));
  }

  private void timers(FunctionTable functions) {
    for (FunctionSpec function : functions.functions()) {
      if (suite.timers().contains(function.name())) {
        function
            .timer()
            .ifPresent(
                timer -> {
                  timers.put(function.name(), timer);
                  nextTicks.put(function.name(), timer.nextAfter(scenario.start().minusMillis(1)));
                });
      }
    }
  }

  Outcome play() {
    queue(world.begin());
    scenario.events().forEach(e -> queue(List.of(e)));
    for (int step = 0; step < MOST_STEPS; step++) {
      Optional<Instant> next = next();
      if (next.isEmpty() || next.get().isAfter(scenario.end())) {
        return new Outcome(watch.seen(), List.copyOf(surprises));
      }
      clock.moveTo(next.get());
      step();
    }
    throw new IllegalStateException(
        scenario.file() + " did not end after " + MOST_STEPS + " steps, at " + clock.instant());
  }

  private Optional<Instant> next() {
    List<Instant> times = new ArrayList<>(nextTicks.values());
    Optional.ofNullable(agenda.peek()).ifPresent(event -> times.add(event.at()));
    messages.nextDue().ifPresent(times::add);
    return times.stream().min(Comparator.naturalOrder());
  }

  private void step() {
    Instant now = clock.instant();
    while (agenda.peek() != null && !agenda.peek().at().isAfter(now)) {
      Queued event = agenda.remove();
      happen(event, now);
      deliver();
    }
    deliver();
    timers.forEach(
        (function, timer) -> {
          if (!nextTicks.getOrDefault(function, Instant.MAX).isAfter(now)) {
            nextTicks.put(function, timer.nextAfter(now));
            if (!broken.has(Fault.SWEEP_STOPS)) {
              tick(function);
            }
          }
        });
  }

  private void happen(Queued event, Instant now) {
    try {
      queue(world.happen(now, event.change()));
    } catch (IllegalArgumentException | IllegalStateException | PortFailure e) {
      // The scenario asks for something that its world cannot do.
      surprises.add((event.line() > 0 ? "line " + event.line() + ": " : "") + e.getMessage());
    }
  }

  private void queue(List<Scenario.Event> events) {
    for (Scenario.Event event : events) {
      queued++;
      agenda.add(new Queued(event.at(), queued, event.line(), event.change()));
    }
  }

  private void deliver() {
    completions.deliver(
        (delivery, first) ->
            called(
                "delivering message " + delivery.messageId() + " of " + delivery.topic(),
                first,
                () -> suite.deliver(delivery)));
  }

  /** A call that fails is not tried again before the next tick, which does the same work. */
  private void tick(String function) {
    called("ticking " + function, false, () -> suite.tick(function));
  }

  private interface Call {
    void run() throws SuiteUnderTest.Refused;
  }

  /** Whether the call was answered with success. */
  @CanIgnoreReturnValue
  private boolean called(String doing, boolean firstDelivery, Call call) {
    broken.invocationBegins(firstDelivery);
    try {
      call.run();
      return true;
    } catch (SuiteUnderTest.Refused | PortFailure e) {
      return false;
    } catch (SimulatedCrash e) {
      suite = builder.build(platform);
      return false;
    } catch (RuntimeException e) {
      StackTraceElement[] trace = e.getStackTrace();
      if (surprises.stream().noneMatch(s -> s.contains(e.toString()))) {
        surprises.add(
            doing
                + " at "
                + clock.instant()
                + " threw "
                + e
                + (trace.length > 0 ? " in " + trace[0] : ""));
      }
      return false;
    } finally {
      broken.invocationEnds();
    }
  }

  private void react(Reaction reaction) {
    reaction.ordered().forEach(order -> watch.dispatched(order, world.withRows(order.date())));
    queue(reaction.follows());
  }

  /** The services and jobs as our functions reach them: watched. */
  private final class OurCalls implements SimulatedCalls.Called {
    @Override
    public Optional<Answer> service(String service, String body) {
      return taken(world.called(service, body, clock.instant()));
    }

    @Override
    public Optional<Answer> job(String job) {
      return taken(world.jobStarted(job, clock.instant()));
    }

    private Optional<Answer> taken(Reaction reaction) {
      react(reaction);
      if (!reaction.ordered().isEmpty()) {
        broken.written();
      }
      return reaction.answer();
    }
  }

  /** The messages as our functions reach them: with the scenario's faults, and watched. */
  private final class OurMessages implements Messages {
    @Override
    public String publish(String topic, OutgoingMessage message) {
      broken.beforePublish();
      messages.createTopic(topic);
      String id = messages.publish(topic, message);
      if (message.attributes().containsKey(WorkCalls.ORDER_ID)) {
        react(world.ordered(topic, message, clock.instant()));
      } else if (pipeline.transitions().stream().anyMatch(t -> t.trigger().topic().equals(topic))) {
        watch.published(message);
        queue(world.triggered(topic, message, clock.instant()));
      }
      broken.written();
      return id;
    }
  }

  private final class ReplayStage implements Stage {
    @Override
    public DocumentStore documents() {
      return documents;
    }

    @Override
    public TableWriter tables() {
      return warehouse;
    }

    @Override
    public void file(String uri, Instant written, Optional<String> content) {
      content.ifPresentOrElse(text -> files.put(uri, written, text), () -> files.remove(uri));
    }

    @Override
    public void publish(String topic, OutgoingMessage message) {
      messages.createTopic(topic);
      messages.publish(topic, message);
    }

    @Override
    public void deliverAgain(boolean otherSubscription) {
      completions.again();
    }

    @Override
    public void operate(Change.Operator action) {
      called("operator " + action.action(), false, () -> suite.operate(action));
    }

    @Override
    public void backfill(Change.Backfill backfill) {
      called("backfill", false, () -> suite.backfill(backfill));
    }

    @Override
    public void restart() {
      suite = builder.build(platform);
    }

    @Override
    public void faults(Set<Fault> faults) {
      broken.set(faults);
    }

    @Override
    public void tick(String function) {
      Play.this.tick(function);
    }
  }
}
