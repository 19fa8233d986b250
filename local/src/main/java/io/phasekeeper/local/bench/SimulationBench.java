package io.phasekeeper.local.bench;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.document.MemoryDocumentStore;
import io.phasekeeper.local.simulate.Simulation;
import io.phasekeeper.local.simulate.runs.RunDays;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Simulated days a second on two threads; in turn with them, calls to the in-memory store that the
 * days are played on, a read and a merge by turns, on two threads as well.
 */
final class SimulationBench implements Bench {
  private static final int THREADS = 2;
  private static final int ROUNDS = 3;
  private static final long SEED = 1;
  private static final Duration WARM_UP = Duration.ofSeconds(12);
  private static final Duration ROUND = Duration.ofSeconds(6);
  private static final Duration BARE_ROUND = Duration.ofSeconds(1);

  private final Simulation.Totals totals = new Simulation.Totals();
  private final AtomicLong next = new AtomicLong();

  @Override
  public void measure(Surroundings around, FigureTable table)
      throws InterruptedException, WrongResult {
    Pipeline pipeline =
        PipelineFile.load(around.home().resolve("pipelines").resolve("nba.yaml"), Map.of());
    Samples days = new Samples();
    Samples calls = new Samples();
    try (Clients threads = new Clients(THREADS)) {
      around.say("simulation: warming up");
      days(pipeline, threads, WARM_UP);
      calls(threads, BARE_ROUND);
      for (int round = 1; round <= ROUNDS; round++) {
        around.say("simulation: round " + round + " of " + ROUNDS);
        days.add(days(pipeline, threads, ROUND));
        calls.add(calls(threads, BARE_ROUND));
      }
    }
    if (!totals.failed().isEmpty()) {
      throw new WrongResult(
          "a simulated day broke an invariant: phasekeeper simulate --seed "
              + SEED
              + " --day "
              + totals.failed().get(0).number());
    }
    table.add(
        Figure.of(
                "simulated days, 2 threads",
                around.reading("ours", days.median(), Unit.PER_SECOND),
                around.reading(
                    "calls to the in-memory store, 2 threads", calls.median(), Unit.PER_SECOND))
            .toReach(Target.atLeast(1_000, Unit.PER_SECOND)));
  }

  private double days(Pipeline pipeline, Clients threads, Duration time)
      throws InterruptedException {
    long before = totals.days();
    long until = System.nanoTime() + time.toNanos();
    long began =
        threads.atOnce(
            thread ->
                new Simulation(pipeline, SEED, RunDays.of(pipeline, SEED))
                    .play(0, Long.MAX_VALUE, next, totals, () -> System.nanoTime() < until));
    return (totals.days() - before) / ((System.nanoTime() - began) / 1e9);
  }

  private static double calls(Clients threads, Duration time) throws InterruptedException {
    AtomicLong calls = new AtomicLong();
    long until = System.nanoTime() + time.toNanos();
    long began =
        threads.atOnce(
            thread -> {
              MemoryDocumentStore store = new MemoryDocumentStore();
              long made = 0;
              while (System.nanoTime() < until) {
                DocumentPath path = new DocumentPath("ledgers", "day-" + made % 32);
                store.merge(path, List.of(FieldChange.set("count", made)));
                made += store.get(path).isPresent() ? 2 : 1;
              }
              calls.addAndGet(made);
            });
    return calls.get() / ((System.nanoTime() - began) / 1e9);
  }
}
