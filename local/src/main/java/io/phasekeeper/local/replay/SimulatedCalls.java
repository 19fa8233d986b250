package io.phasekeeper.local.replay;

import io.phasekeeper.call.CallPorts;
import io.phasekeeper.call.Pause;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.Pipeline;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Reaches the services of a scenario without a network: each has a URL of its own that leads
 * nowhere else, and is told by it. No try waits, because the clock does not move within a call.
 */
public final class SimulatedCalls implements ServiceClient {
  private final Called called;
  private final ServiceAddresses addresses;

  /** Whoever plays the services. */
  public interface Called {
    /** A service of the pipeline is called; none: nobody answers in time. */
    Optional<Answer> service(String service, String body);

    /** A job is started; none: nobody answers in time. */
    Optional<Answer> job(String job);
  }

  public SimulatedCalls(Pipeline pipeline, Called called) {
    this.called = called;
    this.addresses =
        new ServiceAddresses(pipeline, name -> "https://" + name.replace('_', '-') + ".invalid");
  }

  /** What calls go through. */
  public CallPorts ports() {
    return new CallPorts(this, addresses::variable, Pause.NONE, () -> 0);
  }

  @Override
  public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
    String service =
        addresses
            .serviceAt(target)
            .orElseThrow(
                () ->
                    new PortFailure(
                        PortFailure.Service.HTTP,
                        PortFailure.Kind.UNAVAILABLE,
                        "http: post to " + target + ": not reached: the play has no such service"));
    return called.service(service, json);
  }

  @Override
  public Optional<Answer> runJob(String job, Duration limit) {
    return called.job(job);
  }
}
