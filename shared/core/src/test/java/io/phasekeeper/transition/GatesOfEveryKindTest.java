package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.gate.GateDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Transitions hold on gates that ask more than a number of rows, by the same rules. */
class GatesOfEveryKindTest {
  private static final String TABLE = "nba_analytics.player_game_summary";

  private static Night gated(Map<String, ?> gate) {
    return new Night(Map.of("phases.phase4.start_when.gates", List.of(gate)));
  }

  /** Rows of the date, some of whose players lack what they should have. */
  private static void summary(Night night, int rows, int lacking, int repeated) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("game_id", "g" + i % 6);
      row.put("player_lookup", i < repeated ? "ann" : "player-" + i);
      row.put("team_abbr", "T" + i % 12);
      row.put("minutes_played", 12.0);
      row.put("processed_at", night.clock.instant());
      if (i >= lacking) {
        row.put("usage_rate", 0.2);
      }
      all.add(row);
    }
    night.tables.replaceRows(TABLE, "game_date", Night.DATE, all);
  }

  @Test
  void aShareHoldsThePhaseUnderItsOwnKindAndLetsItGo() {
    Night night =
        gated(Map.of("member", "player_game_summary", "gate", "share:player_game_summary"));
    night.sweeps();
    summary(night, 200, 100, 0);
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(5));

    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open")).containsExactly("null-share " + TABLE, "phase-held phase4");

    summary(night, 200, 10, 0);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void aGateThatOnlyWarnsHoldsNothing() {
    Night night =
        gated(Map.of("member", "player_game_summary", "unique", Map.of(), "action", "warn"));
    night.sweeps();
    summary(night, 200, 0, 50);
    Night.ALL_FIVE.forEach(night::completes);

    assertThat(night.phase4Triggers()).containsExactly("phase4:2026-01-10:overnight:1");
  }

  @Test
  void aColumnThatChangedItsTypeHoldsAsUnknown() {
    Night night =
        gated(Map.of("member", "player_game_summary", "gate", "share:player_game_summary"));
    night.sweeps();
    night.tables.replaceRows(
        TABLE, "game_date", Night.DATE, List.of(Map.of("minutes_played", "many")));
    Night.ALL_FIVE.forEach(night::completes);
    night.passes(Duration.ofMinutes(2));

    assertThat(night.phase4Triggers()).isEmpty();
    assertThat(night.findings("open")).contains("gate-unknown phase4", "phase-held phase4");
  }

  @Test
  void everyResultOfATransitionIsKeptUnderItsCycle() {
    Night night = new Night();
    night.sweeps();
    Night.ALL_FIVE.forEach(night::completes);

    var stored =
        night
            .stored
            .get(
                GateDocument.path(
                    night.pipeline(),
                    "rows:player_game_summary",
                    Night.DATE,
                    Optional.of("overnight")))
            .orElseThrow()
            .fields();
    assertThat(stored)
        .containsEntry("verdict", "passes")
        .containsEntry("action", "block")
        .containsEntry("observed", 211L)
        .containsEntry("wanted", 150L)
        .containsEntry("cycle", "overnight");
    assertThat((Instant) stored.get("checked_at")).isEqualTo(night.clock.instant());
  }
}
