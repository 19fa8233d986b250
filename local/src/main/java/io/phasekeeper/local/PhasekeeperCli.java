package io.phasekeeper.local;

import io.phasekeeper.local.cli.RootCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Entry point of {@code ./phasekeeper}. */
public final class PhasekeeperCli {
  // Held here, because the logging system forgets the level of a logger that nobody holds.
  private static final Logger LIBRARIES = Logger.getLogger("");

  private PhasekeeperCli() {}

  public static void main(String[] arguments) {
    // What libraries have to say is not for this terminal, unless it is a warning.
    LIBRARIES.setLevel(Level.WARNING);
    // The invoker brings a provider, too; without a name there would be a warning about both.
    System.setProperty("slf4j.provider", "org.slf4j.nop.NOPServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.exit(
        RootCommand.run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments));
  }
}
