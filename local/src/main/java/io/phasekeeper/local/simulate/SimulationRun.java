package io.phasekeeper.local.simulate;

import io.phasekeeper.platform.TouchesTheWorld;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A simulation as a command: some threads, progress on one stream, the result on the other. */
@TouchesTheWorld(why = "measures how many days a second it plays")
public final class SimulationRun {
  private static final int WRONG = 1;
  private static final int INTERRUPTED = 130;
  private static final long PROGRESS_MILLIS = 5_000;

  private final Simulation.Days played;
  private final PrintWriter out;
  private final PrintWriter progress;

  /**
   * @param played what the days have
   */
  public SimulationRun(Simulation.Days played, PrintWriter out, PrintWriter progress) {
    this.played = played;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Plays days, the first of that number.
   *
   * @return the exit code: 0, 1 on a violation, 130 if it was interrupted
   */
  public int play(long first, long days, int threads) {
    Simulation.Totals totals = new Simulation.Totals();
    AtomicLong next = new AtomicLong();
    AtomicBoolean goOn = new AtomicBoolean(true);
    long began = System.nanoTime();
    List<Thread> players = new ArrayList<>();
    AtomicBoolean fault = new AtomicBoolean();
    for (int n = 0; n < threads; n++) {
      Thread player =
          new Thread(
              () -> new Simulation(played).play(first, days, next, totals, goOn::get),
              "simulation-" + n);
      player.setUncaughtExceptionHandler(
          (thread, e) -> {
            fault.set(true);
            goOn.set(false);
            synchronized (progress) {
              e.printStackTrace(progress);
            }
          });
      players.add(player);
    }
    Thread caller = Thread.currentThread();
    AtomicBoolean ending = new AtomicBoolean();
    Thread hook =
        new Thread(
            () -> {
              ending.set(true);
              goOn.set(false);
              caller.interrupt();
              tell(totals, began);
              // The exit code of a virtual machine that is told to end is its signal's; this is
              // ours.
              Runtime.getRuntime().halt(INTERRUPTED);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    players.forEach(Thread::start);
    try {
      follow(players, totals, days, began);
    } catch (InterruptedException e) {
      goOn.set(false);
      if (!ending.get()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
      return INTERRUPTED; // the hook tells what was played until then
    }
    Runtime.getRuntime().removeShutdownHook(hook);
    tell(totals, began);
    return fault.get() || !totals.failed().isEmpty() ? WRONG : 0;
  }

  /** Tells how far it is, until all have played. */
  private void follow(List<Thread> players, Simulation.Totals totals, long days, long began)
      throws InterruptedException {
    for (Thread player : players) {
      while (player.isAlive()) {
        player.join(PROGRESS_MILLIS);
        if (player.isAlive()) {
          progress.printf(
              Locale.ROOT,
              "%d of %d days, %.0f a second%n",
              totals.days(),
              days,
              totals.days() / seconds(began));
          progress.flush();
        }
      }
    }
  }

  private static double seconds(long began) {
    return Math.max(0.001, (System.nanoTime() - began) / 1e9);
  }

  private void healed(Map<String, Long> counts) {
    long healed = counts.getOrDefault(DrawnDays.HEALED, 0L);
    long open = counts.getOrDefault(DrawnDays.OPEN, 0L);
    long useless = counts.getOrDefault(DrawnDays.USELESS, 0L);
    if (healed + open + useless > 0) {
      out.printf(
          Locale.ROOT,
          "healing: %d gaps; of %d that could be healed in time %.2f %% were, without hands;"
              + " %d became useless before%n",
          healed + open + useless,
          healed + open,
          healed + open == 0 ? 100.0 : 100.0 * healed / (healed + open),
          useless);
    }
  }

  private void tell(Simulation.Totals totals, long began) {
    double seconds = seconds(began);
    out.printf(
        Locale.ROOT,
        "seed %d: %d days in %.1f s, %.0f days/s%n",
        played.seed(),
        totals.days(),
        seconds,
        totals.days() / seconds);
    out.printf(
        "%d invocations, %d of them sweeps; %d starts decided; %d invariant checks%n",
        totals.invocations(), totals.ticks(), totals.starts(), totals.checks());
    out.println("faults:");
    new TreeMap<>(totals.faults()).forEach((kind, count) -> out.printf("  %9d  %s%n", count, kind));
    healed(totals.counts());
    for (Simulation.FailedDay day : totals.failed()) {
      out.printf("%nVIOLATION in day %d of seed %d%n", day.number(), played.seed());
      day.violations().forEach(each -> out.println("  " + each));
      out.println("the shortest list of what has to happen for the first:");
      day.shortest().forEach(each -> out.println("  " + each));
      out.printf("again: phasekeeper simulate --seed %d --day %d%n", played.seed(), day.number());
    }
    if (totals.failed().isEmpty()) {
      out.println("no violation");
    }
    out.flush();
  }
}
