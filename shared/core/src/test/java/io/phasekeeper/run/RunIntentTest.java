package io.phasekeeper.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.FieldChange;
import io.phasekeeper.pipeline.RunPolicy;
import io.phasekeeper.transition.Night;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

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
    return intent().fields(new Night().pipeline(), storedAt, true);
  }

  private static RunIntent intent() {
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
        NOW);
  }

  @Test
  void theLeaseCountsFromWhenItIsStoredHoweverLongTheTickHasTaken() {
    Map<String, Object> fields = fields(NOW.plus(Duration.ofMinutes(3)));

    assertThat(fields)
        .containsEntry("decided_at", NOW)
        .containsEntry("due_at", NOW.plus(Duration.ofMinutes(3)).plus(RunEnding.LEASE));
  }

  @Test
  void nobodyIsFencedWhereNothingIsWritten() {
    assertThat(fields(NOW)).containsEntry("fenced", true);
    assertThat(intent().fields(new Night().pipeline(), NOW, false)).containsEntry("fenced", false);
  }

  @Test
  void aRunWithoutARowSaysSo() {
    assertThat(fields(NOW))
        .containsEntry("unrecorded", true)
        .containsEntry("state", "pending")
        .doesNotContainKeys("seen_status", "told", "told_at");
  }

  /** Every field that stands in a run's document, but for what is remembered of the run itself. */
  @Test
  void inADocumentThatHeldAnotherIntentNothingOfItIsLeft() {
    Set<String> memory = Set.of("first_seen_at", "start_doubted", "progress", "progress_since");
    InputStream file = RunIntentTest.class.getResourceAsStream("/stored-data.yaml");
    Map<?, ?> root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
    Map<?, ?> runs = (Map<?, ?>) ((Map<?, ?>) root.get("collections")).get(StoredRun.COLLECTION);
    List<String> stored =
        ((Map<?, ?>) runs.get("fields"))
            .keySet().stream().map(String::valueOf).filter(name -> !memory.contains(name)).toList();

    List<FieldChange> changes = intent().changes(new Night().pipeline(), NOW, true);

    assertThat(changes)
        .extracting(change -> String.join(".", change.path().names()))
        .containsExactlyInAnyOrderElementsOf(stored);
  }
}
