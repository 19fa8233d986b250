package io.phasekeeper.local.cli;

import io.phasekeeper.local.up.UpOptions;
import io.phasekeeper.local.up.UpSession;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description = {
      "Starts the whole suite on this machine, in one process and on loopback alone: the functions behind"
          + " the Functions Framework, queue, documents, tables and timers.",
      "With --play it plays a scenario into it: the real suite, on a clock that jumps to whatever is next."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper up",
      "  phasekeeper up --play scenarios/ordinary-night.yaml --exit",
      "  phasekeeper up --play scenarios/ordinary-night.yaml --speed 600",
      "  phasekeeper up --emulators --mode shadow --port 8090",
      "",
      "State survives, except with --emulators: the same command goes on where it was left, also after kill -9.",
      "A directory with a play that was left in its middle is for that play alone; --fresh forgets it.",
      "Exit codes: 0 good, 1 an expectation of the play failed, 3 could not start, 130 interrupted."
    })
final class UpCommand implements Callable<Integer> {
  @Mixin
  @SuppressWarnings("NullAway.Init") // by picocli
  SuiteOptions suite;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen on 127.0.0.1 (default: any free port).")
  int port;

  @Option(names = "--fresh", description = "Forget the state of earlier runs first.")
  boolean fresh;

  @Option(names = "--play", paramLabel = "FILE", description = "Play a scenario.")
  @Nullable Path play;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "Let N seconds of the play pass in one (default: as fast as it goes).")
  @Nullable Double speed;

  @Option(names = "--exit", description = "End when the play is over.")
  boolean exit;

  @Option(
      names = "--emulators",
      description =
          "Use Google's Pub/Sub and Firestore emulators with the real clients. They keep nothing over their end.")
  boolean emulators;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "on; shadow: decide and record everything, send nothing; stopped: only record"
              + " (default: $PHASEKEEPER_MODE, else on).")
  @Nullable Mode mode;

  @Option(names = "--logs", description = "Show the functions' log lines here, too.")
  boolean logs;

  @Override
  public Integer call() throws Exception {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--port: found " + port + "; expected 0 to 65535");
    }
    if (speed != null && !(speed > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--speed: found " + speed + "; expected a number above 0");
    }
    if (play == null && (speed != null || exit)) {
      throw new ParameterException(spec.commandLine(), "--speed and --exit need --play");
    }
    return new UpSession(
            new UpOptions(
                SuiteOptions.home(),
                suite
                    .namedData()
                    .orElse(
                        play == null
                            ? SuiteOptions.usualData().ofSuite()
                            : SuiteOptions.usualData().ofPlay()),
                suite.namedPipeline(),
                port,
                fresh,
                Optional.ofNullable(play),
                speed == null ? OptionalDouble.empty() : OptionalDouble.of(speed),
                exit,
                emulators,
                mode(mode, System.getenv()),
                logs,
                Terminal.ofThisProcess().colour()),
            spec.commandLine().getOut())
        .run();
  }

  /** What was named, else what the environment says, as for a deployed function. */
  static Mode mode(@Nullable Mode named, Map<String, String> environment) {
    return named != null ? named : Settings.mode(environment);
  }
}
