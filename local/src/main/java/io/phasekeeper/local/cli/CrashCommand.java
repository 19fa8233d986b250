package io.phasekeeper.local.cli;

import io.phasekeeper.local.crash.CrashRun;
import io.phasekeeper.local.data.CannotLook;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "crash",
    description =
        "Kills the functions' processes over and over while nights come in, on Google's emulators, and looks at what"
            + " must hold after it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper crash --kills 20",
      "  phasekeeper crash --kills 200 --seed 7",
      "",
      "The seed draws the nights and the moments; what a kill meets is chance. A kill takes three to seven seconds.",
      "Exit codes: 0 good, 1 something did not hold, 3 could not start, for want of an emulator perhaps."
    })
final class CrashCommand implements Callable<Integer> {
  /** One night a date, in the year before today. */
  private static final int MOST_KILLS = 500;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description = "How often to kill (default: ${DEFAULT-VALUE}).")
  int kills;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "What the nights and the moments are drawn from (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the logs of functions and emulators go (default: a directory under the build directory).")
  @Nullable Path data;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  CommandSpec spec;

  @Override
  public Integer call() throws CannotLook, InterruptedException {
    if (kills < 1 || kills > MOST_KILLS) {
      throw new ParameterException(
          spec.commandLine(), "--kills: found " + kills + "; expected 1 to " + MOST_KILLS);
    }
    Path folder =
        data != null
            ? data
            : SuiteOptions.home().resolve("local").resolve("target").resolve("phasekeeper-crash");
    return new CrashRun(seed, spec.commandLine().getOut(), spec.commandLine().getErr())
        .play(kills, folder.toAbsolutePath(), System.getenv());
  }
}
