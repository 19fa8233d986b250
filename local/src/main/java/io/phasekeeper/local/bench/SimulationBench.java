package io.phasekeeper.local.bench;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.local.simulate.DrawnDays;
import io.phasekeeper.local.simulate.Simulation;
import io.phasekeeper.local.simulate.heal.HealDays;
import io.phasekeeper.local.simulate.runs.RunDays;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Simulated days a second on two threads, once a virtual machine has learnt them: of transitions
 * alone, and of everything; and the processor time of such a day, which says more on a machine that
 * others load. In turn with them, calls to the in-memory store that the days are played on, a read
 * and a merge by turns, on two threads as well.
 */
final class SimulationBench implements Bench {
  private static final int THREADS = 2;
  private static final int ROUNDS = 3;
  private static final long SEED = 1;
  private static final int MANY_CALLS = 1_000;
  private static final Duration WARM_UP = Duration.ofSeconds(45);
  private static final Duration ROUND = Duration.ofSeconds(6);
  private static final Duration BARE_ROUND = Duration.ofSeconds(1);

  private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();

  @Override
  public void measure(Surroundings around, FigureTable table)
      throws InterruptedException, WrongResult {
    Pipeline pipeline =
        PipelineFile.load(around.home().resolve("pipelines").resolve("nba.yaml"), Map.of());
    List<DrawnDays> others = new ArrayList<>(RunDays.of(pipeline, SEED));
    others.add(new HealDays(SEED));
    try (Clients threads = new Clients(THREADS)) {
      measure(
          "transitions alone",
          new Simulation.Days(pipeline, SEED, true, List.of()),
          around,
          table,
          threads);
      measure(
          "everything", new Simulation.Days(pipeline, SEED, true, others), around, table, threads);
    }
  }

  private void measure(
      String what, Simulation.Days played, Surroundings around, FigureTable table, Clients threads)
      throws InterruptedException, WrongResult {
    Played days = new Played(played);
    around.say("simulation of " + what + ": warming up");
    days.round(threads, WARM_UP);
    calls(threads, BARE_ROUND);
    Samples rates = new Samples();
    Samples processor = new Samples();
    Samples calls = new Samples();
    Samples callsProcessor = new Samples();
    for (int round = 1; round <= ROUNDS; round++) {
      around.say("simulation of " + what + ": round " + round + " of " + ROUNDS);
      Rate day = days.round(threads, ROUND);
      rates.add(day.perSecond());
      processor.add(day.processorMillis());
      Rate call = calls(threads, BARE_ROUND);
      calls.add(call.perSecond());
      callsProcessor.add(MANY_CALLS * call.processorMillis());
    }
    if (!days.totals.failed().isEmpty()) {
      throw new WrongResult(
          "a simulated day broke an invariant: phasekeeper simulate --seed "
              + SEED
              + " --day "
              + days.totals.failed().get(0).number());
    }
    table.add(
        Figure.of(
                "simulated days, " + what + ", 2 threads",
                around.reading("ours", rates.median(), Unit.PER_SECOND),
                around.reading(
                    "calls to the in-memory store, 2 threads", calls.median(), Unit.PER_SECOND))
            .toReach(Target.atLeast(1_000, Unit.PER_SECOND)));
    table.add(
        Figure.of(
            "processor time of such a day",
            around.reading("ours", processor.median(), Unit.MILLIS),
            around.reading(
                "1,000 calls to the in-memory store", callsProcessor.median(), Unit.MILLIS)));
  }

  /**
   * @param processorMillis of one
   */
  private record Rate(double perSecond, double processorMillis) {}

  /** Days that go on where they left off. */
  private final class Played {
    final Simulation.Totals totals = new Simulation.Totals();
    private final Simulation.Days days;
    private final AtomicLong next = new AtomicLong();

    Played(Simulation.Days days) {
      this.days = days;
    }

    Rate round(Clients threads, Duration time) throws InterruptedException {
      long before = totals.days();
      LongAdder processor = new LongAdder();
      long until = System.nanoTime() + time.toNanos();
      long began =
          threads.atOnce(
              thread -> {
                long from = clock.getCurrentThreadCpuTime();
                new Simulation(days)
                    .play(0, Long.MAX_VALUE, next, totals, () -> System.nanoTime() < until);
                processor.add(clock.getCurrentThreadCpuTime() - from);
              });
      return rate(totals.days() - before, began, processor);
    }
  }

  private static Rate rate(long count, long began, LongAdder processor) {
    return new Rate(
        count / ((System.nanoTime() - began) / 1e9), processor.sum() / 1e6 / Math.max(1, count));
  }

  private Rate calls(Clients threads, Duration time) throws InterruptedException {
    AtomicLong calls = new AtomicLong();
    LongAdder processor = new LongAdder();
    long until = System.nanoTime() + time.toNanos();
    long began =
        threads.atOnce(
            thread -> {
              long from = clock.getCurrentThreadCpuTime();
              MemoryDocumentStore store = new MemoryDocumentStore();
              long made = 0;
              while (System.nanoTime() < until) {
                DocumentPath path = new DocumentPath("ledgers", "day-" + made % 32);
                store.merge(path, List.of(FieldChange.set("count", made)));
                made += store.get(path).isPresent() ? 2 : 1;
              }
              calls.addAndGet(made);
              processor.add(clock.getCurrentThreadCpuTime() - from);
            });
    return rate(calls.get(), began, processor);
  }
}
