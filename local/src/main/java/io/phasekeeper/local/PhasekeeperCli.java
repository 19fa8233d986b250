package io.phasekeeper.local;

import io.phasekeeper.local.cli.RootCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Entry point of {@code ./phasekeeper}. */
public final class PhasekeeperCli {
  private PhasekeeperCli() {}

  public static void main(String[] arguments) {
    // The framework's server brings a provider of its own; libraries' talk is not for this
    // terminal.
    System.setProperty("slf4j.provider", "org.slf4j.nop.NOPServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.exit(
        RootCommand.run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments));
  }
}
