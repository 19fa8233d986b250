package io.phasekeeper.local.cli;

import io.phasekeeper.local.data.CannotLook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "send",
    description = "Sends a test event to the local suite and says what became of it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  phasekeeper send test-events/phase-orchestrator/phase3-player-game-summary.json",
      "  phasekeeper send test-events/phase-orchestrator/malformed/not-json.json",
      "",
      "Exit code 1 if the event was quarantined or is to be delivered again."
    })
final class SendCommand extends AskingCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "A test event: {\"topic\": …, \"data\": …, \"attributes\": {…}}.")
  @SuppressWarnings("NullAway.Init") // by picocli
  Path file;

  @Override
  Map<String, String> parameters() throws CannotLook {
    try {
      return new AskingCommand.Asked()
          .with("file", file)
          .with("event", Files.readString(file, StandardCharsets.UTF_8))
          .all();
    } catch (IOException e) {
      throw new CannotLook("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }
}
