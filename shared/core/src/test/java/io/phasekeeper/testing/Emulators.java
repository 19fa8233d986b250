package io.phasekeeper.testing;

import io.phasekeeper.emulator.EmulatorProcess;
import io.phasekeeper.emulator.GoogleEmulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;

/**
 * Google's emulators for tests: one of each per test JVM, started when first asked for, stopped
 * with the JVM. Tests keep apart by the names of their projects or collections.
 */
public final class Emulators {
  private static final Map<GoogleEmulator, EmulatorProcess> RUNNING =
      new EnumMap<>(GoogleEmulator.class);

  private Emulators() {}

  /** Its {@code host:port}; the one that its host variable names, if that is set. */
  public static String host(GoogleEmulator emulator) {
    String named = System.getenv(emulator.hostVariable());
    if (named != null && !named.isBlank()) {
      return named;
    }
    synchronized (RUNNING) {
      return RUNNING.computeIfAbsent(emulator, Emulators::start).host();
    }
  }

  static boolean canBeHad(GoogleEmulator emulator) {
    return System.getenv(emulator.hostVariable()) != null
        || emulator.jar(System.getenv()).isPresent();
  }

  private static EmulatorProcess start(GoogleEmulator emulator) {
    try {
      return EmulatorProcess.start(
          emulator, System.getenv(), Files.createTempDirectory("phasekeeper-emulator"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
