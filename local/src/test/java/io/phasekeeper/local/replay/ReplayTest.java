package io.phasekeeper.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));
  private static final String MORNING =
      """
      title: "A morning"
      pipeline: nba
      start: 2025-12-29T10:00:00-05:00
      end: 2025-12-29T10:50:00-05:00
      world:
        calendar: {2025-12-29: {games: 11}}
        rows: [{table: nba_analytics.upcoming_player_game_context, date: 2025-12-29, count: 352}]
      events:
        - {at: 2025-12-29T10:41:00-05:00, completion: {processor_name: UpcomingPlayerGameContextProcessor, game_date: 2025-12-29, status: success, record_count: 352}}
      """;

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private int replay(boolean strict, Path... files) {
    return new Replay(HOME, strict, new PrintStream(out, true, StandardCharsets.UTF_8))
        .run(List.of(files));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    out.toString(StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> lines.add(line.replace(folder.toString(), "DIR")));
    return lines;
  }

  @Test
  void aFileOutsideTheProjectPassesWithOneLine() throws IOException {
    Path file =
        file(
            "good.yaml",
            MORNING
                + """
                expect:
                  - {by: 2025-12-29T10:41:00-05:00, trigger: {phase: phase4, date: 2025-12-29, cycle: same_day, reason: all_complete, missing: [], generation: 1}}
                never:
                  - {trigger: {phase: phase4, more_than: 1}}
                """);
    assertThat(replay(true, file)).isZero();
    assertThat(lines()).containsExactly("PASS DIR/good.yaml: A morning", "1 passed, 0 failed");
  }

  @Test
  void whatFailsIsToldWithItsLineAndWhatWasSeenInstead() throws IOException {
    Path file =
        file(
            "bad.yaml",
            MORNING
                + """
                expect:
                  - {by: 2025-12-29T10:40:00-05:00, trigger: {phase: phase4}}
                never:
                  - {trigger: {cycle: same_day}}
                """);
    assertThat(replay(false, file)).isEqualTo(1);
    String seen =
        "    seen: trigger {phase: phase4, date: 2025-12-29, cycle: same_day, reason: all_complete,"
            + " missing: [], generation: 1} at 2025-12-29T10:41-05:00";
    assertThat(lines())
        .containsExactly(
            "FAIL DIR/bad.yaml: A morning",
            "  line 11: wanted trigger {phase: phase4} by 2025-12-29T10:40-05:00",
            seen,
            "  line 13: wanted never trigger {cycle: same_day}, seen 1 times",
            seen,
            "0 passed, 1 failed");
  }

  @Test
  void whatCannotBeCheckedYetPassesUnlessStrict() throws IOException {
    Path file = file("later.yaml", MORNING + "expect:\n  - {alert: {channel: slack}}\n");
    assertThat(replay(false, file)).isZero();
    assertThat(lines())
        .containsExactly(
            "PASS DIR/later.yaml: A morning (1 not checked yet)",
            "  line 11: not checked yet: alert {channel: slack} by 2025-12-29T10:50-05:00",
            "1 passed, 0 failed");
    assertThat(replay(true, file)).isEqualTo(1);
    assertThat(lines()).contains("FAIL DIR/later.yaml: A morning (1 not checked yet)");
  }

  @Test
  void oneBadFileDoesNotStopTheOthersAndTheWorstExitCodeWins() throws IOException {
    Path good = file("good.yaml", MORNING);
    Path typo = file("typo.yaml", MORNING.replace("calendar:", "calender:"));
    Path missing = folder.resolve("missing.yaml");
    assertThat(replay(false, typo, good)).isEqualTo(1);
    assertThat(replay(false, typo, missing, good)).isEqualTo(3);
    assertThat(lines())
        .contains(
            "FAIL DIR/typo.yaml: not a scenario",
            "  DIR/typo.yaml:6: world: unknown key \"calender\"; nearest known: \"calendar\"",
            "FAIL DIR/missing.yaml: there is no such file",
            "1 passed, 2 failed");
  }

  @Test
  void anUnknownPipelineAndAWrongSettingAreNamed() throws IOException {
    Path other = file("other.yaml", MORNING.replace("pipeline: nba", "pipeline: nhl"));
    Path wrong = file("wrong.yaml", MORNING + "settings: {phases.phase4.start_when.quorm: 3}\n");
    assertThat(replay(false, other, wrong)).isEqualTo(1);
    assertThat(String.join("\n", lines()))
        .contains("pipeline: found \"nhl\", but there is no pipelines/nhl.yaml")
        .contains("FAIL DIR/wrong.yaml: its pipeline file is wrong")
        .contains("phases.phase4.start_when.quorm");
  }

  @Test
  void aSettingMakesACounterfactual() throws IOException {
    Path file =
        file(
            "counter.yaml",
            MORNING
                + """
                settings: {phases.phase4.start_when.cycles.same_day.expect: [upcoming_player_game_context, upcoming_team_game_context]}
                never:
                  - {trigger: {}}
                """);
    assertThat(replay(true, file)).isZero();
  }

  @Test
  void whatItsWorldCannotDoFailsTheFileWithTheLine() throws IOException {
    Path file =
        file(
            "cannot.yaml",
            MORNING.replace(
                "events:\n",
                "events:\n  - {at: 2025-12-29T10:30:00-05:00, deliver_again: last}\n"));
    assertThat(replay(false, file)).isEqualTo(1);
    assertThat(lines()).contains("  line 9: deliver_again, but no message has come yet");
  }

  @Test
  void aFileThatIsNestedTooDeeplyFailsAloneWithItsReason() throws Exception {
    Path deep = file("deep.yaml", "title: " + "[".repeat(1_500) + "\n");
    Path good = file("good.yaml", MORNING);
    assertThat(replay(false, deep, good)).isEqualTo(1);
    assertThat(lines())
        .startsWith("FAIL DIR/deep.yaml: not a scenario")
        .anyMatch(line -> line.contains("DIR/deep.yaml:1: not YAML: lists and maps are nested"))
        .anyMatch(line -> line.startsWith("PASS DIR/good.yaml"));
  }
}
