package io.phasekeeper.local.replay;

import io.phasekeeper.call.WorkCalls;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.Service;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where the simulated services of a play are, in the variables that the pipeline file names. */
public final class ServiceAddresses {
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Map<URI, String> services = new LinkedHashMap<>();

  /**
   * @param root the root URL of the service with that name; services that share a variable share
   *     the first one's
   */
  public ServiceAddresses(Pipeline pipeline, UnaryOperator<String> root) {
    variables.put(WorkCalls.RUN_REGION, "simulated");
    for (Service service : pipeline.services().values()) {
      if (service.urlEnv().isPresent() && service.path().isPresent()) {
        String shared =
            variables.computeIfAbsent(service.urlEnv().get(), any -> root.apply(service.name()));
        services.put(URI.create(shared + service.path().get()), service.name());
      }
    }
  }

  /** The value of a variable; none: no service of the play is named by it. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /** The service that is called there. */
  public Optional<String> serviceAt(URI target) {
    return Optional.ofNullable(services.get(target));
  }
}
