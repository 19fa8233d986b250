package io.phasekeeper.local.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final NotBuiltYet NOT_BUILT =
      new NotBuiltYet(Set.of("alert"), Set.of("wrong-target"), Set.of(), Set.of("phase-held"));
  private static final Instant TEN = Instant.parse("2025-12-29T15:00:00Z");

  private static Scenario scenario(String expectations) {
    return ScenarioFile.parse(
        Path.of("day.yaml"),
        """
        title: "A day"
        pipeline: nba
        start: 2025-12-29T05:00:00-05:00
        end: 2025-12-30T00:00:00-05:00
        """
            + expectations);
  }

  private static Seen trigger(String phase, Instant at, List<String> missing) {
    return new Seen(
        Item.Kind.TRIGGER,
        at,
        Map.of("phase", phase, "date", "2025-12-29", "missing", missing, "generation", 1L));
  }

  private static Seen finding(String kind, Instant at, boolean resolved) {
    return new Seen(Item.Kind.FINDING, at, Map.of("kind", kind, "resolved", resolved));
  }

  @Test
  void anExpectationHoldsUpToAndIncludingItsTimes() {
    Scenario scenario =
        scenario(
            "expect:\n  - {not_before: 2025-12-29T10:00:00-05:00, by: 2025-12-29T10:00:00-05:00,"
                + " trigger: {phase: phase4, missing: [b, a]}}\n");
    assertThat(verdict(scenario, trigger("phase4", TEN, List.of("a", "b"))).passes(true)).isTrue();
    assertThat(
            verdict(scenario, trigger("phase4", TEN.minusMillis(1), List.of("a", "b")))
                .passes(true))
        .isFalse();
    assertThat(
            verdict(scenario, trigger("phase4", TEN.plusMillis(1), List.of("a", "b"))).passes(true))
        .isFalse();
    assertThat(verdict(scenario, trigger("phase4", TEN, List.of("a"))).passes(true)).isFalse();
  }

  @Test
  void anOpeningIsNoResolving() {
    Scenario opened = scenario("expect:\n  - {finding: {kind: phase-held}}\n");
    Scenario resolved = scenario("expect:\n  - {finding: {kind: phase-held, resolved: true}}\n");
    assertThat(verdict(opened, finding("phase-held", TEN, true)).passes(true)).isFalse();
    assertThat(verdict(opened, finding("phase-held", TEN, false)).passes(true)).isTrue();
    assertThat(verdict(resolved, finding("phase-held", TEN, false)).passes(true)).isFalse();
    assertThat(verdict(resolved, finding("phase-held", TEN, true)).passes(true)).isTrue();
  }

  @Test
  void neverMeansAtMostAsManyAsMoreThanSays() {
    Seen once = trigger("phase4", TEN, List.of());
    assertThat(verdict(scenario("never:\n  - {trigger: {}}\n"), once).passes(true)).isFalse();
    assertThat(verdict(scenario("never:\n  - {trigger: {more_than: 1}}\n"), once).passes(true))
        .isTrue();
    assertThat(
            verdict(scenario("never:\n  - {trigger: {more_than: 1}}\n"), once, once).passes(true))
        .isFalse();
  }

  @Test
  void oneOfSeveralIsEnoughAndOneThatIsNotBuiltLeavesItOpen() {
    Scenario scenario =
        scenario(
            "expect:\n  - {any_of: [{finding: {kind: wrong-target}}, {finding: {kind:"
                + " phase-held}}]}\n");
    Verdict open = verdict(scenario);
    assertThat(open.passes(false)).isTrue();
    assertThat(open.passes(true)).isFalse();
    assertThat(open.notCheckedYet()).hasSize(1);
    Verdict held = verdict(scenario, finding("phase-held", TEN, false));
    assertThat(held.notCheckedYet()).isEmpty();
    assertThat(held.passes(true)).isTrue();
  }

  @Test
  void theReportNamesLineWantedSeenAndWhen() {
    Scenario scenario =
        scenario(
            """
            expect:
              - {by: 2025-12-29T09:30:00-05:00, trigger: {phase: phase4, date: 2025-12-29}}
              - {trigger: {phase: phase5}}
              - {alert: {channel: slack}}
            never:
              - {trigger: {generation: 1}}
              - {finding: {kind: wrong-target}}
            """);
    Verdict verdict = verdict(scenario, trigger("phase4", TEN, List.of()));
    assertThat(verdict.report(scenario, verdict.passes(false)))
        .containsExactly(
            "FAIL day.yaml: A day (2 not checked yet)",
            "  line 6: wanted trigger {phase: phase4, date: 2025-12-29} by 2025-12-29T09:30-05:00",
            "    seen: " + trigger("phase4", TEN, List.of()) + " at 2025-12-29T10:00-05:00",
            "  line 7: wanted trigger {phase: phase5} by 2025-12-30T00:00-05:00",
            "    seen: nothing like it",
            "  line 10: wanted never trigger {generation: 1}, seen 1 times",
            "    seen: " + trigger("phase4", TEN, List.of()) + " at 2025-12-29T10:00-05:00",
            "  line 8: not checked yet: alert {channel: slack} by 2025-12-30T00:00-05:00",
            "  line 11: not checked yet: never finding {kind: wrong-target}");
  }

  @Test
  void aPassIsOneLine() {
    Scenario scenario = scenario("never:\n  - {trigger: {}}\n");
    Verdict verdict = verdict(scenario);
    assertThat(verdict.report(scenario, verdict.passes(true)))
        .containsExactly("PASS day.yaml: A day");
  }

  private static Verdict verdict(Scenario scenario, Seen... seen) {
    return Verdict.of(scenario, List.of(seen), NOT_BUILT);
  }
}
