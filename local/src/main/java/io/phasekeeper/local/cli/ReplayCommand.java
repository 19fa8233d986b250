package io.phasekeeper.local.cli;

import io.phasekeeper.local.replay.Replay;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    description =
        "Plays scenarios on a virtual clock, in under a second a day, and checks what they expect.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper replay scenarios/*.yaml",
      "  phasekeeper replay --strict scenarios/ordinary-night.yaml",
      "",
      "Exit code 0 only if every expectation holds."
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Scenario files.")
  @SuppressWarnings("NullAway.Init") // by picocli
  List<Path> files;

  @Option(
      names = "--strict",
      description = "An expectation that cannot be checked yet is a failure.")
  boolean strict;

  @Override
  public Integer call() {
    return new Replay(SuiteOptions.home(), strict, System.out).run(files);
  }
}
