package io.phasekeeper.local.cli;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verdict",
    description =
        "Shows whether a processor's inputs are there over its whole look-back, and whether it may start.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper verdict player_daily_cache 2026-01-12",
      "  phasekeeper verdict PlayerDailyCacheProcessor 2026-01-12 --json | jq .safe_to_process",
      "  phasekeeper verdict player_daily_cache 2026-01-12 --accept failed_but_data_exists && ./build-cache",
      "",
      "Exit code 1 if it is not safe to start."
    })
final class VerdictCommand extends AskingCommand {
  @Parameters(
      index = "0",
      paramLabel = "PROCESSOR",
      description = "Who would start, such as player_daily_cache.")
  @SuppressWarnings("NullAway.Init") // by picocli
  String processor;

  @Parameters(index = "1", paramLabel = "DATE", description = "The data date of its output.")
  @SuppressWarnings("NullAway.Init") // by picocli
  LocalDate date;

  @Option(
      names = "--accept",
      paramLabel = "VERDICTS",
      description = "Verdicts on which it starts all the same, separated by commas.")
  @Nullable String accept;

  @Mixin
  @SuppressWarnings("NullAway.Init") // by picocli
  Json json;

  @Override
  Map<String, String> parameters() {
    return json.into(new AskingCommand.Asked())
        .with("processor", processor)
        .with("date", date)
        .with("accept", accept)
        .with("colour", Terminal.ofThisProcess().colour())
        .all();
  }
}
