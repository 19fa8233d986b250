package io.phasekeeper.local.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftBehindTest {
  @TempDir Path folder;

  @Test
  void whatAnEarlierSuiteStartedIsEndedAndNobodyElsesProcess() throws Exception {
    Process ours = waiting();
    Process others = waiting();
    try {
      LeftBehind.note(folder, List.of(ours.toHandle()));
      // An id that another process has got meanwhile.
      Path file = folder.resolve("emulators.started");
      Files.writeString(
          file, Files.readString(file) + others.pid() + " 2020-01-01T00:00:00Z\nnonsense\n");
      LeftBehind.end(folder);
      assertThat(ours.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(others.isAlive()).isTrue();
      assertThat(file).doesNotExist();
    } finally {
      others.destroyForcibly();
      ours.destroyForcibly();
    }
  }

  @Test
  void whereNothingWasStartedNothingIsEnded() throws IOException {
    LeftBehind.end(folder);
    assertThat(folder).isEmptyDirectory();
  }

  /** A process that waits for input which does not come. */
  private static Process waiting() throws IOException {
    return new ProcessBuilder("cat").start();
  }
}
