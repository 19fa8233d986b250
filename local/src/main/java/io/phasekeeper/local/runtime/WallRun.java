package io.phasekeeper.local.runtime;

import io.phasekeeper.outcome.PortFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a suite run by the wall's clock: delivers what is due and ticks the timers, until stopped.
 */
public final class WallRun {
  /** How long a message waits at most before the relay looks. */
  private static final Duration LOOK = Duration.ofMillis(40);

  /** After a queue that could not be reached. */
  private static final Duration BREATHE = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(WallRun.class.getName());

  private final LocalSuite suite;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);

  public WallRun(LocalSuite suite, InstantSource clock) {
    this.suite = suite;
    this.clock = clock;
  }

  /** Runs until {@link #stop}, or until this thread is interrupted. */
  public void run() throws InterruptedException {
    Thread timers = new Thread(this::tick, "timers");
    timers.setDaemon(true);
    timers.start();
    try {
      deliver();
    } finally {
      stop();
      timers.interrupt();
      timers.join(500);
    }
  }

  /** Delivers until {@link #stop}, while the timers rest. */
  public void deliverOnly() throws InterruptedException {
    deliver();
  }

  /** Ends the run; what is under way is not waited for. */
  public void stop() {
    stopped.countDown();
  }

  private void deliver() throws InterruptedException {
    boolean running = true;
    while (running) {
      Duration pause = LOOK;
      try {
        if (suite.relay().deliverDue() > 0) {
          pause = Duration.ZERO;
        }
      } catch (PortFailure e) {
        LOG.log(System.Logger.Level.WARNING, "the queue cannot be reached", e);
        pause = BREATHE;
      }
      running = !stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    try {
      boolean running = true;
      while (running) {
        Optional<Instant> due = suite.ticker().nextDue();
        long millis =
            due.map(at -> Duration.between(clock.instant(), at).toMillis()).orElse(60_000L);
        // At most a second at once: the wall's clock may be set, and a laptop may have slept.
        running = !stopped.await(Math.max(0, Math.min(millis, 1_000)), TimeUnit.MILLISECONDS);
        if (running) {
          for (Ticker.Tick tick : suite.ticker().tickDue(clock.instant())) {
            if (!tick.good()) {
              LOG.log(
                  System.Logger.Level.WARNING,
                  "timer {0} answered {1}: {2}",
                  tick.function(),
                  tick.status(),
                  tick.body());
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
