package io.phasekeeper.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.pipeline.RunPolicy;
import io.phasekeeper.transition.Night;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is stored of a run before it is ended. */
class RunIntentTest {
  private static final Instant NOW = Instant.parse("2026-01-12T11:45:08Z");
  private static final Run RUN =
      new Run(
          "r1",
          "PlayerDailyCacheProcessor",
          Optional.of(Night.DATE),
          Optional.of(NOW.minus(Duration.ofHours(4))),
          Run.RUNNING,
          Optional.empty(),
          Optional.empty(),
          false);

  private static Map<String, Object> fields(Instant storedAt) {
    RunJudge.Judged judged =
        RunJudge.judge(
            RUN,
            List.of(),
            RunLimits.of(RunPolicy.STANDARD, List.of()),
            BeatChannel.unused(NOW),
            RunJudge.Memory.NONE,
            NOW);
    return new RunIntent(
            RUN,
            Optional.empty(),
            judged,
            new RunData.Output(RunData.State.WANTING, 0, "no rows"),
            Optional.empty(),
            Night.DATE,
            Night.DATE,
            NOW)
        .fields(new Night().pipeline(), storedAt);
  }

  @Test
  void theLeaseCountsFromWhenItIsStoredHoweverLongTheTickHasTaken() {
    Map<String, Object> fields = fields(NOW.plus(Duration.ofMinutes(3)));

    assertThat(fields)
        .containsEntry("decided_at", NOW)
        .containsEntry("due_at", NOW.plus(Duration.ofMinutes(3)).plus(RunEnding.LEASE));
  }

  @Test
  void aRunWithoutARowSaysSo() {
    assertThat(fields(NOW))
        .containsEntry("unrecorded", true)
        .containsEntry("state", "pending")
        .doesNotContainKeys("seen_status", "told", "told_at");
  }
}
