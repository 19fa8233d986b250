package io.phasekeeper.local.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** So many threads that begin at once. */
final class Clients implements AutoCloseable {
  private final int count;
  private final ExecutorService threads;

  Clients(int count) {
    this.count = count;
    this.threads =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread = new Thread(work, "bench-client");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What each does, told its number from 0. */
  interface Work {
    void run(int client) throws Exception;
  }

  /**
   * Lets all begin, and waits for the last.
   *
   * @return when they began, of {@link System#nanoTime}
   */
  long atOnce(Work work) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(count);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> running = new ArrayList<>();
    for (int client = 0; client < count; client++) {
      int number = client;
      running.add(
          threads.submit(
              () -> {
                ready.countDown();
                go.await();
                work.run(number);
                return number;
              }));
    }
    ready.await();
    long began = System.nanoTime();
    go.countDown();
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException("a client failed", e.getCause());
      }
    }
    return began;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
