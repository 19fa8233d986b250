package io.phasekeeper.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentQuery;
import io.phasekeeper.embedded.EmbeddedStorage;
import io.phasekeeper.local.play.PlayJournal;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.warehouse.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A play that is killed comes to the same end as one that is not. */
class KilledPlayTest {
  private static final LocalDate DATE = LocalDate.parse("2026-01-10");
  private static final int KILLS = 10;

  @TempDir Path temp;

  @Test
  void tenTimesKillMinusNineLosesNoTriggerAndMakesNoSecondOne() throws Exception {
    Path calm = temp.resolve("calm");
    assertThat(Plays.run(Plays.options(calm, Mode.ON)).exit()).isZero();
    int lines = PlayJournal.read(calm).size();

    Path killed = temp.resolve("killed");
    Path out = temp.resolve("out");
    for (int kill = 1; kill <= KILLS; kill++) {
      int target = lines * kill / (KILLS + 2);
      Process up =
          Plays.process(
              out,
              "up",
              "--play",
              Plays.SHORT_NIGHT.toString(),
              "--exit",
              "--speed",
              "1500",
              "--data",
              killed.toString());
      boolean there = Plays.await(() -> !up.isAlive() || journalLines(killed) >= target);
      assertThat(up.isAlive())
          .as("kill %s comes before the end:%n%s", kill, Files.readString(out))
          .isTrue();
      assertThat(there).isTrue();
      assertThat(up.destroyForcibly().waitFor()).isNotZero();
    }
    Plays.Run end = Plays.run(Plays.options(killed, Mode.ON));
    assertThat(end.terminal()).contains("Taken up where it was left");
    assertThat(end.exit()).as(end.terminal()).isZero();

    assertThat(triggers(killed)).isEqualTo(triggers(calm)).hasSize(3);
    assertThat(ledger(killed)).isEqualTo(ledger(calm));
    assertThat(rows(killed)).isEqualTo(rows(calm));
  }

  @Test
  void whatWasCalledBeforeAKillWorksOnAfterIt() throws Exception {
    Path data = temp.resolve("data");
    Path out = temp.resolve("out");
    Process up =
        Plays.process(
            out,
            "up",
            "--play",
            Plays.HEALING_MORNING.toString(),
            "--exit",
            "--speed",
            "60",
            "--data",
            data.toString());
    // A minute of the play is a second: the call is 3 s before its rows.
    assertThat(Plays.await(() -> !up.isAlive() || called(data))).isTrue();
    int lines = journalLines(data);
    assertThat(Plays.await(() -> !up.isAlive() || journalLines(data) > lines + 1)).isTrue();
    assertThat(up.isAlive()).as(Files.readString(out)).isTrue();
    assertThat(up.destroyForcibly().waitFor()).isNotZero();

    Plays.Run end = Plays.run(Plays.options(Plays.HEALING_MORNING, data, Mode.ON, false));
    assertThat(end.terminal()).contains("Taken up where it was left").doesNotContain("call phase4");
    assertThat(end.exit()).as(end.terminal()).isZero();
  }

  private static boolean called(Path data) {
    try (Stream<String> lines = Files.lines(data.resolve(PlayJournal.FILE))) {
      return lines.anyMatch(line -> line.contains("\"Called\""));
    } catch (IOException | java.io.UncheckedIOException e) {
      return false;
    }
  }

  @Test
  void ctrlCEndsItWithinTwoSecondsAndTheSameCommandTakesItUp() throws Exception {
    Path data = temp.resolve("data");
    Path out = temp.resolve("out");
    Process up =
        Plays.process(
            out,
            "up",
            "--play",
            Plays.SHORT_NIGHT.toString(),
            "--exit",
            "--speed",
            "200",
            "--data",
            data.toString());
    assertThat(Plays.await(() -> !up.isAlive() || journalLines(data) > 12)).isTrue();
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor())
        .isZero();
    assertThat(up.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).as(Files.readString(out)).isEqualTo(130);
    assertThat(Files.readString(out)).contains("the same command takes it up again");
    assertThat(data.resolve("running.json")).doesNotExist();
    assertThat(Plays.run(Plays.options(data, Mode.ON)).exit()).isZero();
  }

  private static int journalLines(Path data) {
    try (Stream<String> lines = Files.lines(data.resolve(PlayJournal.FILE))) {
      return (int) lines.count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }

  private static EmbeddedStorage open(Path data) {
    return EmbeddedStorage.open(data, InstantSource.fixed(Instant.parse("2026-01-11T12:10:00Z")));
  }

  /** Every trigger there is, and what it was decided on. */
  private static SortedMap<String, Object> triggers(Path data) {
    try (EmbeddedStorage storage = open(data)) {
      SortedMap<String, Object> all = new TreeMap<>();
      for (Document each :
          storage.documents().query(DocumentQuery.in("phasekeeper_triggers", 100))) {
        all.put(
            each.path().id(),
            List.of(
                each.fields().get("state"),
                each.fields().get("reason"),
                each.fields().get("decided_on"),
                each.fields().get("parts")));
      }
      return all;
    }
  }

  private static Map<String, Object> ledger(Path data) {
    try (EmbeddedStorage storage = open(data)) {
      SortedMap<String, Object> all = new TreeMap<>();
      for (String collection :
          List.of("phase3_completion", "phase4_completion", "phase5_completion")) {
        for (Document each : storage.documents().query(DocumentQuery.in(collection, 100))) {
          each.fields()
              .forEach(
                  (name, value) -> {
                    if (!name.startsWith("_")) {
                      all.put(each.path() + " " + name, value);
                    }
                  });
        }
      }
      return all;
    }
  }

  private static Map<String, Object> rows(Path data) {
    try (EmbeddedStorage storage = open(data)) {
      Map<String, Object> counts = new TreeMap<>();
      for (String table :
          List.of(
              "nba_analytics.player_game_summary game_date",
              "nba_analytics.team_offense_game_summary game_date",
              "nba_analytics.upcoming_team_game_context game_date",
              "nba_precompute.player_daily_cache cache_date",
              "nba_predictions.player_prop_predictions game_date",
              "nba_reference.processor_run_history data_date")) {
        TableRef ref = new TableRef(table.split(" ")[0], table.split(" ")[1], Map.of());
        counts.put(table, storage.warehouse().rowCounts(ref, DATE, DATE));
      }
      return counts;
    }
  }
}
