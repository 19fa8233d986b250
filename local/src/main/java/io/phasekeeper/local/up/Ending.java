package io.phasekeeper.local.up;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens when the process is told to end (Ctrl-C): the run is stopped, and the thread that
 * opened everything closes it in its order, before the process goes. After two seconds the process
 * goes anyway: what was not acknowledged comes again at the next start.
 */
final class Ending implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 250;
  private static final long MOST_MILLIS = 1_550;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Runnable stop = () -> {};
  private final Thread hook = new Thread(this::end, "ending");
  private final Thread opener = Thread.currentThread();

  private Ending() {}

  static Ending prepared() {
    Ending ending = new Ending();
    Runtime.getRuntime().addShutdownHook(ending.hook);
    return ending;
  }

  /** What stops the run; at once, if the process was told to end already. */
  void stops(Runnable running) {
    stop = running;
    if (begun()) {
      running.run();
    }
  }

  /** Whether the process was told to end. */
  boolean begun() {
    return begun.getCount() == 0;
  }

  private void end() {
    begun.countDown();
    stop.run();
    try {
      if (closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      // It waits for somebody, perhaps for an emulator that has ended already.
      opener.interrupt();
      if (!closed.await(MOST_MILLIS, TimeUnit.MILLISECONDS)) {
        System.err.println(
            "phasekeeper: ended before everything was closed; the next start goes on from what is stored");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is closed. */
  @Override
  public void close() {
    closed.countDown();
    if (!begun()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It has just begun to end, and finds everything closed.
        closed.countDown();
      }
    }
  }
}
