package io.phasekeeper.local.emulated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The emulators that a data directory's suite has started: a suite that is killed leaves them
 * behind, and the next one on the directory ends them. {@code emulators.started}: a line each of
 * process id and start time, so that a process that only has the same id is left alone.
 */
final class LeftBehind {
  private static final String FILE = "emulators.started";

  private LeftBehind() {}

  /** Ends what an earlier suite left behind. */
  static void end(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split(" ", -1);
      if (parts.length == 2 && parts[0].matches("\\d{1,18}")) {
        ProcessHandle.of(Long.parseLong(parts[0]))
            .filter(process -> startOf(process).filter(parts[1]::equals).isPresent())
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
    Files.delete(file);
  }

  /** Remembers what this suite has started. */
  static void note(Path folder, List<ProcessHandle> started) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ProcessHandle process : started) {
      startOf(process).ifPresent(start -> lines.add(process.pid() + " " + start));
    }
    Files.write(folder.resolve(FILE), lines);
  }

  private static Optional<String> startOf(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString);
  }
}
