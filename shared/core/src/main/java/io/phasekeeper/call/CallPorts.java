package io.phasekeeper.call;

import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * What calls need of a platform.
 *
 * @param services reaches services and jobs
 * @param variables looks up environment variables: the services' URLs and the jobs' region
 * @param pause waits between two tries of one call
 * @param chance from 0 to 1, 1 not included: keeps the tries of many callers apart
 */
public record CallPorts(
    ServiceClient services,
    Function<String, Optional<String>> variables,
    Pause pause,
    DoubleSupplier chance) {
  /** For a platform that reaches no services. */
  public static CallPorts none() {
    return new CallPorts(
        ServiceClient.unreachable(), variable -> Optional.empty(), Pause.NONE, () -> 0);
  }
}
