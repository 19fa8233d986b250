package io.phasekeeper.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.local.control.DeskAnswer;
import io.phasekeeper.local.control.DeskRequest;
import io.phasekeeper.local.control.RemoteDesk;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole `up` in a process of its own, as a user has it. */
class RunningUpTest {
  @TempDir Path temp;

  @Test
  void itListensOnLoopbackAloneTakesEventsAndItsStateSurvivesItsEnd() throws Exception {
    Path data = temp.resolve("data");
    Path out = temp.resolve("out");
    Process up = Plays.process(out, "up", "--data", data.toString());
    try {
      assertThat(Plays.await(() -> !up.isAlive() || says(out, "Ctrl-C"))).isTrue();
      assertThat(up.isAlive()).as(Files.readString(out)).isTrue();
      try (RemoteDesk desk =
          new RemoteDesk(HttpClient.newHttpClient(), DataDirectory.running(data).orElseThrow())) {
        DeskAnswer sent =
            desk.ask(
                new DeskRequest(
                    "send",
                    Map.of(
                        "file",
                        "event",
                        "event",
                        "{\"topic\":\"nba-phase3-analytics-complete\",\"data\":{\"processor_name\":"
                            + "\"PlayerGameSummaryProcessor\",\"game_date\":\"2026-01-10\",\"status\":\"success\","
                            + "\"record_count\":211,\"timestamp\":\"2026-01-11T11:34:00Z\"}}")));
        assertThat(sent.text()).contains(": recorded");
        assertThat(status(desk).text()).contains("player_game_summary: COMPLETE (");
      }
      assertLoopbackOnly(up.pid());
    } finally {
      assertThat(up.destroyForcibly().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(data.resolve("running.json")).as("left behind by the kill").exists();

    Process again = Plays.process(temp.resolve("again"), "up", "--data", data.toString());
    try {
      assertThat(Plays.await(() -> says(temp.resolve("again"), "Ctrl-C"))).isTrue();
      try (RemoteDesk desk =
          new RemoteDesk(HttpClient.newHttpClient(), DataDirectory.running(data).orElseThrow())) {
        assertThat(status(desk).text()).contains("player_game_summary: COMPLETE (");
      }
    } finally {
      assertThat(again.destroyForcibly().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static DeskAnswer status(RemoteDesk desk) throws CannotLook {
    return desk.ask(new DeskRequest("status", Map.of("date", "2026-01-10")));
  }

  private static boolean says(Path out, String text) {
    try {
      return Files.readString(out).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  /** Every socket on which the process listens, as Linux knows them. */
  private static void assertLoopbackOnly(long pid) throws IOException {
    Path tables = Path.of("/proc", Long.toString(pid), "net");
    Assumptions.assumeTrue(Files.exists(tables), "looks into /proc, which only Linux has");
    Set<String> sockets = new TreeSet<>();
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path each : open.toList()) {
        String target = Files.exists(each) ? Files.readSymbolicLink(each).toString() : "";
        if (target.startsWith("socket:[")) {
          sockets.add(target.substring(8, target.length() - 1));
        }
      }
    }
    List<String> listening = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(tables.resolve(table))) {
        String[] fields = line.strip().split("\\s+");
        // 0A is LISTEN; the tenth field is the socket's inode.
        if (fields.length > 9 && fields[3].equals("0A") && sockets.contains(fields[9])) {
          listening.add(fields[1].substring(0, fields[1].indexOf(':')));
        }
      }
    }
    assertThat(listening)
        .isNotEmpty()
        .allMatch(
            address ->
                address.equals("0100007F")
                    || address.equals("0000000000000000FFFF00000100007F")
                    || address.equals("00000000000000000000000001000000"));
  }
}
