package io.phasekeeper.local.host;

import com.google.cloud.functions.CloudEventsFunction;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.invoker.BackgroundFunctionExecutor;
import com.google.cloud.functions.invoker.HttpFunctionExecutor;
import io.phasekeeper.function.FunctionSpec;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DefaultHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves every function at {@code /functions/<name>} on 127.0.0.1 and nowhere else, behind the
 * Functions Framework's own executors.
 *
 * <p>The framework's own server binds every interface and has no option against it (FACTS), hence a
 * server of ours around the same executors.
 */
public final class FunctionHost implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FunctionHost.class.getName());
  // Held here, because the logging system forgets the level of a logger that nobody holds.
  private static final java.util.logging.Logger JETTY =
      java.util.logging.Logger.getLogger("org.eclipse.jetty");

  static {
    JETTY.setLevel(java.util.logging.Level.WARNING);
  }

  private static final int MOST_THREADS = 24;

  private final Server server;
  private final ServerConnector connector;
  private final Map<String, Hosted> functions;

  /** One function: its class, and the handler around its one instance. */
  private record Hosted(FunctionSpec spec, Class<?> entryPoint, Handler.Wrapper handler) {}

  private FunctionHost(Server server, ServerConnector connector, Map<String, Hosted> functions) {
    this.server = server;
    this.connector = connector;
    this.functions = functions;
  }

  /**
   * Builds the functions, each with its no-argument constructor, and listens.
   *
   * @param port 0 for any free one
   * @param others more handlers by exact path, such as the control channel of the command line
   * @throws CannotListen if the port is taken or not allowed
   * @throws IllegalArgumentException if an entry point is no function
   */
  public static FunctionHost start(int port, List<FunctionSpec> specs, Map<String, Handler> others)
      throws CannotListen {
    Map<String, Hosted> functions = new LinkedHashMap<>();
    PathMappingsHandler paths = new PathMappingsHandler();
    for (FunctionSpec spec : specs) {
      Class<?> entryPoint = load(spec);
      Handler.Wrapper handler = new Handler.Wrapper(true, executor(spec, entryPoint));
      functions.put(spec.name(), new Hosted(spec, entryPoint, handler));
      paths.addMapping(PathSpec.from("/functions/" + spec.name()), handler);
      if (spec.trigger() == FunctionSpec.Trigger.HTTP) {
        paths.addMapping(PathSpec.from("/functions/" + spec.name() + "/*"), handler);
      }
    }
    others.forEach((path, handler) -> paths.addMapping(PathSpec.from(path), handler));

    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 2);
    threads.setName("functions");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    // Otherwise a restart within a minute would find its own port in use.
    connector.setReuseAddress(true);
    server.addConnector(connector);
    server.setHandler(new Handler.Sequence(paths, new DefaultHandler(false, false)));
    // What is under way is cut off: it was not acknowledged, and comes again.
    server.setStopTimeout(0);
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      if (e instanceof IOException) {
        throw new CannotListen(port, e);
      }
      throw new IllegalStateException("cannot start the functions", e);
    }
    return new FunctionHost(server, connector, functions);
  }

  /** {@code http://127.0.0.1:PORT}. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  /** Where a function takes its calls. */
  public URI uri(String function) {
    if (!functions.containsKey(function)) {
      throw new IllegalArgumentException(
          "no function " + function + "; there are " + functions.keySet());
    }
    return uri().resolve("/functions/" + function);
  }

  /** Builds every function anew, as when each gets a new instance. */
  public void rebuildFunctions() {
    functions.values().forEach(f -> f.handler().setHandler(executor(f.spec(), f.entryPoint())));
  }

  /** Stops listening and ends what is running, within a second. Twice is the same as once. */
  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      // Ending anyway: what was not acknowledged comes again.
      LOG.log(System.Logger.Level.DEBUG, "the server did not stop cleanly", e);
    }
  }

  private static Class<?> load(FunctionSpec spec) {
    try {
      return Class.forName(spec.entryPoint());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "function " + spec.name() + ": there is no class " + spec.entryPoint(), e);
    }
  }

  private static Handler executor(FunctionSpec spec, Class<?> entryPoint) {
    if (CloudEventsFunction.class.isAssignableFrom(entryPoint)) {
      return BackgroundFunctionExecutor.forClass(entryPoint);
    }
    if (HttpFunction.class.isAssignableFrom(entryPoint)) {
      return HttpFunctionExecutor.forClass(entryPoint);
    }
    throw new IllegalArgumentException(
        "function "
            + spec.name()
            + ": "
            + spec.entryPoint()
            + " is neither a CloudEventsFunction nor an HttpFunction");
  }
}
