package io.phasekeeper.local.cli;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.PipelineFileException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = "Checks pipeline files and prints every problem, each with its line and path.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper check pipelines/nba.yaml",
      "  phasekeeper check my-pipeline.yaml",
      "",
      "Exit code 1 if there is a problem."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Pipeline files.")
  @SuppressWarnings("NullAway.Init") // by picocli
  List<Path> files;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  CommandSpec spec;

  @Override
  public Integer call() throws CannotLook {
    int exit = Exit.GOOD;
    for (Path file : files) {
      exit = Math.max(exit, check(file, spec.commandLine().getOut()));
    }
    return exit;
  }

  private static int check(Path file, PrintWriter out) throws CannotLook {
    try {
      Pipeline pipeline = PipelineFile.load(file, Map.of());
      out.println(
          file
              + ": good: pipeline "
              + pipeline.id()
              + ", "
              + pipeline.phases().size()
              + " phases, "
              + pipeline.processors().size()
              + " processors, policy "
              + pipeline.hash());
      return Exit.GOOD;
    } catch (PipelineFileException e) {
      out.println(e.getMessage());
      return Exit.WRONG;
    } catch (UncheckedIOException e) {
      throw new CannotLook("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
