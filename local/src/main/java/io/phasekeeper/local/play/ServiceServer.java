package io.phasekeeper.local.play;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.Pause;
import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.google.IdentifiedServiceClient;
import io.phasekeeper.local.replay.ServiceAddresses;
import io.phasekeeper.local.replay.SimulatedCalls;
import io.phasekeeper.local.runtime.LocalSuite;
import io.phasekeeper.pipeline.Pipeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The simulated services of a play, and Cloud Run's API for its jobs, on a free port of this
 * machine. Where nobody would answer in time, the connection is cut: that means the same to the
 * caller, and no play has to wait for it.
 */
public final class ServiceServer implements AutoCloseable {
  private static final Pattern JOB =
      Pattern.compile("/v2/projects/[^/]+/locations/[^/]+/jobs/(.+):run");
  private static final int NOBODY = 503;
  private static final int NOT_FOUND = 404;

  private final HttpServer server;
  private final ExecutorService threads;
  private final URI root;
  private final ServiceAddresses addresses;
  private volatile SimulatedCalls.@Nullable Called called;

  private ServiceServer(HttpServer server, ExecutorService threads, Pipeline pipeline) {
    this.server = server;
    this.threads = threads;
    this.root =
        URI.create(
            "http://"
                + InetAddress.getLoopbackAddress().getHostAddress()
                + ":"
                + server.getAddress().getPort());
    this.addresses = new ServiceAddresses(pipeline, name -> root + "/" + name);
  }

  /** Listens; until {@link #into} everybody is told that nobody is there. */
  public static ServiceServer start(Pipeline pipeline) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "simulated-service");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    ServiceServer started = new ServiceServer(server, threads, pipeline);
    server.createContext("/", started::handle);
    server.start();
    return started;
  }

  /** Before anything is called: who plays the services. */
  public void into(SimulatedCalls.Called services) {
    called = services;
  }

  /**
   * What calls go through: real HTTP, and no waiting, because the play's clock stands meanwhile.
   */
  public CallPorts ports() {
    return new CallPorts(
        IdentifiedServiceClient.open(
            LocalSuite.PROJECT, Optional.of("simulated"), Optional.of(root)),
        addresses::variable,
        Pause.NONE,
        () -> 0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      SimulatedCalls.Called services = called;
      if (services == null) {
        send(exchange, new Answer(NOBODY, "nothing is played yet"));
        return;
      }
      String path = exchange.getRequestURI().getPath();
      Matcher job = JOB.matcher(path);
      Optional<String> service = addresses.serviceAt(URI.create(root + path));
      if (job.matches()) {
        answer(exchange, services.job(job.group(1)));
      } else if (service.isPresent()) {
        answer(exchange, services.service(service.get(), body));
      } else {
        send(exchange, new Answer(NOT_FOUND, "no service of the play is at " + path));
      }
    }
  }

  private static void answer(HttpExchange exchange, Optional<Answer> answer) throws IOException {
    if (answer.isPresent()) {
      send(exchange, answer.get());
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
