package io.phasekeeper.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.local.cli.RootCommand;
import io.phasekeeper.local.data.BoundSuite;
import io.phasekeeper.local.data.CannotLook;
import io.phasekeeper.local.data.DataDirectory;
import io.phasekeeper.settings.Mode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `up` does with a directory that was used before. */
class UsedDirectoryTest {
  private static final Path NBA = Plays.HOME.resolve("pipelines/nba.yaml");
  private static final Path EXAMPLE = Plays.HOME.resolve("pipelines/example.yaml");

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

  @Test
  void aDirectoryKeepsTheStateOfOnePipelineWhichNeedNotBeNamedAgain() throws Exception {
    Path data = temp.resolve("data");
    Plays.wall(data, Optional.of(EXAMPLE));
    assertThat(Plays.wall(data, Optional.empty())).contains("pipeline shop-sales");
    Ran hold = command("hold", "report", "2026-01-10", "--why", "x", "--data", data.toString());
    assertThat(hold.exit()).as(hold.err()).isZero();

    assertThatThrownBy(() -> Plays.wall(data, Optional.of(NBA)))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining("shop-sales")
        .hasMessageContaining("--data")
        .hasMessageNotContaining("\n");
    Ran other =
        command("status", "2026-01-10", "--pipeline", NBA.toString(), "--data", data.toString());
    assertThat(other.exit()).isEqualTo(3);
    assertThat(other.err().strip().lines()).hasSize(1);
  }

  @Test
  void aPipelineThatIsNotTheRunningSuitesIsRefused() throws Exception {
    Path data = temp.resolve("data");
    Plays.wall(
        data,
        Optional.empty(),
        () -> {
          Ran its =
              command(
                  "status", "2026-01-10", "--pipeline", NBA.toString(), "--data", data.toString());
          assertThat(its.exit()).as(its.err()).isZero();
          Ran other =
              command(
                  "status",
                  "2026-01-10",
                  "--pipeline",
                  EXAMPLE.toString(),
                  "--data",
                  data.toString());
          assertThat(other.exit()).isEqualTo(3);
          assertThat(other.err()).contains("nba.yaml").contains("example.yaml");
        });
  }

  @Test
  void whatTheEmulatorsHeldIsSaidToBeGoneInsteadOfShownAsHealthy() throws Exception {
    Path data = temp.resolve("data");
    Plays.wall(data, Optional.empty());
    onEmulators(data);
    for (String[] asked :
        List.of(
            new String[] {"status", "2026-01-10"},
            new String[] {"hold", "phase4", "2026-01-10", "--why", "x"})) {
      List<String> all = new ArrayList<>(List.of(asked));
      all.addAll(List.of("--data", data.toString()));
      Ran ran = command(all.toArray(String[]::new));
      assertThat(ran.exit()).isEqualTo(3);
      assertThat(ran.err()).contains("emulators, which keep nothing");
      assertThat(ran.out()).isEmpty();
    }
    assertThat(Plays.wall(data, Optional.empty())).contains("nothing is lost");
    assertThat(command("status", "2026-01-10", "--data", data.toString()).exit()).isZero();
  }

  @Test
  void aPlayThatEmulatorsHeldBeginsAnewAndOneThatIsKeptIsNotForgottenForThem() throws Exception {
    Path data = temp.resolve("data");
    Plays.leftInItsMiddle(data);
    UpOptions o = Plays.options(data, Mode.ON);
    UpOptions emulated =
        new UpOptions(
            o.home(),
            data,
            o.pipeline(),
            0,
            false,
            o.play(),
            o.speed(),
            true,
            true,
            Mode.ON,
            false,
            false);
    assertThatThrownBy(() -> Plays.run(emulated))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining("--fresh");
    onEmulators(data);
    assertThat(Plays.run(o).terminal()).doesNotContain("Taken up").contains("PASS");
  }

  private static void onEmulators(Path data) throws Exception {
    try (DataDirectory directory = DataDirectory.take(data).orElseThrow()) {
      directory.bind(new BoundSuite("nba", NBA, true));
    }
  }

  private record Ran(int exit, String out, String err) {}

  private static Ran command(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = RootCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  @Test
  void whatUpProposesFitsItsPipeline() throws Exception {
    assertThat(Plays.wall(temp.resolve("nba"), Optional.of(NBA)))
        .contains(" test-events/phase-orchestrator/phase3-player-game-summary.json");
    assertThat(Plays.wall(temp.resolve("shop"), Optional.of(EXAMPLE)))
        .doesNotContain("test-events")
        .contains(
            "send --data "
                + temp.resolve("shop")
                + " FILE   (of {\"topic\": \"shop-load-complete\",");
  }
}
