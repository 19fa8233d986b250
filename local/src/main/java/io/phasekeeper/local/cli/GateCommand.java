package io.phasekeeper.local.cli;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "gate",
    description =
        "Looks whether what phases are made from is there and passes its gates, on every date of a range: the question to ask before"
            + " a backfill.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper gate 2025-12-01 2025-12-31",
      "  phasekeeper gate 2021-10-19 2026-01-02 --phase phase4 && ./run-my-backfill.sh",
      "  phasekeeper gate 2025-12-01 2025-12-31 --json | jq '.phases[].gates'",
      "",
      "Exit code 0 if all dates pass, 1 if some do not, else 3 if that could not be told of some. It asks the warehouse, and writes nothing."
    })
final class GateCommand extends AskingCommand {
  @Parameters(index = "0", paramLabel = "FROM", description = "The first data date.")
  @SuppressWarnings("NullAway.Init") // by picocli
  LocalDate from;

  @Parameters(index = "1", paramLabel = "TO", description = "The last data date, included.")
  @SuppressWarnings("NullAway.Init") // by picocli
  LocalDate to;

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      description = "Only what this phase is made from (default: every phase with gates).")
  @Nullable String phase;

  @Mixin
  @SuppressWarnings("NullAway.Init") // by picocli
  Json json;

  @Override
  Map<String, String> parameters() {
    return json.into(new AskingCommand.Asked())
        .with("from", from)
        .with("to", to)
        .with("phase", phase)
        .with("colour", Terminal.ofThisProcess().colour())
        .all();
  }
}
