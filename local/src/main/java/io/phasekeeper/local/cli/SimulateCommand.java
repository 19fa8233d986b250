package io.phasekeeper.local.cli;

import io.phasekeeper.local.simulate.DrawnDays;
import io.phasekeeper.local.simulate.Simulation;
import io.phasekeeper.local.simulate.SimulationRun;
import io.phasekeeper.local.simulate.heal.HealDays;
import io.phasekeeper.local.simulate.runs.RunDays;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "simulate",
    description =
        "Tries to break the transitions, the cleanup of runs and the healing: plays drawn days full of faults, and looks at what must hold after each.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper simulate --days 20000 --seed 1",
      "  phasekeeper simulate --seed 1 --day 4711",
      "  phasekeeper simulate --days 5000 --only transitions",
      "  phasekeeper simulate --only runs,healing",
      "  phasekeeper simulate --days 1000 --pipeline pipelines/example.yaml",
      "",
      "The same seed draws the same days. Exit code 1 if something did not hold; then it prints the seed, the day,",
      "and the shortest list of what has to happen for it."
    })
final class SimulateCommand implements Callable<Integer> {
  /** What a drawn day has. */
  enum Part {
    TRANSITIONS,
    RUNS,
    HEALING
  }

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many days to play (default: ${DEFAULT-VALUE}).")
  long days;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "What everything is drawn from (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(names = "--day", paramLabel = "K", description = "Plays this one day of the seed alone.")
  @Nullable Long day;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "2",
      description = "How many threads play (default: ${DEFAULT-VALUE}).")
  int threads;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description =
          "Plays only these parts of each day: transitions, runs, healing (default: all).")
  List<Part> only = new ArrayList<>();

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "The pipeline file (default: pipelines/nba.yaml).")
  @Nullable Path pipeline;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  CommandSpec spec;

  @Override
  public Integer call() {
    if (days < 1 || threads < 1 || threads > 64) {
      throw new ParameterException(
          spec.commandLine(), "expected --days of at least 1 and --threads from 1 to 64");
    }
    Path file =
        pipeline != null ? pipeline : SuiteOptions.home().resolve("pipelines").resolve("nba.yaml");
    Pipeline played = PipelineFile.load(file, Map.of());
    Set<Part> parts = only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
    List<DrawnDays> beside = new ArrayList<>();
    if (parts.contains(Part.RUNS)) {
      beside.addAll(RunDays.of(played, seed));
    }
    if (parts.contains(Part.HEALING)) {
      beside.add(new HealDays(seed));
    }
    SimulationRun run =
        new SimulationRun(
            new Simulation.Days(played, seed, parts.contains(Part.TRANSITIONS), beside),
            spec.commandLine().getOut(),
            spec.commandLine().getErr());
    return day == null ? run.play(0, days, threads) : run.play(day, 1, 1);
  }
}
