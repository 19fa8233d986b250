package io.phasekeeper.local.simulate.runs;

import io.phasekeeper.local.simulate.DrawnDays;
import io.phasekeeper.local.simulate.Shrinker;
import io.phasekeeper.local.simulate.Verdicts;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.run.RunCleanup;
import java.util.List;
import java.util.Map;

/** The days of runs of one seed. */
public final class RunDays implements DrawnDays {
  private final Pipeline pipeline;
  private final long seed;
  private final RunDay.Sweeper.Maker maker;

  /** The production code on this pipeline. */
  private RunDays(Pipeline pipeline, long seed) {
    this(
        pipeline,
        seed,
        platform -> {
          RunCleanup cleanup = new RunCleanup(platform);
          return cleanup::sweep;
        });
  }

  RunDays(Pipeline pipeline, long seed, RunDay.Sweeper.Maker maker) {
    this.pipeline = pipeline;
    this.seed = seed;
    this.maker = maker;
  }

  /** The days of a pipeline that has what they are about: a run history, and heartbeats. */
  public static List<DrawnDays> of(Pipeline pipeline, long seed) {
    return pipeline.runHistory().isPresent() && pipeline.heartbeats().isPresent()
        ? List.of(new RunDays(pipeline, seed))
        : List.of();
  }

  @Override
  public Looked play(long number) {
    RunPlan plan = RunDrawer.day(pipeline, seed, number);
    RunDay.Played day = RunDay.play(plan, pipeline, maker, false);
    Verdicts verdicts = RunInvariants.of(day);
    return new Looked(
        verdicts, day.seen().faults, day.seen().ticks, Map.of(), () -> shortest(plan, verdicts));
  }

  private List<String> shortest(RunPlan plan, Verdicts verdicts) {
    String first = verdicts.violations().get(0).invariant();
    return Shrinker.shortest(plan.items(), items -> violates(plan.with(items), first)).stream()
        .map(RunItem::toString)
        .toList();
  }

  private boolean violates(RunPlan plan, String invariant) {
    return RunInvariants.of(RunDay.play(plan, pipeline, maker, false)).violations().stream()
        .anyMatch(v -> v.invariant().equals(invariant));
  }
}
