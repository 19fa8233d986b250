package io.phasekeeper.local.cli;

import java.time.LocalDate;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    description =
        "Shows per phase and cycle of a date what is complete, missing or held, and what happens next.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper status 2026-01-10",
      "  phasekeeper status 2026-01-10 --json | jq .phases",
      "  GOOGLE_CLOUD_PROJECT=my-project phasekeeper status 2026-01-10 --live",
      "",
      "Exit code 1 if something of the date is stuck, held or late."
    })
final class StatusCommand extends AskingCommand {
  @Parameters(paramLabel = "DATE", description = "The data date, such as 2026-01-10.")
  @SuppressWarnings("NullAway.Init") // by picocli
  LocalDate date;

  @Option(names = "--json", description = "For machines.")
  boolean json;

  @Override
  Map<String, String> parameters() {
    return new AskingCommand.Asked()
        .with("date", date)
        .with("json", json)
        .with("colour", Terminal.ofThisProcess().colour())
        .all();
  }
}
