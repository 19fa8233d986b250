package io.phasekeeper.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "'', ab, 2",
    "abc, abc, 0",
    "abc, abd, 1",
    "abc, acb, 1",
    "kitten, sitting, 3",
    "laod, load, 1",
    "abcd, badc, 2"
  })
  void anInsertionADeletionAReplacementAndASwapAreOneEditEach(String a, String b, int edits) {
    assertThat(Nearest.edits(a, b)).isEqualTo(edits);
    assertThat(Nearest.edits(b, a)).isEqualTo(edits);
  }

  @Test
  void theNearestNameIsOfferedAndNothingThatIsFar() {
    List<String> known = List.of("player_game_summary", "player_daily_cache", "zone", "on");
    assertThat(Nearest.to("player_game_sumary", known)).contains("player_game_summary");
    assertThat(Nearest.to("ZONE", known)).contains("zone");
    assertThat(Nearest.to("weather", known)).isEmpty();
    assertThat(Nearest.to("no", known)).contains("on");
    assertThat(Nearest.to("x", List.of())).isEmpty();
  }

  @Test
  void ofTwoEquallyNearTheFirstInTheAlphabetIsOffered() {
    assertThat(Nearest.to("phase", List.of("phase4", "phase3"))).contains("phase3");
  }
}
