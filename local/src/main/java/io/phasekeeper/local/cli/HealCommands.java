package io.phasekeeper.local.cli;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Healing by hand, and what healing is at. */
final class HealCommands {
  private HealCommands() {}

  @Command(
      name = "heal",
      description =
          "Makes an output of a date again, with all that is missing of what it is made from; without OUTPUT all that is missing of"
              + " the date.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  phasekeeper heal 2026-01-11 --dry-run",
        "  phasekeeper heal 2026-01-11 player_daily_cache --dry-run --json | jq '.targets[].steps'",
        "  phasekeeper heal 2026-01-11 player_daily_cache --why \"the save is mended\"",
        "  phasekeeper heal 2026-01-11 player_daily_cache --again --why \"made of half the data\"",
        "",
        "A dry run shows the steps, their proofs and what each would send, and writes nothing. An order counts even if the attempts were",
        "used up, or it is late for it. Exit code 1 if it is refused."
      })
  static final class Heal extends AskingCommand {
    @Parameters(index = "0", paramLabel = "DATE", description = "The data date.")
    @SuppressWarnings("NullAway.Init") // by picocli
    LocalDate date;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "OUTPUT",
        description = "The processor or source that makes it.")
    @Nullable String output;

    @Option(names = "--dry-run", description = "Shows what would be done; writes nothing.")
    boolean dryRun;

    @Option(names = "--again", description = "Even if it is there and passes its gates.")
    boolean again;

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        description = "Why; stored and shown. A dry run needs none.")
    @Nullable String why;

    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    OperatorCommands.Orderer orderer;

    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Json json;

    @Override
    Map<String, String> parameters() {
      if (!dryRun && why == null) {
        throw new ParameterException(spec.commandLine(), "heal needs --why, or --dry-run");
      }
      AskingCommand.Asked asked =
          new AskingCommand.Asked()
              .with("date", date)
              .with("output", output)
              .with("dry-run", dryRun)
              .with("again", again)
              .with("why", why)
              .with("colour", Terminal.ofThisProcess().colour());
      return json.into(orderer.into(asked)).all();
    }
  }

  /** A command that shows something of one date, or of all that is at hand. */
  abstract static class OfAnyDate extends AskingCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "DATE",
        description = "Only of this data date, such as 2026-01-10.")
    @Nullable LocalDate date;

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

  @Command(
      name = "heals",
      description =
          "Shows the heal plans that are under way, their steps and what each waits for; of a DATE those that are over, too.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  phasekeeper heals",
        "  phasekeeper heals 2026-01-11 --json | jq '.plans[].steps'",
        "",
        "Exit code 1 if one has failed: somebody has to look."
      })
  static final class Heals extends OfAnyDate {}

  @Command(
      name = "gaps",
      description =
          "Looks what is missing of the last 14 days, today and tomorrow, since when it was due, and what is done about it.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  phasekeeper gaps",
        "  phasekeeper gaps 2026-01-11 --json",
        "",
        "Exit code 1 if something is missing, 3 if that could not be told."
      })
  static final class Gaps extends OfAnyDate {}

  @Command(
      name = "breaker",
      description =
          "Shows the circuits of the targets of calls; one opens after five failures in a row.",
      subcommands = BreakerReset.class,
      footerHeading = "%nExamples:%n",
      footer = {
        "  phasekeeper breaker",
        "  phasekeeper breaker reset phase4 --why \"deployed again\"",
        "",
        "Exit code 1 if one is open."
      })
  static final class Breaker extends AskingCommand {
    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Json json;

    @Override
    Map<String, String> parameters() {
      return json.into(new AskingCommand.Asked())
          .with("colour", Terminal.ofThisProcess().colour())
          .all();
    }
  }

  @Command(
      name = "reset",
      description =
          "Closes the circuit of a target; plans that wait for it go on with the next tick.",
      footerHeading = "%nExample:%n",
      footer = "  phasekeeper breaker reset phase4 --why \"deployed again\"")
  static final class BreakerReset extends AskingCommand {
    @Parameters(
        paramLabel = "TARGET",
        description = "A service, topic:NAME or job:NAME, as phasekeeper breaker shows it.")
    @SuppressWarnings("NullAway.Init") // by picocli
    String target;

    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    OperatorCommands.Reason reason;

    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Json json;

    @Override
    String request() {
      return "breaker-reset";
    }

    @Override
    Map<String, String> parameters() {
      return json.into(reason.into(new AskingCommand.Asked())).with("target", target).all();
    }
  }
}
