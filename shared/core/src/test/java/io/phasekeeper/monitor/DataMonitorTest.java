package io.phasekeeper.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.Document;
import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.finding.FindingBook;
import io.phasekeeper.gate.GateDocument;
import io.phasekeeper.operator.Asked;
import io.phasekeeper.settings.Mode;
import io.phasekeeper.transition.Night;
import io.phasekeeper.transition.SilentWarehouse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The monitor on the tables of a night: six games, every output of phase 3 whole. */
class DataMonitorTest {
  private static final String RESULTS = "nba_orchestration.gate_results";
  private static final LocalDate DATE = Night.DATE;
  private final Night night = new Night();
  private DataMonitor monitor = new DataMonitor(night);

  @BeforeEach
  void otherTables() {
    night
        .pipeline()
        .tables()
        .forEach((name, shape) -> night.tables.declare(name, shape.table().dateColumn()));
    night.tables.declare(RESULTS, "data_date");
  }

  @CanIgnoreReturnValue
  private MonitorReport ticks(int times) {
    MonitorReport report = monitor.tick();
    for (int i = 1; i < times; i++) {
      night.clock.add(Duration.ofMinutes(5));
      report = monitor.tick();
    }
    return report;
  }

  private List<String> open() {
    return night.stored.all().stream()
        .filter(d -> d.path().collection().equals(FindingBook.COLLECTION))
        .filter(d -> "open".equals(d.fields().get("state")))
        .map(d -> d.fields().get("kind") + " " + d.fields().get("about"))
        .sorted()
        .toList();
  }

  private Document gate(String name, LocalDate date) {
    DocumentPath path = GateDocument.path(night.pipeline(), name, date, Optional.empty());
    return night.stored.get(path).orElseThrow();
  }

  @Test
  void everyGateOfTheWindowHasItsDocumentAndIsLookedAtOnce() {
    MonitorReport first = monitor.tick();
    MonitorReport second = monitor.tick();

    assertThat(first.looks()).isGreaterThan(40);
    assertThat(first.failures()).isEmpty();
    assertThat(second.looks()).as("nothing is due again yet").isZero();
    assertThat(gate("unique:player_game_summary", DATE).fields())
        .containsEntry("kind", "unique")
        .containsEntry("date", DATE.toString());
  }

  @Test
  void aTickOnWhichNothingIsDueAsksNothing() {
    ticks(1);
    night.with(SilentWarehouse.warehouse());
    monitor = new DataMonitor(night);

    assertThat(monitor.tick().failures()).isEmpty();
    assertThat(open()).doesNotContain("warehouse-unseen bigquery");
  }

  @Test
  void aNewResultBecomesARowOfHistoryAndTheSameOneDoesNot() {
    ticks(1);
    int rows = rows();
    night.clock.add(Duration.ofHours(1));
    ticks(1);

    assertThat(rows).isPositive();
    assertThat(rows()).as("nothing has changed").isEqualTo(rows);
    Map<String, Object> row = night.tables.rows(RESULTS, DATE).get(0);
    assertThat(row).containsKeys("result_id", "gate", "verdict", "explanation", "checked_at");
  }

  private int rows() {
    int rows = 0;
    for (int day = -5; day <= 5; day++) {
      rows += night.tables.rows(RESULTS, DATE.plusDays(day)).size();
    }
    return rows;
  }

  @Test
  void historyThatCannotBeWrittenWaits() {
    Night without = new Night();
    without
        .pipeline()
        .tables()
        .forEach((name, shape) -> without.tables.declare(name, shape.table().dateColumn()));
    DataMonitor blind = new DataMonitor(without);
    MonitorReport report = blind.tick();
    assertThat(report.kept()).isZero();
    assertThat(report.findings())
        .anySatisfy(c -> assertThat(c.finding().key()).isEqualTo("config-invalid:" + RESULTS));

    without.tables.declare(RESULTS, "data_date");
    without.clock.add(Duration.ofMinutes(5));

    assertThat(blind.tick().kept()).isPositive();
    assertThat(blind.tick().kept()).isZero();
  }

  @Test
  void aTableThatIsNotThereIsTheFilesFault() {
    Night without = new Night(); // has the tables of processors, not those of sources
    without.tables.declare(RESULTS, "data_date");

    MonitorReport report = new DataMonitor(without).tick();

    assertThat(report.findings().stream().map(c -> c.finding().key()))
        .contains("config-invalid:nba_raw.espn_team_rosters")
        .doesNotHaveDuplicates();
  }

  @Test
  void stoppedItLooksAtNothingAndLeavesItsBeat() {
    Asked asked = new Asked("ann", "test", Optional.empty());
    assertThat(night.operator().stop(asked).done()).isTrue();

    MonitorReport report = monitor.tick();

    assertThat(report.stopped()).isTrue();
    assertThat(report.looks()).isZero();
    assertThat(night.stored.get(new DocumentPath("phasekeeper_beats", "nba:data-monitor")))
        .isPresent();
  }

