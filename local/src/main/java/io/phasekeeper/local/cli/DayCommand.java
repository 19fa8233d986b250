package io.phasekeeper.local.cli;

import java.time.LocalDate;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that shows something of one data date. */
abstract class DayCommand extends AskingCommand {
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
