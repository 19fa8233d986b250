package io.phasekeeper.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.settings.Mode;
import io.phasekeeper.settings.SettingsException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));

  @TempDir Path temp;

  private record Ran(int exit, String out, String err) {}

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = RootCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "replay",
        "check",
        "bench",
        "simulate",
        "crash",
        "send",
        "status",
        "runs",
        "verdict",
        "gate",
        "backfill",
        "heal",
        "heals",
        "gaps",
        "breaker",
        "trigger",
        "hold",
        "release",
        "skip",
        "complete",
        "stop",
        "resume"
      })
  void everyCommandExplainsItselfWithExamples(String command) {
    Ran ran = run(command, "--help");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("Example").contains("phasekeeper " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backfill status",
        "backfill pause",
        "backfill resume",
        "backfill cancel",
        "breaker reset"
      })
  void everyCommandOfACommandExplainsItselfWithExamples(String command) {
    String[] words = command.split(" ", -1);
    Ran ran = run(words[0], words[1], "--help");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("Example").contains("phasekeeper " + command);
  }

  @Test
  void theVersionIsTold() {
    assertThat(run("--version").out()).startsWith("phasekeeper ").contains("Java ");
  }

  @Test
  void killingLessThanOnceIsWrongUsage() {
    Ran ran = run("crash", "--kills", "0");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--kills: found 0; expected 1 to 500");
  }

  @Test
  void aSimulationPlaysOnlyThePartsThatAreNamed() {
    Ran ran = run("simulate", "--days", "16", "--only", "runs,healing");
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out()).contains("seed 1: 16 days", " 0 starts decided", "healing: ");
    Ran wrong = run("simulate", "--only", "sweeps");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("--only", "sweeps");
  }

  @Test
  void aMisspeltCommandIsWrongUsageAndSuggestsTheNearest() {
    Ran ran = run("statuss");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("Did you mean").contains("status");
  }

  @Test
  void aMisspeltOptionIsWrongUsageAndSuggestsTheNearest() {
    Ran ran = run("up", "--emulator");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--emulators");
  }

  @Test
  void withoutACommandNothingIsDone() {
    assertThat(run().exit()).isEqualTo(2);
  }

  @Test
  void anOrderWithoutAReasonIsWrongUsage() {
    Ran ran = run("hold", "phase4", "2026-01-10");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--why");
  }

  @Test
  void wrongValuesAreWrongUsage() {
    assertThat(run("status", "10.1.2026").exit()).isEqualTo(2);
    assertThat(run("runs", "yesterday").exit()).isEqualTo(2);
    assertThat(run("runs").exit()).isEqualTo(2);
    assertThat(run("verdict", "player_daily_cache").exit()).isEqualTo(2);
    assertThat(run("verdict", "player_daily_cache", "2026-13-01").exit()).isEqualTo(2);
    assertThat(run("up", "--port", "70000").exit()).isEqualTo(2);
    assertThat(run("gate", "2026-01-10").exit()).isEqualTo(2);
    assertThat(run("backfill", "2026-01-10", "--why", "x").exit()).isEqualTo(2);
    assertThat(run("backfill", "2026-01-09", "2026-01-10").err()).contains("--why");
    assertThat(run("backfill", "pause", "three", "--why", "x").exit()).isEqualTo(2);
    assertThat(run("heal", "2026-01-10").err()).contains("--why, or --dry-run");
    assertThat(run("heal", "2026-01-10", "--dry-run=maybe").exit()).isEqualTo(2);
    assertThat(run("gaps", "lately").exit()).isEqualTo(2);
    assertThat(run("up", "--mode", "shade").exit()).isEqualTo(2);
    assertThat(run("up", "--exit").exit()).isEqualTo(2);
    assertThat(run("up", "--play", "x", "--speed", "0").exit()).isEqualTo(2);
  }

  @Test
  void whereThereIsNoSuiteNothingCanBeLookedAt() {
    Ran ran = run("status", "2026-01-10", "--data", temp.resolve("none").toString());
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("there is no local suite in").contains("phasekeeper up");
    assertThat(temp.resolve("none")).doesNotExist();
  }

  @Test
  void aDataDirectoryThatCannotBeWrittenIsOneClearLine() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");
    Ran ran = run("up", "--data", file.resolve("below").toString());
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err().strip().lines()).hasSize(1);
    assertThat(ran.err()).contains("--data");
  }

  @Test
  void aScenarioThatIsNotThereIsOneClearLine() {
    Ran ran = run("up", "--play", "nowhere.yaml", "--data", temp.resolve("d").toString());
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err().strip()).isEqualTo("phasekeeper: there is no scenario nowhere.yaml");
  }

  @Test
  void checkTellsEveryProblemAndGoodFilesApart() throws Exception {
    assertThat(run("check", HOME.resolve("pipelines/nba.yaml").toString()).exit()).isZero();
    Path wrong =
        Files.writeString(
            temp.resolve("wrong.yaml"),
            Files.readString(HOME.resolve("pipelines/nba.yaml"))
                .replace("fan_out: per_table", "fan_out: per_tabel")
                .replace("late: alert", "late: alart"));
    Ran ran = run("check", wrong.toString());
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("per_tabel").contains("alart");
    assertThat(run("check", temp.resolve("none.yaml").toString()).exit()).isEqualTo(3);
  }

  @Test
  void colourIsForTerminalsThatWantIt() {
    assertThat(Terminal.of(Map.of(), "true").colour()).isTrue();
    assertThat(Terminal.of(Map.of(), "false").colour()).isFalse();
    assertThat(Terminal.of(Map.of("NO_COLOR", "1"), "true").colour()).isFalse();
    assertThat(Terminal.of(Map.of("NO_COLOR", ""), "true").colour()).isTrue();
    assertThat(Terminal.of(Map.of("TERM", "dumb"), "true").colour()).isFalse();
  }

  @Test
  void aSuiteThatDoesNotRunIsAskedThroughItsData() throws Exception {
    Path data = temp.resolve("data");
    Path night = HOME.resolve("local/src/test/resources/short-night.yaml");
    assertThat(run("up", "--play", night.toString(), "--exit", "--data", data.toString()).exit())
        .isZero();
    // What a killed suite leaves behind: an address where nobody listens any more.
    Files.writeString(
        data.resolve("running.json"), "{\"address\":\"http://127.0.0.1:1\",\"token\":\"t\"}");

    Ran status = run("status", "2026-01-10", "--data", data.toString());
    assertThat(status.out())
        .contains("phase4:2026-01-10:overnight:1 sent at Jan 11, 6:35 AM, all_complete");
    assertThat(status.exit()).as(status.err()).isZero();

    Ran json = run("status", "2026-01-10", "--json", "--data", data.toString());
    assertThat(json.out()).contains("\"at\": \"2026-01-11T12:10:00Z\"");

    aProcessorsInputsAndADatesRunsAreLookedAt(data);
    healingAndBackfillsAreLookedAtAndOrdered(data);

    Path events = HOME.resolve("test-events/phase-orchestrator");
    Ran sent = send(data, events.resolve("phase3-player-game-summary.json"));
    assertThat(sent.exit()).as(sent.err()).isZero();
    assertThat(sent.out()).contains(": recorded").contains("processor: player_game_summary");
    Path questions = HOME.resolve("test-events/status");
    Ran asked = send(data, questions.resolve("upstream.json"));
    assertThat(asked.exit()).as(asked.out() + asked.err()).isZero();
    assertThat(asked.out()).contains("status/upstream?").contains("\"verdict\":\"missing\"");
    Ran misspelt = send(data, questions.resolve("upstream-unknown-processor.json"));
    assertThat(misspelt.exit()).isEqualTo(1);
    assertThat(misspelt.out()).contains("answered 400").contains("did you mean");
    assertThat(send(data, questions.resolve("health.json")).out()).contains("\"status\":");
    Ran refused = send(data, events.resolve("malformed/not-json.json"));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).contains(": quarantined");

    List<String> hold =
        List.of(
            "hold",
            "phase4",
            "2026-01-11",
            "--why",
            "a test",
            "--who",
            "ana",
            "--data",
            data.toString());
    assertThat(run(hold.toArray(String[]::new)).out()).contains("is held until it is released");
    assertThat(run("status", "2026-01-11", "--data", data.toString()).out())
        .contains("held by ana: a test");
    Ran unknown = run("hold", "phase9", "2026-01-11", "--why", "x", "--data", data.toString());
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("phase9");
  }

  private static void aProcessorsInputsAndADatesRunsAreLookedAt(Path data) {
    Ran verdict = run("verdict", "player_daily_cache", "2026-01-11", "--data", data.toString());
    assertThat(verdict.exit()).as(verdict.err()).isEqualTo(1);
    assertThat(verdict.out())
        .startsWith("player_daily_cache for 2026-01-11: ")
        .contains("NOT safe to process")
        .contains(
            "player_game_summary (nba_analytics.player_game_summary), 2026-01-01 to 2026-01-10");
    Ran json =
        run(
            "verdict",
            "export",
            "2026-01-11",
            "--json",
            "--accept",
            "missing",
            "--data",
            data.toString());
    assertThat(json.exit()).as(json.err()).isZero();
    assertThat(json.out()).contains("\"safe_to_process\": true");

    Ran unknown = run("verdict", "player_daily_cash", "2026-01-11", "--data", data.toString());
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean \"player_daily_cache\"?");
    Ran accept =
        run("verdict", "export", "2026-01-11", "--accept", "all", "--data", data.toString());
    assertThat(accept.exit()).isEqualTo(2);
    assertThat(accept.err()).contains("failed_but_data_exists");

    Ran runs = run("runs", "2026-01-10", "--data", data.toString());
    assertThat(runs.exit()).as(runs.err()).isZero();
    assertThat(runs.out()).contains("Runs for 2026-01-10").contains("player_daily_cache");
    assertThat(run("runs", "2026-01-10", "--json", "--data", data.toString()).out())
        .contains("\"verdict\": \"finished\"");
    assertThat(run("runs", "2025-07-01", "--data", data.toString()).out())
        .contains("No run is known for 2025-07-01.");
  }

  private static Ran on(Path data, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--data");
    all.add(data.toString());
    return run(all.toArray(String[]::new));
  }

  private static void healingAndBackfillsAreLookedAtAndOrdered(Path data) {
    Ran dry = on(data, "heal", "2026-01-10", "player_game_summary", "--again", "--dry-run");
    assertThat(dry.exit()).as(dry.err()).isZero();
    assertThat(dry.out()).contains("player_game_summary of 2026-01-10").contains("inputs: ");
    Ran dryJson =
        on(data, "heal", "2026-01-10", "player_game_summary", "--again", "--dry-run", "--json");
    assertThat(dryJson.out()).contains("\"targets\": [");
    Ran unknown = on(data, "heal", "2026-01-10", "player_daily_cash", "--dry-run");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("expected one of [");
    assertThat(on(data, "heals", "--json").out()).contains("\"plans\": [");
    Ran gaps = on(data, "gaps", "2026-01-10", "--json");
    assertThat(gaps.exit()).as(gaps.err()).isIn(0, 1);
    assertThat(gaps.out()).contains("\"gaps\": [");
    assertThat(on(data, "breaker").exit()).isIn(0, 1);
    assertThat(on(data, "breaker", "reset", "nobody", "--why", "x").exit()).isEqualTo(2);

    Ran gate = on(data, "gate", "2026-01-10", "2026-01-10", "--phase", "phase4");
    assertThat(gate.exit()).as(gate.err()).isIn(0, 1);
    assertThat(gate.out()).contains("Inputs of 2026-01-10 to 2026-01-10").contains("phase4: ");
    Ran reversed = on(data, "gate", "2026-01-10", "2026-01-09", "--json");
    assertThat(reversed.exit()).isEqualTo(2);
    assertThat(reversed.err()).contains("expected the earlier date first");

    assertThat(on(data, "backfill", "status").out())
        .isEqualToIgnoringNewLines("There is no backfill.");
    Ran future = on(data, "backfill", "2026-01-10", "2027-01-10", "--why", "x");
    assertThat(future.exit()).isEqualTo(2);
    assertThat(future.err()).contains("which is in the future");
    Ran nobody = on(data, "backfill", "cancel", "--why", "x");
    assertThat(nobody.exit()).isEqualTo(1);
    assertThat(nobody.out()).contains("no backfill is under way");
    assertThat(on(data, "backfill", "status", "7").exit()).isEqualTo(2);
    aBackfillIsBegunPausedAndCancelled(data);
    Ran heal =
        on(data, "heal", "2026-01-10", "player_game_summary", "--again", "--why", "x", "--json");
    assertThat(heal.exit()).as(heal.out() + heal.err()).isZero();
    assertThat(heal.out()).contains("\"done\":true");
    assertThat(on(data, "heals", "2026-01-10").out())
        .contains("open player_game_summary of 2026-01-10 (asked, by ");
  }

  private static void aBackfillIsBegunPausedAndCancelled(Path data) {
    String[] begin = {"backfill", "2026-01-10", "2026-01-10", "--phase", "phase4", "--why", "x"};
    Ran begun = on(data, begin);
    assertThat(begun.exit()).as(begun.out() + begun.err()).isZero();
    assertThat(begun.out()).contains("backfill 1 of 2026-01-10 to 2026-01-10, phase4 begins: ");
    Ran again = on(data, begin);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.out()).contains("refused: backfill 1 makes part of that");
    assertThat(on(data, "backfill", "status", "--json").out()).contains("\"number\": 1");
    assertThat(on(data, "backfill", "pause", "--why", "x").out()).contains("is paused");
    assertThat(on(data, "backfill", "resume", "1", "--why", "x").exit()).isZero();
    assertThat(on(data, "backfill", "cancel", "1", "--why", "x").exit()).isZero();
    assertThat(on(data, "backfill", "status", "1").out()).contains("phase4: cancelled");
  }

  private static Ran send(Path data, Path event) {
    return run("send", event.toString(), "--data", data.toString());
  }

  @Test
  void aFileThatIsNestedTooDeeplyIsOneLineAndTheOtherFilesAreStillLookedAt() throws Exception {
    Path deep = Files.writeString(temp.resolve("deep.yaml"), "title: " + "[".repeat(1_500) + "\n");
    Path good = HOME.resolve("pipelines/nba.yaml");
    Ran check = run("check", deep.toString(), good.toString());
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out())
        .startsWith(deep + ":1:")
        .contains("nested more than 100 deep")
        .contains(good + ": good");

    StringWriter play = new StringWriter();
    PrintWriter err = new PrintWriter(play);
    assertThat(
            RootCommand.run(
                err, err, "up", "--play", deep.toString(), "--data", "" + temp.resolve("d")))
        .isEqualTo(3);
    assertThat(play.toString()).contains("nested more than 100 deep");
  }

  @Test
  void withoutAModeUpTakesThatOfTheEnvironmentAndRefusesAWrongOne() {
    assertThat(UpCommand.mode(null, Map.of())).isEqualTo(Mode.ON);
    assertThat(UpCommand.mode(null, Map.of("PHASEKEEPER_MODE", "shadow"))).isEqualTo(Mode.SHADOW);
    assertThat(UpCommand.mode(Mode.STOPPED, Map.of("PHASEKEEPER_MODE", "shadow")))
        .isEqualTo(Mode.STOPPED);
    assertThatThrownBy(() -> UpCommand.mode(null, Map.of("PHASEKEEPER_MODE", "shade")))
        .isInstanceOfSatisfying(
            SettingsException.class,
            wrong ->
                assertThat(wrong.problems())
                    .containsExactly(
                        "PHASEKEEPER_MODE is \"shade\"; expected one of [on, shadow, stopped]; did you mean"
                            + " \"shadow\"?"));
  }

  @Test
  void aDateThatIsNoneIsToldWithTheFormThatIsExpected() {
    for (String command : List.of("status 10.1.2026", "hold phase4 10.1.2026 --why x")) {
      assertThat(run(command.split(" ")).err().lines().findFirst().orElse(""))
          .contains("DATE")
          .contains("found \"10.1.2026\"; expected a date such as 2026-01-10")
          .doesNotContain("parse");
    }
  }
}
