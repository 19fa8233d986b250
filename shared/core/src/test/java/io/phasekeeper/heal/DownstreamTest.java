package io.phasekeeper.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.transition.Night;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DownstreamTest {
  private static final LocalDate JAN_12 = LocalDate.of(2026, 1, 12);
  private final Downstream downstream = new Downstream(new OutputGraph(new Night().pipeline()));

  private Map<String, DateSpan> of(String output, LocalDate last) {
    return downstream.of(List.of(output), JAN_12, JAN_12, last);
  }

  private static DateSpan days(int first, int last) {
    return new DateSpan(LocalDate.of(2026, 1, first), LocalDate.of(2026, 1, last));
  }

  @Test
  void aSummaryReachesTenDaysAheadAndAllThatIsMadeFromThose() {
    assertThat(of("player_game_summary", JAN_12.plusDays(30)))
        .containsEntry("player_daily_cache", days(13, 22))
        .containsEntry("player_composite_factors", days(13, 22))
        .containsEntry("ml_feature_store", days(13, 22))
        .doesNotContainKey("team_defense_zone_analysis")
        .doesNotContainKey("player_game_summary");
  }

  @Test
  void laterDatesThanTheLastAreLeftOut() {
    assertThat(of("player_game_summary", LocalDate.of(2026, 1, 15)))
        .containsEntry("player_daily_cache", days(13, 15));
    assertThat(of("player_game_summary", JAN_12)).isEmpty();
    assertThat(of("player_daily_cache", JAN_12))
        .containsEntry("player_composite_factors", days(12, 12));
  }
}
