package io.phasekeeper.local.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One function, in one process after the other; callers wait while there is none. */
final class KilledFunction {
  private final String name;
  private final Map<String, String> settings;
  private final Path log;
  private @Nullable FunctionProcess process;
  private int underWay;
  private int answered;
  private boolean closed;

  KilledFunction(String name, Map<String, String> settings, Path folder) {
    this.name = name;
    this.settings = Map.copyOf(settings);
    this.log = folder.resolve(name + ".log");
  }

  String name() {
    return name;
  }

  /** A process that works once and ends: it leaves what lets the next ones start sooner. */
  void warmUp() throws IOException, InterruptedException {
    FunctionProcess first = FunctionProcess.start(name, settings, log);
    FunctionProcess.Answer answer = first.call();
    first.end();
    if (answer.status() != 200) {
      throw new IOException(name + " answered its first call with " + answer);
    }
  }

  /** Starts the next process; returns once it listens. */
  void start() throws IOException, InterruptedException {
    FunctionProcess next = FunctionProcess.start(name, settings, log);
    synchronized (this) {
      process = next;
      underWay = 0;
      answered = 0;
      notifyAll();
    }
  }

  /** The process to call, once there is one; empty when none will come any more. */
  synchronized Optional<FunctionProcess> begin() throws InterruptedException {
    while (!closed && process == null) {
      wait();
    }
    if (closed) {
      return Optional.empty();
    }
    underWay++;
    return Optional.ofNullable(process);
  }

  /** A call of that process has come to its end. */
  synchronized void ended(FunctionProcess called) {
    if (process == called) {
      underWay--;
      answered++;
      notifyAll();
    }
  }

  /** Waits until this process has ended so many calls, at most so long. */
  synchronized void awaitAnswered(int count, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (answered < count && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
  }

  /**
   * Kills the process.
   *
   * @return how many calls of it were under way
   */
  int kill() throws InterruptedException {
    FunctionProcess victim;
    int cut;
    synchronized (this) {
      victim = process;
      cut = underWay;
      process = null;
    }
    if (victim != null) {
      victim.kill();
    }
    return victim == null ? 0 : cut;
  }

  /** Ends it for good. */
  void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    int cut = kill();
    if (cut > 0) {
      synchronized (this) {
        underWay = 0;
      }
    }
  }
}
