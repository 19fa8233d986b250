package io.phasekeeper.local.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Says to the user what a command is at, on standard error, so that its output stays clean. */
interface Messenger {
  void say(String line);

  static Messenger of(CommandSpec spec) {
    PrintWriter err = spec.commandLine().getErr();
    return line -> {
      err.println(line);
      err.flush();
    };
  }
}
