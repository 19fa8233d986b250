package io.phasekeeper.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.emulator.GoogleEmulator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsEmulator({GoogleEmulator.PUBSUB, GoogleEmulator.FIRESTORE})
class EmulatorsTest {
  @ParameterizedTest
  @EnumSource
  void eachEmulatorStartsOnceOnLoopback(GoogleEmulator emulator) {
    assertThat(Emulators.host(emulator))
        .startsWith("127.0.0.1:")
        .isEqualTo(Emulators.host(emulator));
  }
}
