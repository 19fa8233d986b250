package io.phasekeeper.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.finding.FindingKind;
import io.phasekeeper.heal.ProcessorEnd.Said;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.Processor;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class DependencyRowTest {
  private static final Instant NOON = Instant.parse("2026-01-12T12:00:00Z");
  private static final Processor CACHE =
      processor("player_daily_cache", "PlayerDailyCacheProcessor");
  private static final Processor SUMMARY =
      processor("player_game_summary", "PlayerGameSummaryProcessor");
  private static final Processor GAME = processor("game", "Game", "player_game");
  private static final FindingDraft OPEN =
      FindingDraft.of(FindingKind.DEPENDENCY_FAILING, "player_daily_cache", "as it was", "");

  private static Processor processor(String name, String className, String... aliases) {
    return new Processor(
        new ProcessorName(name),
        new PhaseName("phase"),
        className,
        List.of(aliases),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static ProcessorEnd end(int minute, Said said, String message) {
    return new ProcessorEnd(
        "run-" + minute,
        Optional.of(LocalDate.parse("2026-01-11").plusDays(minute)),
        NOON.plusSeconds(60L * minute),
        said,
        message);
  }

  /** Ends from the oldest to the newest: Done, dEpendency failure, Other, Idle. */
  private static List<ProcessorEnd> ends(String letters) {
    List<ProcessorEnd> ends = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      Said said =
          switch (letters.charAt(i)) {
            case 'd' -> Said.DONE;
            case 'e' -> Said.DEPENDENCY;
            case 'i' -> Said.IDLE;
            default -> Said.OTHER;
          };
      ends.add(end(i, said, "message " + i));
    }
    return ends;
  }

  private static Optional<FindingDraft> judge(
      List<ProcessorEnd> ends, Optional<FindingDraft> open) {
    return DependencyRow.judge(CACHE, ends, open, List.of(CACHE, SUMMARY, GAME));
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "e, false",
    "ee, true",
    "dee, true",
    "eed, false",
    "ede, false",
    "eoe, false",
    "eeo, false",
    "eie, true",
    "eei, true",
    "eee, true",
    "oo, false",
  })
  void twoDependencyFailuresInARowAreFoundAndOneIsNothing(String letters, boolean found) {
    assertThat(judge(ends(letters), Optional.empty()).isPresent()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "'', true", // it ran no more
    "e, true", // the first of the row has left the window
    "eeo, true", // it got no further: that it fails in another way tells nothing of its inputs
    "o, true",
    "eed, false",
    "eedo, false",
    "eede, false",
    "eedee, true",
    "deeo, true",
    "d, false",
  })
  void onceFoundOnlyARunThatIsDoneEndsIt(String letters, boolean open) {
    assertThat(judge(ends(letters), Optional.of(OPEN)).isPresent()).isEqualTo(open);
  }

  @Test
  void theOrderInWhichEndsAreReadDoesNotMatter() {
    List<ProcessorEnd> ends = new ArrayList<>(ends("eed"));
    java.util.Collections.reverse(ends);

    assertThat(judge(ends, Optional.of(OPEN))).isEmpty();
  }

  @Test
  void theFindingNamesBothRunsAndWhatTheyLacked() {
    FindingDraft found =
        judge(
                List.of(
                    end(1, Said.DEPENDENCY, ""),
                    end(
                        2,
                        Said.DEPENDENCY,
                        "DependencyError: Upstream PlayerGameSummaryProcessor failed for 2026-01-11")),
                Optional.empty())
            .orElseThrow();

    assertThat(found.key()).isEqualTo("dependency-failing:player_daily_cache");
    assertThat(found.what())
        .isEqualTo(
            "player_daily_cache failed for want of player_game_summary in its last 2 runs:"
                + " DependencyError: Upstream PlayerGameSummaryProcessor failed for 2026-01-11");
    assertThat(found.evidence())
        .containsEntry("runs", List.of("run-2", "run-1"))
        .containsEntry("dates", List.of("2026-01-13", "2026-01-12"))
        .containsEntry("upstreams", List.of("player_game_summary"));
  }

  @ParameterizedTest
  @CsvSource({
    "Upstream PlayerGameSummaryProcessor failed, player_game_summary",
    "nba_analytics.player_game_summary has no rows, player_game_summary",
    "player_game is missing, game",
    "PlayerDailyCacheProcessor lacks its inputs, ''",
    "player_game_summary_v2 is missing, ''",
    "'', ''",
  })
  void aMessageNamesOthersByTheirWholeNames(String message, String upstream) {
    assertThat(DependencyRow.named(message, CACHE, List.of(CACHE, SUMMARY, GAME)))
        .isEqualTo(upstream.isEmpty() ? List.of() : List.of(upstream));
  }

  static Stream<Arguments> sayings() {
    return Stream.of(
        arguments(ReportStatus.FAILED, List.of("upstream_failure"), "", Said.DEPENDENCY),
        arguments(ReportStatus.SKIPPED, List.of("Upstream_Failure"), "", Said.DEPENDENCY),
        arguments(ReportStatus.UNKNOWN, List.of("upstream_failure"), "", Said.DEPENDENCY),
        arguments(
            ReportStatus.FAILED,
            List.of(),
            "{\"message\":\"DependencyError: Upstream A failed\"}",
            Said.DEPENDENCY),
        arguments(ReportStatus.FAILED, List.of(), "MissingDependency: no rows", Said.DEPENDENCY),
        arguments(ReportStatus.FAILED, List.of(), "cannot import a dependency: x", Said.OTHER),
        arguments(ReportStatus.FAILED, List.of("timeout"), "", Said.OTHER),
        arguments(ReportStatus.UNKNOWN, List.of(), "", Said.OTHER),
        arguments(ReportStatus.SKIPPED, List.of("no_games"), "", Said.IDLE),
        arguments(ReportStatus.NO_DATA, List.of(), "", Said.IDLE),
        arguments(ReportStatus.SUCCESS, List.of("upstream_failure"), "", Said.DONE),
        arguments(ReportStatus.PARTIAL, List.of(), "DependencyError: some", Said.DONE));
  }

  @ParameterizedTest
  @MethodSource("sayings")
  void anEndSaysWhetherItLackedADependency(
      ReportStatus status, List<String> reasons, String error, Said said) {
    assertThat(ProcessorEnd.said(status, reasons, error)).isEqualTo(said);
  }
}
