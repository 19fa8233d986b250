package io.phasekeeper.local.cli;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an operator may order; every order is stored with who gave it and why. */
final class OperatorCommands {
  private OperatorCommands() {}

  /** Who orders. */
  static final class Orderer {
    @Option(
        names = "--who",
        paramLabel = "NAME",
        description = "Who orders it (default: the user of this machine).")
    String who = System.getProperty("user.name", "unknown");

    AskingCommand.Asked into(AskingCommand.Asked parameters) {
      return parameters.with("who", who);
    }
  }

  /** Who orders, and why. */
  static final class Reason {
    @Option(
        names = "--why",
        required = true,
        paramLabel = "TEXT",
        description = "Why; stored and shown.")
    @SuppressWarnings("NullAway.Init") // by picocli
    String why;

    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Orderer orderer;

    AskingCommand.Asked into(AskingCommand.Asked parameters) {
      return orderer.into(parameters.with("why", why));
    }
  }

  /** A phase that would start, of one date. */
  static final class Start {
    @Parameters(
        index = "0",
        paramLabel = "PHASE",
        description = "The phase that starts, such as phase4.")
    @SuppressWarnings("NullAway.Init") // by picocli
    String phase;

    @Parameters(index = "1", paramLabel = "DATE", description = "The data date.")
    @SuppressWarnings("NullAway.Init") // by picocli
    LocalDate date;

    @Option(
        names = "--cycle",
        paramLabel = "CYCLE",
        description =
            "The cycle (default: for a trigger that of a run that began now, else all of the date).")
    @Nullable String cycle;

    AskingCommand.Asked into(AskingCommand.Asked parameters) {
      return parameters.with("phase", phase).with("date", date).with("cycle", cycle);
    }
  }

  /** An order about the start of a phase. */
  abstract static class StartCommand extends AskingCommand {
    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Start start;

    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Reason reason;

    @Override
    Map<String, String> parameters() {
      return more(reason.into(start.into(new AskingCommand.Asked()))).all();
    }

    AskingCommand.Asked more(AskingCommand.Asked parameters) {
      return parameters;
    }
  }

  @Command(
      name = "trigger",
      description = "Starts a phase now, as its next generation, with reason `manual`.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  phasekeeper trigger phase4 2025-12-29 --cycle same_day --why \"stuck, 11 games tonight\"",
        "  phasekeeper trigger phase5 2026-01-10 --force --why \"cache is known to be thin\"",
        "",
        "Refused while a trigger of the same phase, date and cycle is pending. Gates apply unless --force."
      })
  static final class Trigger extends StartCommand {
    @Option(names = "--force", description = "Even if a gate says no.")
    boolean force;

    @Override
    AskingCommand.Asked more(AskingCommand.Asked parameters) {
      return parameters.with("force", force);
    }
  }

  @Command(
      name = "hold",
      description = "Keeps a phase from starting until it is released, or until a time.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  phasekeeper hold phase4 2026-01-10 --why \"gamebook is being corrected\"",
        "  phasekeeper hold phase4 2026-01-10 --until PT2H --why \"waiting for the league\"",
        "  phasekeeper hold phase5 2026-01-10 --until 2026-01-10T16:00:00-05:00 --why \"lines are late\""
      })
  static final class Hold extends StartCommand {
    @Option(
        names = "--until",
        paramLabel = "TIME",
        description = "When the hold ends by itself: a time with offset, or from now on as PT2H.")
    @Nullable String until;

    @Override
    AskingCommand.Asked more(AskingCommand.Asked parameters) {
      return parameters.with("until", until);
    }
  }

  @Command(
      name = "release",
      description = "Ends a hold.",
      footerHeading = "%nExample:%n",
      footer = "  phasekeeper release phase4 2026-01-10 --why \"gamebook is right now\"")
  static final class Release extends StartCommand {}

  @Command(
      name = "skip",
      description = "Settles a phase of a date without starting it.",
      footerHeading = "%nExample:%n",
      footer = "  phasekeeper skip phase6 2026-01-10 --why \"exported by hand\"")
  static final class Skip extends StartCommand {}

  @Command(
      name = "complete",
      description = "Counts a processor as done, as if it had said so; gates still apply.",
      footerHeading = "%nExample:%n",
      footer =
          "  phasekeeper complete player_daily_cache 2026-01-10 --why \"rows are there, its message was lost\"")
  static final class Complete extends AskingCommand {
    @Parameters(index = "0", paramLabel = "PROCESSOR", description = "Its name or class.")
    @SuppressWarnings("NullAway.Init") // by picocli
    String processor;

    @Parameters(index = "1", paramLabel = "DATE", description = "The data date.")
    @SuppressWarnings("NullAway.Init") // by picocli
    LocalDate date;

    @Option(
        names = "--cycle",
        paramLabel = "CYCLE",
        description = "The cycle (default: that of a run that began now).")
    @Nullable String cycle;

    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Reason reason;

    @Override
    Map<String, String> parameters() {
      return reason
          .into(new AskingCommand.Asked())
          .with("processor", processor)
          .with("date", date)
          .with("cycle", cycle)
          .all();
    }
  }

  /** An order to the whole suite. */
  abstract static class WholeSuite extends AskingCommand {
    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Reason reason;

    @Override
    Map<String, String> parameters() {
      return reason.into(new AskingCommand.Asked()).all();
    }
  }

  @Command(
      name = "stop",
      description =
          "Stops deciding: facts are still recorded, nothing is triggered until `resume`.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  phasekeeper stop --why \"warehouse migration\"",
        "  phasekeeper stop --until PT2H --why \"warehouse migration\""
      })
  static final class Stop extends WholeSuite {
    @Option(
        names = "--until",
        paramLabel = "TIME",
        description = "When it runs again by itself: a time with offset, or from now on as PT2H.")
    @Nullable String until;

    @Override
    Map<String, String> parameters() {
      return reason.into(new AskingCommand.Asked()).with("until", until).all();
    }
  }

  @Command(
      name = "resume",
      description = "Decides again; the sweep takes up what was recorded meanwhile.",
      footerHeading = "%nExample:%n",
      footer = "  phasekeeper resume --why \"migration done\"")
  static final class Resume extends WholeSuite {}
}
