package io.phasekeeper.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.heal.StormWatch.FailedRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StormWatchTest {
  private static final Instant NOW = Instant.parse("2026-01-16T12:00:00Z");

  private static List<FailedRun> runs(int count, Duration apart, String how) {
    List<FailedRun> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(new FailedRun(NOW.minus(apart.multipliedBy(i)), how));
    }
    return runs;
  }

  private static Optional<FindingDraft> judged(List<FailedRun> runs, Optional<FindingDraft> open) {
    return StormWatch.judge("cache", runs, open, NOW);
  }

  private static Optional<FindingDraft> judged(List<FailedRun> runs) {
    return judged(runs, Optional.empty());
  }

  @Test
  void moreThanTenWithinAnHourAreAStorm() {
    assertThat(judged(runs(10, Duration.ofMinutes(1), "old"))).isEmpty();
    assertThat(judged(runs(11, Duration.ofMinutes(1), "old"))).isPresent();
    assertThat(judged(runs(11, Duration.ofSeconds(359), "old"))).isPresent();
    assertThat(judged(runs(11, Duration.ofMinutes(6), "old"))).isEmpty();
  }

  @Test
  void anAgeThatGrowsIsTheSameFailureAndAnotherWordIsNot() {
    List<FailedRun> growing = new ArrayList<>();
    List<FailedRun> mixed = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Instant at = NOW.minusSeconds(60L * i);
      growing.add(new FailedRun(at, "data is 18." + i + " h old"));
      mixed.add(new FailedRun(at, i % 2 == 0 ? "data is old" : "no quota"));
    }
    assertThat(judged(growing)).isPresent();
    assertThat(judged(mixed)).isEmpty();
  }

  @Test
  void aStormIsOverOnceAnHourIsWithoutFailure() {
    Optional<FindingDraft> open = judged(runs(11, Duration.ofMinutes(1), "old"));
    List<FailedRun> last = List.of(new FailedRun(NOW.minusSeconds(3_599), "other"));
    List<FailedRun> none = List.of(new FailedRun(NOW.minusSeconds(3_600), "other"));
    assertThat(judged(last, open)).isEqualTo(open);
    assertThat(judged(none, open)).isEmpty();
  }
}
