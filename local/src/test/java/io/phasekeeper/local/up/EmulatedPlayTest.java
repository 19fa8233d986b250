package io.phasekeeper.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.testing.NeedsEmulator;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same night on Google's own emulators, with the real clients. */
@NeedsEmulator({GoogleEmulator.PUBSUB, GoogleEmulator.FIRESTORE})
class EmulatedPlayTest {
  @TempDir Path temp;

  @Test
  void aNightIsPlayedOnPubSubAndFirestore() throws Exception {
    UpOptions options = Plays.options(Plays.SHORT_NIGHT, temp.resolve("data"), Mode.ON, true);
    Plays.Run run = Plays.run(options);
    assertThat(run.terminal())
        .contains("on the Pub/Sub emulator at 127.0.0.1:")
        .contains("which keep nothing over their end")
        .contains("06:35:01  ==> phase4 starts (Precompute): all_complete, 5 of 5")
        .contains("PASS");
    assertThat(run.exit()).as(run.terminal()).isZero();
    assertThatThrownBy(
            () ->
                OpenedData.open(
                    DataDirectory.take(options.data()).orElseThrow(),
                    Plays.HOME,
                    Optional.empty(),
                    InstantSource.fixed(Instant.EPOCH)))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining("keep nothing over their end");
  }

  @Test
  void whatIsMissingIsMadeAgainByACallThere() throws Exception {
    Plays.Run run =
        Plays.run(Plays.options(Plays.HEALING_MORNING, temp.resolve("data"), Mode.ON, true));
    assertThat(run.terminal()).contains("call phase4 for ml_feature_store 2026-01-10: no answer");
    assertThat(run.exit()).as(run.terminal()).isZero();
  }
}
