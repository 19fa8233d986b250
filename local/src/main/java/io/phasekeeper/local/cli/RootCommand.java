package io.phasekeeper.local.cli;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.host.CannotListen;
import io.phasekeeper.settings.SettingsException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line: what it can do, and how it says that it could not. */
@Command(
    name = "phasekeeper",
    description =
        "Supervises phased data pipelines: the next phase starts when the last one is really done.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = RootCommand.Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      UpCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      BenchCommand.class,
      CrashCommand.class,
      CheckCommand.class,
      SendCommand.class,
      StatusCommand.class,
      RunsCommand.class,
      GatesCommand.class,
      VerdictCommand.class,
      GateCommand.class,
      BackfillCommand.class,
      HealCommands.Heal.class,
      HealCommands.Heals.class,
      HealCommands.Gaps.class,
      HealCommands.Breaker.class,
      OperatorCommands.Trigger.class,
      OperatorCommands.Hold.class,
      OperatorCommands.Release.class,
      OperatorCommands.Skip.class,
      OperatorCommands.Complete.class,
      OperatorCommands.Stop.class,
      OperatorCommands.Resume.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper up --play scenarios/ordinary-night.yaml --exit",
      "  phasekeeper replay scenarios/*.yaml",
      "  phasekeeper simulate --days 1000 --seed 1",
      "  phasekeeper crash --kills 20 --seed 1",
      "  phasekeeper status 2026-01-10",
      "  phasekeeper runs 2026-01-10",
      "  phasekeeper gates 2026-01-10",
      "  phasekeeper verdict player_daily_cache 2026-01-10",
      "  phasekeeper heal 2026-01-11 player_daily_cache --dry-run",
      "  phasekeeper gate 2025-12-01 2025-12-31 --phase phase4",
      "  phasekeeper backfill 2025-12-01 2025-12-31 --phase phase4 --why \"usage rates were mended\"",
      "",
      "Exit codes: 0 good, 1 looked and found wrong, 2 wrong usage, 3 could not look, 130 interrupted."
    })
public final class RootCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec spec;

  private RootCommand() {}

  /** Runs one command; returns its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new RootCommand());
    withHelp(line);
    line.setOut(out);
    line.setErr(err);
    line.setColorScheme(
        Help.defaultColorScheme(Terminal.ofThisProcess().colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(LocalDate.class, RootCommand::date);
    line.setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
    return line.execute(arguments);
  }

  private static void withHelp(CommandLine line) {
    for (CommandLine sub : line.getSubcommands().values()) {
      sub.getCommandSpec().mixinStandardHelpOptions(true);
      withHelp(sub);
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      TypeConversionException wrong =
          new TypeConversionException("found \"" + text + "\"; expected a date such as 2026-01-10");
      wrong.initCause(e);
      throw wrong;
    }
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int explain(Exception e, CommandLine command) throws Exception {
    PrintWriter err = command.getErr();
    if (e instanceof CannotLook || e instanceof CannotListen) {
      err.println("phasekeeper: " + e.getMessage());
      return Exit.BLIND;
    }
    if (e instanceof SettingsException settings) {
      settings.problems().forEach(problem -> err.println("phasekeeper: " + problem));
      return Exit.BLIND;
    }
    // A fault of ours: with its trace, so that it can be reported.
    err.println("phasekeeper: this should not have happened; please report it with what follows");
    e.printStackTrace(err);
    return Exit.BLIND;
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version =
          Optional.ofNullable(RootCommand.class.getPackage().getImplementationVersion())
              .orElse("built from source");
      return new String[] {"phasekeeper " + version, "Java " + Runtime.version()};
    }
  }
}
