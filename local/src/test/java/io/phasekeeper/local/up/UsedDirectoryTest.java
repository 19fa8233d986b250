package io.phasekeeper.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.settings.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `up` does with a directory that was used before. */
class UsedDirectoryTest {
  @TempDir Path temp;

  @Test
  void upRefusesADirectoryWithAPlayThatCanBeTakenUpAndLeavesItAlone() throws Exception {
    Path data = temp.resolve("data");
    Path journal = Plays.leftInItsMiddle(data);
    List<String> left = Files.readAllLines(journal);
    assertThatThrownBy(() -> Plays.wall(data, Optional.empty()))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining("--play " + Plays.SHORT_NIGHT)
        .hasMessageContaining("--fresh")
        .hasMessageContaining("--data")
        .hasMessageNotContaining("\n");
    assertThat(Files.readAllLines(journal)).isEqualTo(left);
    assertThat(Plays.run(Plays.options(data, Mode.ON)).terminal())
        .contains("Taken up where it was left");
  }

  @Test
  void upGoesOnWithTheStateOfAPlayThatHasEnded() throws Exception {
    Path data = temp.resolve("data");
    assertThat(Plays.run(Plays.options(data, Mode.ON)).exit()).isZero();
    assertThat(Plays.wall(data, Optional.empty())).contains("Phasekeeper is up on");
  }
}
