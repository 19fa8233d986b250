package io.phasekeeper.local.cli;

import io.phasekeeper.pipeline.PipelineCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = "Checks pipeline files and prints every problem, each with its line and path.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper check pipelines/nba.yaml",
      "  phasekeeper check --json my-pipeline.yaml",
      "",
      "Exit code 1 if there is a problem, 3 if a file cannot be read."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Pipeline files.")
  @SuppressWarnings("NullAway.Init") // by picocli
  List<Path> files;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  CommandSpec spec;

  @Option(names = "--json", description = "One JSON object per file, for machines.")
  boolean json;

  @Override
  public Integer call() {
    int exit = Exit.GOOD;
    for (Path file : files) {
      exit = Math.max(exit, PipelineCheck.run(file, spec.commandLine().getOut(), json));
    }
    return exit;
  }
}
