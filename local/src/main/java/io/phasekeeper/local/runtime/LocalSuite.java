package io.phasekeeper.local.runtime;

import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.local.host.CannotListen;
import io.phasekeeper.local.host.FunctionHost;
import io.phasekeeper.local.relay.EventPost;
import io.phasekeeper.local.relay.Receiver;
import io.phasekeeper.local.relay.Relay;
import io.phasekeeper.message.Messages;
import io.phasekeeper.message.OutgoingMessage;
import io.phasekeeper.message.RedeliveryPolicy;
import io.phasekeeper.message.Subscription.Delivery;
import io.phasekeeper.pipeline.HealAction;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.platform.Platform;
import io.phasekeeper.settings.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;

/**
 * The whole suite in this process: the functions on loopback, the queue that feeds them, and the
 * timers. It does nothing by itself: somebody lets it deliver and tick.
 */
public final class LocalSuite implements AutoCloseable {
  /** The project's name in the source of local events. */
  public static final String PROJECT = "phasekeeper-local";

  /** As Eventarc's 24 hours of redelivery. */
  static final int MOST_DELIVERIES = 150;

  private static final String ORCHESTRATOR = "phase-orchestrator";

  /** Deliveries side by side where order does not matter. */
  public static final int WORKERS = 8;

  private final Platform platform;
  private final Ports ports;
  private final FunctionHost host;
  private final Relay relay;
  private final Ticker ticker;
  private final FunctionTable functions;
  private final ExecutorService workers;

  /**
   * What a suite is made of.
   *
   * @param settings the mode in force, and the topic for what cannot be understood
   * @param ticked the moment up to which the timers have ticked already
   * @param port 0 for any free one
   * @param workers deliveries made side by side; 1 for a play, whose order is to be the same always
   * @param more handlers by path, made once the platform is there
   */
  public record Plan(
      Pipeline pipeline,
      Settings settings,
      FunctionTable functions,
      InstantSource clock,
      Instant ticked,
      Ports ports,
      int port,
      int workers,
      Watcher watcher,
      Function<Platform, Map<String, Handler>> more) {}

  private LocalSuite(
      Platform platform,
      Ports ports,
      FunctionHost host,
      Relay relay,
      Ticker ticker,
      FunctionTable functions,
      ExecutorService workers) {
    this.platform = platform;
    this.ports = ports;
    this.host = host;
    this.relay = relay;
    this.ticker = ticker;
    this.functions = functions;
    this.workers = workers;
  }