  @Test
  void inShadowItLooksAndFindsAsEver() {
    night.in(Mode.SHADOW);

    assertThat(new DataMonitor(night).tick().looks()).isPositive();
  }

  @Test
  void twoAtOnceAreOne() {
    night.rows("nba_analytics.player_game_summary", "game_date", 211);
    DataMonitor other = new DataMonitor(night);
    ticks(1);
    List<String> found = open();
    assertThat(other.tick().looks()).isZero();
    night.clock.add(Duration.ofHours(1));

    MonitorReport one = monitor.tick();
    MonitorReport two = other.tick();

    assertThat(one.looks()).isPositive();
    assertThat(two.looks()).isZero();
    assertThat(open()).containsAll(found);
  }

  @Test
  void aGateThatThePipelineFileKnowsNoMoreIsForgotten() {
    DocumentPath path = GateDocument.path(night.pipeline(), "gone:x", DATE, Optional.empty());
    assertThat(
            night.stored.create(
                path,
                Map.of(
                    "pipeline", "nba",
                    "gate", "gone:x",
                    "date", DATE.toString(),
                    "verdict", "fails",
                    "due_at", night.clock.instant())))
        .isTrue();

    assertThat(monitor.tick().failures()).isEmpty();

    assertThat(night.stored.get(path).orElseThrow().fields()).doesNotContainKey("due_at");
  }

  /** The summaries of 211 players, written now; of those who played so many have a usage rate. */
  private void summaries(int rated, double minutes) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int player = 0; player < 211; player++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("game_id", "game-" + player % 6);
      row.put("team_abbr", "T" + player);
      row.put("player_lookup", "player-" + player);
      row.put("minutes_played", minutes);
      row.put("processed_at", night.clock.instant());
      if (player < rated) {
        row.put("usage_rate", 0.2);
      }
      rows.add(row);
    }
    night.tables.replaceRows("nba_analytics.player_game_summary", "game_date", DATE, rows);
  }

  private Document found(String key) {
    return night.stored.get(new DocumentPath(FindingBook.COLLECTION, "nba:" + key)).orElseThrow();
  }

  @Test
  void aTableThatIsRewrittenAllTheTimeIsJudgedTenMinutesAfterItIsDueAndStaysFoundUntilItIsWell() {
    String share = "null-share nba_analytics.player_game_summary"; // due at 08:00
    night.now("07:30", 1);
    for (int minute = 30; minute < 70; minute += 5) {
      summaries(100, 24.0);
      ticks(1);
      assertThat(open()).as("%s minutes past seven", minute).doesNotContain(share);
      night.clock.add(Duration.ofMinutes(5));
    }
    for (int time = 0; time < 12; time++) {
      summaries(100, 24.0);
      ticks(1);
      assertThat(open()).contains(share);
      night.clock.add(Duration.ofMinutes(5));
    }
    assertThat(found("null-share:nba_analytics.player_game_summary:" + DATE).fields())
        .as("it did not come and go")
        .containsEntry("episode", 1L);
    for (int time = 0; time < 4; time++) {
      summaries(211, 24.0);
      ticks(1);
      night.clock.add(Duration.ofMinutes(5));
    }
    assertThat(open()).doesNotContain(share);
  }

  @Test
  void whatWasWellAndIsWrittenAgainIsLeftToSettleForTenMinutesAtMost() {
    ticks(1);
    summaries(211, 24.0);
    night.now("09:00", 1);
    ticks(1);
    assertThat(gate("share:player_game_summary", DATE).fields()).containsEntry("verdict", "passes");
    night.clock.add(Duration.ofHours(1));
    summaries(100, 24.0);
    ticks(1);
    assertThat(gate("share:player_game_summary", DATE).fields())
        .containsEntry("verdict", "waiting");
    for (int time = 0; time < 2; time++) {
      night.clock.add(Duration.ofMinutes(5));
      summaries(100, 24.0);
      ticks(1);
    }
    assertThat(gate("share:player_game_summary", DATE).fields()).containsEntry("verdict", "fails");
  }

  @Test
  void whatNobodyCanTellIsClosedWhenNobodyLooksAtItAnyMore() {
    ticks(1);
    summaries(211, 0.0); // of nobody who played
    night.now("09:00", 1);
    ticks(1);
    assertThat(open()).contains("gate-unknown phase3");

    night.clock.add(Duration.ofDays(14));
    ticks(1);

    assertThat(found("gate-unknown:phase3:" + DATE).fields()).containsEntry("state", "resolved");
    assertThat(gate("share:player_game_summary", DATE).fields()).doesNotContainKey("due_at");
  }

  @Test
  void peopleSeeWhatFailsFirst() {
    ticks(1);
    GatesOfDay day = GatesOfDay.read(night, DATE);

    assertThat(day.gates()).isNotEmpty();
    assertThat(GatesText.of(day, false)).startsWith("Gates for " + DATE);
    assertThat(GatesJson.tree(day).getAsJsonArray("gates")).hasSameSizeAs(day.gates());
    assertThat(GatesText.of(GatesOfDay.read(night, DATE.plusYears(1)), true))
        .startsWith("No gate was looked at");
  }
}
