package io.phasekeeper.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostDocumentsTest {
  @TempDir Path temp;

  @Test
  void documentsThatWereThereAndAreGoneAreMissedInsteadOfBegunAnew() throws Exception {
    Path data = temp.resolve("data");
    Plays.wall(data, Optional.empty());
    Path documents = data.resolve("phasekeeper.mv.db");
    Files.write(documents, new byte[0]);
    assertMissed(data, "phasekeeper.mv.db is empty");
    Files.delete(documents);
    assertMissed(data, "phasekeeper.mv.db is not there");
    assertThat(documents).doesNotExist();
  }

  @Test
  void aFirstStartThatWasKilledBeforeItMadeDocumentsBeginsAnew() throws Exception {
    Path data = temp.resolve("data");
    try (DataDirectory killed = DataDirectory.take(data).orElseThrow()) {
      killed.use();
    }
    assertThat(Plays.wall(data, Optional.empty())).contains("Phasekeeper is up on");
  }

  private static void assertMissed(Path data, String what) {
    assertThatThrownBy(() -> Plays.wall(data, Optional.empty()))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining(what)
        .hasMessageContaining("--fresh")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(
            () ->
                OpenedData.open(
                    DataDirectory.take(data).orElseThrow(),
                    Plays.HOME,
                    Optional.empty(),
                    InstantSource.fixed(Instant.EPOCH)))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining(what);
  }
}