  /**
   * Builds the functions and listens; makes the topics and subscriptions that are not there.
   *
   * @throws CannotListen if the port is taken; the ports stay open then
   */
  public static LocalSuite start(Plan plan) throws CannotListen {
    Ports ports = plan.ports();
    topics(plan.pipeline(), plan.settings()).forEach(ports::createTopic);
    Platform platform = platform(plan.pipeline(), plan.settings(), plan.clock(), ports);
    FunctionHost host =
        EmbeddedPlatformProvider.with(
            platform,
            () ->
                FunctionHost.start(
                    plan.port(), plan.functions().functions(), plan.more().apply(platform)));
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            plan.workers(),
            work -> {
              Thread thread = new Thread(work, "relay");
              thread.setDaemon(true);
              return thread;
            });
    RedeliveryPolicy policy =
        RedeliveryPolicy.STANDARD.deadLetteringTo(
            plan.settings().deadLetterTopic(), MOST_DELIVERIES);
    Relay relay = new Relay(routes(plan, host, client), policy, ports.messages(), workers);
    Ticker ticker = new Ticker(plan.functions().functions(), plan.ticked(), host::uri, client);
    return new LocalSuite(platform, ports, host, relay, ticker, plan.functions(), workers);
  }

  /** The platform that functions see on these ports. */
  public static Platform platform(
      Pipeline pipeline, Settings settings, InstantSource clock, Ports ports) {
    return new LocalPlatform(
        pipeline,
        settings,
        ports.documents(),
        ports.warehouse(),
        ports.messages(),
        clock,
        ports.files(),
        ports.calls());
  }

  /** Every topic that the functions of a pipeline publish to or take from. */
  public static Set<String> topics(Pipeline pipeline, Settings settings) {
    Set<String> topics = new LinkedHashSet<>();
    pipeline.phases().values().forEach(phase -> phase.completions().ifPresent(topics::add));
    pipeline.transitions().forEach(t -> topics.add(t.trigger().topic()));
    topics.addAll(orderTopics(pipeline));
    topics.add(settings.deadLetterTopic());
    return topics;
  }

  /** The topics on which work is ordered, and nothing is triggered. */
  private static Set<String> orderTopics(Pipeline pipeline) {
    Set<String> topics = new LinkedHashSet<>();
    Stream.concat(
            pipeline.sources().values().stream().flatMap(source -> source.heal().stream()),
            pipeline.processors().values().stream().flatMap(p -> p.output().heal().stream()))
        .filter(HealAction.Publish.class::isInstance)
        .forEach(action -> topics.add(((HealAction.Publish) action).topic()));
    pipeline.transitions().forEach(t -> topics.remove(t.trigger().topic()));
    return topics;
  }

  /** An order of work may come on the topic that also triggers it. */
  private static boolean isOrder(Delivery delivery) {
    return delivery.message().attributes().containsKey(WorkCalls.ORDER_ID);
  }

  private static List<Relay.Route> routes(Plan plan, FunctionHost host, HttpClient client) {
    FunctionSpec orchestrator =
        plan.functions()
            .function(ORCHESTRATOR)
            .orElseThrow(
                () -> new IllegalArgumentException(FunctionTable.PATH + " has no " + ORCHESTRATOR));
    List<Relay.Route> routes = new ArrayList<>();
    for (Transition transition : plan.pipeline().transitions()) {
      plan.pipeline()
          .phase(transition.after())
          .completions()
          .ifPresent(
              topic -> {
                Receiver post =
                    new EventPost(
                        client,
                        host.uri(orchestrator.name()),
                        PROJECT,
                        subscription(topic),
                        Duration.ofSeconds(orchestrator.seconds()));
                routes.add(
                    route(
                        plan,
                        topic,
                        delivery -> {
                          plan.watcher().completionComes(delivery);
                          boolean acknowledged = post.take(delivery);
                          plan.watcher().completion(delivery, acknowledged);
                          return acknowledged;
                        }));
              });
      routes.add(
          route(
              plan,
              transition.trigger().topic(),
              delivery ->
                  isOrder(delivery)
                      ? plan.watcher().order(delivery)
                      : plan.watcher().trigger(transition, delivery)));
    }
    for (String topic : orderTopics(plan.pipeline())) {
      routes.add(
          route(plan, topic, delivery -> !isOrder(delivery) || plan.watcher().order(delivery)));
    }
    routes.add(
        route(
            plan,
            plan.settings().deadLetterTopic(),
            delivery -> {
              plan.watcher().deadLetter(delivery);
              return true;
            }));
    return routes;
  }

  private static Relay.Route route(Plan plan, String topic, Receiver receiver) {
    String name = subscription(topic);
    return new Relay.Route(name, plan.ports().subscribe(name, topic), receiver);
  }

  /** The name of the subscription that a topic has here. */
  public static String subscription(String topic) {
    return "phasekeeper-" + topic;
  }

  /** Where it listens. */
  public URI address() {
    return host.uri();
  }

  public Platform platform() {
    return platform;
  }

  public Relay relay() {
    return relay;
  }

  public Ticker ticker() {
    return ticker;
  }

  public FunctionTable functions() {
    return functions;
  }

  public Messages messages() {
    return ports.messages();
  }

  /** Every function gets a new instance; only what is stored remains. */
  public void restartFunctions() {
    EmbeddedPlatformProvider.with(
        platform,
        () -> {
          host.rebuildFunctions();
          return host;
        });
  }

  /**
   * Calls a timer function now, whatever its cron says, or asks one that answers questions.
   *
   * @param path what it is asked, such as {@code /health}; "" for a timer
   * @throws IllegalArgumentException if there is no such function
   */
  public Ticker.Tick call(String function, String path) throws InterruptedException {
    FunctionSpec spec =
        functions
            .function(function)
            .filter(f -> !f.takesCompletions())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "found function \""
                            + function
                            + "\"; expected one that is called over HTTP, one of "
                            + functions.functions().stream()
                                .filter(f -> !f.takesCompletions())
                                .map(FunctionSpec::name)
                                .toList()));
    return spec.timer().isPresent() ? ticker.call(spec) : ticker.ask(spec, path);
  }

  /** Publishes a message as a processor would. */
  public String publish(String topic, OutgoingMessage message) {
    return ports.messages().publish(topic, message);
  }

  /**
   * Ends within two seconds; what is under way and not acknowledged comes again at the next start.
   */
  @Override
  public void close() {
    workers.shutdownNow();
    host.close();
    try {
      if (!workers.awaitTermination(500, TimeUnit.MILLISECONDS)) {
        // They are daemons that wait for a closed server; nothing is lost with them.
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ports.close();
  }
}
