package io.phasekeeper.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A clock that stands, and beats that the test makes. */
final class ManualMachine implements GoogleRest.Machine {
  private Instant now = Instant.parse("2026-01-12T04:15:00Z");
  private Supplier<Duration> step = () -> Duration.ZERO;
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Optional<Error> error = Optional.empty();
  private boolean running;

  @Override
  public Instant now() {
    Optional<Error> thrown = error;
    error = Optional.empty();
    if (thrown.isPresent()) {
      throw thrown.get();
    }
    return now;
  }

  /** The next look at the clock throws it. */
  void willThrow(Error error) {
    this.error = Optional.of(error);
  }

  void forward(Duration time) {
    now = now.plus(time);
  }

  @Override
  public void pause(Duration time) {
    pauses.add(time);
    forward(time);
  }

  @Override
  public void repeat(Supplier<Duration> step) {
    this.step = step;
    this.running = true;
  }

  /** One beat; how long until the next, in seconds. */
  long beat() {
    return step.get().toSeconds();
  }

  @Override
  public void stop() {
    running = false;
  }

  boolean running() {
    return running;
  }

  /** The pauses in seconds. */
  List<Long> pauses() {
    return pauses.stream().map(Duration::toSeconds).toList();
  }

  @Override
  public void tell(String text) {
    told.add(text);
  }

  List<String> told() {
    return told;
  }
}
