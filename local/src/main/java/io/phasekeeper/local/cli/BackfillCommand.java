package io.phasekeeper.local.cli;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
    name = "backfill",
    description =
        "Makes what is missing of a range of dates, oldest first: each date of a phase waits until what it is made from is there and"
            + " passes its gates.",
    synopsisHeading = "Usage: phasekeeper backfill FROM TO --why TEXT [OPTIONS]%n   or: ",
    subcommands = {
      BackfillCommand.Status.class,
      BackfillCommand.Pause.class,
      BackfillCommand.Resume.class,
      BackfillCommand.Cancel.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper backfill 2025-12-01 2025-12-31 --why \"the cache was down\"",
      "  phasekeeper backfill 2021-10-19 2026-01-02 --phase phase4 --max-in-flight 5 --why \"usage rates were mended\"",
      "  phasekeeper backfill 2025-12-10 2025-12-10 --phase phase3 --dry-run",
      "  phasekeeper backfill status",
      "  phasekeeper backfill pause 3 --why \"the warehouse is busy\"",
      "  phasekeeper backfill resume 3 --why \"it is not any more\"",
      "  phasekeeper backfill cancel 3 --why \"not needed\"",
      "",
      "It holds at the first date whose gate fails, says so, and goes on by itself once that is mended. Self-heal drives it, every five",
      "minutes. Dates without work and the first days of a season are left out. What is there is passed over, unless what it is made from",
      "is made, or was written since; other phases and later dates follow when the rest is done. Exit code 1 if it is refused."
    })
final class BackfillCommand extends AskingCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FROM",
      description = "The first data date.")
  @Nullable LocalDate from;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TO",
      description = "The last data date, included; at most today.")
  @Nullable LocalDate to;

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      description = "Only the outputs of this phase (default: of all that can be asked to work).")
  @Nullable String phase;

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      description = "How many outputs may be under way at once (default: 3).")
  @Nullable Integer maxInFlight;

  @Option(
      names = "--again",
      description = "Makes rows anew that are there and pass their gates, too.")
  boolean again;

  @Option(
      names = "--dry-run",
      description =
          "Tells what would be made, and what would be made anew after it; begins nothing.")
  boolean dryRun;

  @Option(names = "--why", paramLabel = "TEXT", description = "Why; stored and shown.")
  @Nullable String why;

  @Mixin
  @SuppressWarnings("NullAway.Init") // by picocli
  OperatorCommands.Orderer orderer;

  @Mixin
  @SuppressWarnings("NullAway.Init") // by picocli
  Json json;

  @Override
  Map<String, String> parameters() {
    if (from == null || to == null || (why == null && !dryRun)) {
      throw new ParameterException(
          spec.commandLine(),
          "a backfill needs FROM, TO and --why; or one of status, pause, resume, cancel");
    }
    AskingCommand.Asked asked =
        new AskingCommand.Asked()
            .with("from", from)
            .with("to", to)
            .with("phase", phase)
            .with("max-in-flight", maxInFlight)
            .with("again", again)
            .with("dry-run", dryRun)
            .with("why", why);
    return json.into(orderer.into(asked)).all();
  }

  /** A command about one backfill. */
  abstract static class OfOne extends AskingCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "NUMBER",
        description = "Which (default: the one that is not over).")
    @Nullable Long number;

    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    Json json;

    @Override
    String request() {
      return "backfill-" + spec.name();
    }

    AskingCommand.Asked asked() {
      return json.into(new AskingCommand.Asked().with("number", number));
    }
  }

  /** An order about one backfill. */
  abstract static class Order extends OfOne {
    @Mixin
    @SuppressWarnings("NullAway.Init") // by picocli
    OperatorCommands.Reason reason;

    @Override
    Map<String, String> parameters() {
      return reason.into(asked()).all();
    }
  }

  @Command(
      name = "status",
      description =
          "Shows how far backfills are (default: the newest), where they hold, and when they will be done.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  phasekeeper backfill status",
        "  phasekeeper backfill status 3 --json | jq '.backfills[0].progress'",
        "",
        "Exit code 1 if one holds, or has outputs that failed."
      })
  static final class Status extends OfOne {
    @Override
    Map<String, String> parameters() {
      return asked().with("colour", Terminal.ofThisProcess().colour()).all();
    }
  }

  @Command(
      name = "pause",
      description = "Begins nothing more until it is resumed; what is under way is waited for.",
      footerHeading = "%nExample:%n",
      footer = "  phasekeeper backfill pause 3 --why \"the warehouse is busy\"")
  static final class Pause extends Order {}

  @Command(
      name = "resume",
      description = "Goes on with one that is paused; outputs that failed are tried anew.",
      footerHeading = "%nExample:%n",
      footer = "  phasekeeper backfill resume 3 --why \"the service is mended\"")
  static final class Resume extends Order {}

  @Command(
      name = "cancel",
      description = "Ends one; what it made stays, what is under way is not called back.",
      footerHeading = "%nExample:%n",
      footer = "  phasekeeper backfill cancel 3 --why \"not needed\"")
  static final class Cancel extends Order {}
}
