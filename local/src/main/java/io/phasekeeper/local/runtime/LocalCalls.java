package io.phasekeeper.local.runtime;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.google.IdentifiedServiceClient;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.platform.TouchesTheWorld;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Calls of a local suite: it reaches services on this machine only, so that a try-out never makes
 * somebody's production work.
 */
final class LocalCalls implements ServiceClient {
  private static final List<String> HERE = List.of("127.0.0.1", "[::1]", "localhost");

  private final ServiceClient client;

  private LocalCalls(ServiceClient client) {
    this.client = client;
  }

  @TouchesTheWorld(why = "tries of one call are kept apart by the wall's time and by chance")
  static CallPorts ofThisProcess() {
    return of(System.getenv(), () -> ThreadLocalRandom.current().nextDouble());
  }

  static CallPorts of(Map<String, String> environment, java.util.function.DoubleSupplier chance) {
    return new CallPorts(
        new LocalCalls(
            IdentifiedServiceClient.open(LocalSuite.PROJECT, Optional.empty(), Optional.empty())),
        name -> Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank()),
        LocalCalls::pause,
        chance);
  }

  @TouchesTheWorld(why = "a refused call is tried again within its own 20 seconds")
  private static boolean pause(Duration length) {
    try {
      Thread.sleep(length.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
    if (!HERE.contains(String.valueOf(target.getHost()))) {
      throw refused("post to " + target, "a URL on 127.0.0.1 or localhost");
    }
    return client.post(target, audience, json, limit);
  }

  @Override
  public Optional<Answer> runJob(String job, Duration limit) {
    throw refused("run the Cloud Run job " + job, "a play, or the suite in Google Cloud");
  }

  private static PortFailure refused(String doing, String expected) {
    return new PortFailure(
        PortFailure.Service.HTTP,
        PortFailure.Kind.INVALID,
        "http: "
            + doing
            + ": a local suite calls only what runs on this machine; expected "
            + expected);
  }
}
