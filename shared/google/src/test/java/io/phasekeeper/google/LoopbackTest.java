package io.phasekeeper.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.phasekeeper.emulator.GoogleEmulator;
import io.phasekeeper.google.fake.FakeBigQuery;
import io.phasekeeper.testing.Emulators;
import io.phasekeeper.testing.NeedsEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * No server that these tests or {@code up --emulators} start can be reached from another machine.
 */
class LoopbackTest {
  /** 127.0.0.1 and ::1, and ::ffff:127.0.0.1, as the kernel writes them. */
  private static final List<String> LOOPBACK =
      List.of("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F");

  private static final String LISTENING = "0A";

  @Test
  @NeedsEmulator({GoogleEmulator.FIRESTORE, GoogleEmulator.PUBSUB})
  void emulatorsListenOnLoopbackAlone() throws IOException {
    for (GoogleEmulator emulator : GoogleEmulator.values()) {
      assertLoopback(Emulators.host(emulator));
    }
  }

  @Test
  void theFakesListenOnLoopbackAlone() throws IOException {
    try (FakeBigQuery bigQuery = FakeBigQuery.start("p");
        AnsweringGrpcServer grpc =
            AnsweringGrpcServer.start(n -> AnsweringGrpcServer.Answer.silence())) {
      assertLoopback(bigQuery.host());
      assertLoopback(grpc.host());
    }
  }

  private static void assertLoopback(String host) throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "only Linux tells who listens where");
    String port =
        String.format(Locale.ROOT, "%04X", Integer.parseInt(host.substring(host.indexOf(':') + 1)));
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+");
        if (columns[3].equals(LISTENING) && columns[1].endsWith(":" + port)) {
          addresses.add(columns[1].substring(0, columns[1].indexOf(':')));
        }
      }
    }
    assertThat(addresses).as("who listens on " + host).isNotEmpty().allMatch(LOOPBACK::contains);
  }
}
