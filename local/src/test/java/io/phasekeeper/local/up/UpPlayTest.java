package io.phasekeeper.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.local.host.CannotListen;
import io.phasekeeper.local.play.PlayJournal;
import io.phasekeeper.settings.Mode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpPlayTest {
  @TempDir Path temp;

  @Test
  void aNightIsPlayedThroughTheRealSuiteAndToldAsItHappens() throws Exception {
    Plays.Run run = Plays.run(Plays.options(temp.resolve("data"), Mode.ON));
    assertThat(run.terminal())
        .contains(
            "06:31:01  phase3   player_game_summary            success     211 rows   for 2026-01-10  phase4 waits")
        .contains(
            "06:35:01  ==> phase4 starts (Precompute): all_complete, 5 of 5   phase4:2026-01-10:overnight:1")
        .contains("  - player_daily_cache: COMPLETE (Jan 11, 6:38 AM)")
        .contains("PASS " + Plays.SHORT_NIGHT);
    assertThat(run.exit()).isZero();
    assertThat(Files.readAllLines(temp.resolve("data").resolve(Console.LOG)))
        .as("every line of the log is JSON")
        .allMatch(line -> line.startsWith("{\"severity\":"))
        .anyMatch(
            line ->
                line.contains("\"outcome\":\"triggered\"")
                    && line.contains("logging.googleapis.com/trace"));
  }

  @Test
  void whatIsMissingIsMadeAgainByACallOverHttp() throws Exception {
    Path data = temp.resolve("data");
    Plays.Run run = Plays.run(Plays.options(Plays.HEALING_MORNING, data, Mode.ON, false));
    assertThat(run.terminal())
        .contains("11:35:00    call phase4 for ml_feature_store 2026-01-10: no answer")
        .contains("PASS " + Plays.HEALING_MORNING);
    assertThat(run.exit()).as(run.terminal()).isZero();
    assertThat(PlayJournal.read(data))
        .filteredOn(PlayJournal.Called.class::isInstance)
        .singleElement()
        .extracting(each -> ((PlayJournal.Called) each).body())
        .asString()
        .contains("\"analysis_date\":\"2026-01-10\"", "\"MLFeatureStoreProcessor\"");
  }

  @Test
  void inShadowNobodyIsCalled() throws Exception {
    Path data = temp.resolve("data");
    Plays.Run run = Plays.run(Plays.options(Plays.HEALING_MORNING, data, Mode.SHADOW, false));
    assertThat(run.exit()).as("it was expected to be healed").isEqualTo(1);
    assertThat(PlayJournal.read(data)).noneMatch(PlayJournal.Called.class::isInstance);
  }

  @Test
  void shadowDecidesEverythingAndSendsNothing() throws Exception {
    Plays.Run run = Plays.run(Plays.options(temp.resolve("data"), Mode.SHADOW));
    assertThat(run.terminal())
        .doesNotContain("==>")
        .contains(
            "FALSE (shadow: phase4:2026-01-10:overnight:1 was decided, all_complete, and not sent)");
    assertThat(PlayJournal.read(temp.resolve("data")))
        .noneMatch(PlayJournal.Triggered.class::isInstance);
    assertThat(run.exit()).as("the play's triggers were expected, and did not come").isEqualTo(1);
  }

  @Test
  void aSecondUpOnTheSameDataIsToldWhoHasIt() throws Exception {
    Path data = temp.resolve("data");
    try (DataDirectory held = DataDirectory.take(data).orElseThrow()) {
      assertThat(held.path()).isEqualTo(data);
      assertThatThrownBy(() -> Plays.run(Plays.options(data, Mode.ON)))
          .isInstanceOf(CannotLook.class)
          .hasMessageContaining("another phasekeeper has the data directory")
          .hasMessageContaining("--data");
    }
  }

  @Test
  void aBusyPortIsOneClearLine() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      UpOptions free = Plays.options(temp.resolve("data"), Mode.ON);
      UpOptions taken =
          new UpOptions(
              free.home(),
              free.data(),
              Optional.empty(),
              busy.getLocalPort(),
              false,
              free.play(),
              OptionalDouble.empty(),
              true,
              false,
              Mode.ON,
              false,
              false);
      assertThatThrownBy(() -> Plays.run(taken))
          .isInstanceOf(CannotListen.class)
          .hasMessageContaining("the port is in use");
    }
  }

  @Test
  void aDamagedDataDirectoryIsOneClearLineAndFreshForgetsIt() throws Exception {
    Path data = temp.resolve("data");
    assertThat(Plays.run(Plays.options(data, Mode.ON)).exit()).isZero();
    // Over: the next play would begin anew, so that this one is made to be in its middle.
    Path journal = data.resolve(PlayJournal.FILE);
    var lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, lines.size() / 2));
    Files.writeString(data.resolve("phasekeeper.mv.db"), "not a database", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Plays.run(Plays.options(data, Mode.ON)))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining("--fresh");
    UpOptions o = Plays.options(data, Mode.ON);
    UpOptions fresh =
        new UpOptions(
            o.home(),
            data,
            Optional.empty(),
            0,
            true,
            o.play(),
            o.speed(),
            true,
            false,
            Mode.ON,
            false,
            false);
    assertThat(Plays.run(fresh).exit()).isZero();
  }

  @Test
  void aPlayThatHasEndedBeginsAnew() throws Exception {
    Path data = temp.resolve("data");
    String first = Plays.run(Plays.options(data, Mode.ON)).terminal();
    String second = Plays.run(Plays.options(data, Mode.ON)).terminal();
    assertThat(second.lines().filter(l -> l.contains("==>")).toList())
        .isEqualTo(first.lines().filter(l -> l.contains("==>")).toList());
  }
}
