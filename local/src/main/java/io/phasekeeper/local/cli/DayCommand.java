package io.phasekeeper.local.cli;

import java.time.LocalDate;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that shows something of one data date. */
abstract class DayCommand extends AskingCommand {
  @Parameters(paramLabel = "DATE", description = "The data date, such as 2026-01-10.")
  @SuppressWarnings("NullAway.Init") // by picocli
  LocalDate date;

  @Mixin
  @SuppressWarnings("NullAway.Init") // by picocli
  Json json;

  @Override
  Map<String, String> parameters() {
    return json.into(new AskingCommand.Asked())
        .with("date", date)
        .with("colour", Terminal.ofThisProcess().colour())
        .all();
  }
}
