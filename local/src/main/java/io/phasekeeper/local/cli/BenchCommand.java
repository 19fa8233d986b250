package io.phasekeeper.local.cli;

import io.phasekeeper.local.bench.BenchRun;
import io.phasekeeper.local.bench.Table;
import io.phasekeeper.local.data.CannotLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description =
        "Measures how fast it is, each figure beside the bare cost in the same run (benchmarks/README.md).",
    footerHeading = "%nExamples:%n",
    footer = {
      "  benchmarks/run",
      "  benchmarks/run completion sweep",
      "  phasekeeper bench simulation",
      "",
      "benchmarks/run packs the functions first, which the cold starts need. Exit code 1 if something was lost or",
      "started twice; a target that is missed is told in the table, and is none."
    })
final class BenchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description =
          "What to measure: completion, throughput, burst, coldstart, sweep, verdict, cleanup, gates, gaps, heals,"
              + " backfill, simulation (default: all).")
  List<Table> tables = List.of();

  @Option(
      names = "--bundle",
      paramLabel = "ZIP",
      description = "The packed functions, for the cold starts.")
  @Nullable Path bundle;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, CannotLook {
    if (bundle != null && !Files.isReadable(bundle)) {
      throw new ParameterException(spec.commandLine(), "--bundle: there is no file " + bundle);
    }
    Set<Table> wanted = EnumSet.allOf(Table.class);
    if (!tables.isEmpty()) {
      wanted = EnumSet.copyOf(tables);
    }
    BenchRun run =
        new BenchRun(
            SuiteOptions.home(),
            Optional.ofNullable(bundle),
            spec.commandLine().getOut(),
            spec.commandLine().getErr());
    try {
      return run.measure(wanted) ? Exit.GOOD : Exit.WRONG;
    } catch (IOException e) {
      throw new CannotLook("cannot measure: " + e.getMessage(), e);
    }
  }
}
