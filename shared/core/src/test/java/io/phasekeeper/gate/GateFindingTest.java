package io.phasekeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.finding.FindingDraft;
import io.phasekeeper.pipeline.GateCheck;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each kind of gate is a finding of, about what, and what one does about it. */
class GateFindingTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 23);
  private static final TableRef TABLE = new TableRef("d.store", "game_date", Map.of());
  private static final TableRef INPUT = new TableRef("d.input", "game_date", Map.of());
  private static final GateCheck.Rows ONE = new GateCheck.Rows(1, false, Optional.empty());

  private static FindingDraft finding(GateCheck check, Optional<String> member, long observed) {
    GateRule rule =
        new GateRule("g", member.map(ProcessorName::new), TABLE, check, GateRule.Action.BLOCK);
    return GateFinding.of(
        GateResult.of(rule, false, observed, 9, "so it is").with("more", "x"), DATE);
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(
            new GateCheck.Coverage("team", true, 8, 1, Optional.empty()),
            "coverage-gap:d.store",
            "make d.store again for 2026-01-23"),
        Arguments.of(
            new GateCheck.Share(List.of(), List.of(), 0.9, 1, false, Optional.empty(), 1),
            "null-share:d.store",
            "which input left the column empty"),
        Arguments.of(
            new GateCheck.Fresh(Duration.ofDays(3), Optional.empty(), false),
            "stale-source:d.store",
            "look at the job that brings d.store"),
        Arguments.of(
            new GateCheck.Unique(List.of("k")),
            "duplicate-output:store",
            "remove the rows that repeat a key"),
        Arguments.of(
            new GateCheck.NewerThan("input", INPUT, Duration.ZERO, false),
            "stale-output:store",
            "run store again for 2026-01-23"),
        Arguments.of(
            new GateCheck.Lookback("input", INPUT, 3, Optional.empty(), ONE, Optional.empty()),
            "lookback-gap:d.input",
            "make the missing dates of d.input"),
        Arguments.of(ONE, "partial-output:store", "or lower its gate"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindHasItsFindingAndItsRemedy(GateCheck check, String key, String remedy) {
    FindingDraft finding = finding(check, Optional.of("store"), 5);

    assertThat(finding.key()).isEqualTo(key);
    assertThat(finding.remedy()).contains(remedy);
    assertThat(finding.what()).isEqualTo("so it is");
    assertThat(finding.evidence())
        .containsEntry("gate", "g")
        .containsEntry("observed", 5L)
        .containsEntry("wanted", 9L)
        .containsEntry("more", "x");
  }

  @Test
  void noRowsAtAllAreHollowAndAGateWithoutAMemberIsAboutItsTable() {
    assertThat(finding(ONE, Optional.of("store"), 0).key()).isEqualTo("hollow-success:store");
    assertThat(finding(ONE, Optional.empty(), 5).key()).isEqualTo("partial-output:d.store");
  }
}
