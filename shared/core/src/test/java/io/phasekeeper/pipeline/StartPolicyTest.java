package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.phasekeeper.warehouse.TableRef;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Policies, their tiers and gates, and the order of cycles. */
class StartPolicyTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  private static final CycleName OVERNIGHT = new CycleName("overnight");
  private static final CycleName SAME_DAY = new CycleName("same_day");
  private static final CycleName TOMORROW = new CycleName("tomorrow");
  private static final CycleRule RULE = new CycleRule(OVERNIGHT, OVERNIGHT, SAME_DAY, TOMORROW);
  private static final ProcessorName ONE = new ProcessorName("one");
  private static final ProcessorName TWO = new ProcessorName("two");

  @Test
  void onlyAnExpectedMemberCanBeCriticalAndSomebodyIsExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(List.of(ONE), Set.of(TWO), List.of()))
        .withMessage("critical [two] must be among expect [one]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(List.of(), Set.of(), List.of()))
        .withMessageContaining("among expect []");
  }

  @Test
  void aMembersGatesAreItsOwnAlone() {
    GateRule ofOne = gate("a", Optional.of(ONE));
    GateRule ofTwo = gate("b", Optional.of(TWO));
    GateRule ofAll = gate("c", Optional.empty());
    StartPolicy policy = policy(List.of(ONE, TWO), Set.of(), List.of(ofOne, ofTwo, ofAll));

    assertThat(policy.gatesOf(ONE)).containsExactly(ofOne);
    assertThat(policy.gatesOf(TWO)).containsExactly(ofTwo);
  }

  @Test
  void aTierAsksForAtLeastOneMember() {
    Tier.Deadline deadline = new Tier.Deadline.After(Duration.ZERO);
    assertThat(new Tier(deadline, 1).atLeast()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tier(deadline, 0))
        .withMessage("at_least must be 1 or more, not 0");
  }

  @Test
  void aDeadlineAfterTheFirstCompletionIsUnknownUntilThere() {
    Tier.Deadline deadline = new Tier.Deadline.After(Duration.ofMinutes(30));
    Instant first = Instant.parse("2026-01-11T11:30:00Z");

    assertThat(deadline.at(Optional.empty(), DATE, NEW_YORK)).isEmpty();
    assertThat(deadline.at(Optional.of(first), DATE, NEW_YORK))
        .contains(Instant.parse("2026-01-11T12:00:00Z"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tier.Deadline.After(Duration.ofSeconds(-1)))
        .withMessage("a deadline cannot be negative: PT-1S");
  }

  @Test
  void aDeadlineByATimeOfTheDateNeedsNoCompletion() {
    Tier.Deadline deadline = new Tier.Deadline.By(DueTime.parse("08:00 D+1"));

    assertThat(deadline.at(Optional.empty(), DATE, NEW_YORK))
        .contains(Instant.parse("2026-01-11T13:00:00Z"));
    assertThat(deadline.at(Optional.of(Instant.EPOCH), DATE, NEW_YORK))
        .contains(Instant.parse("2026-01-11T13:00:00Z"));
  }

  @Test
  void theCycleOfALaterDayIsLaterAndAnUnknownOneComesLast() {
    CycleName unknown = new CycleName("weekly");
    List<CycleName> inOrder = List.of(TOMORROW, SAME_DAY, OVERNIGHT);
    for (CycleName one : inOrder) {
      for (CycleName other : inOrder) {
        assertThat(RULE.later(one, other))
            .as(one + " after " + other)
            .isEqualTo(inOrder.indexOf(one) > inOrder.indexOf(other));
      }
    }
    assertThat(RULE.later(unknown, SAME_DAY)).isTrue();
    assertThat(RULE.later(SAME_DAY, unknown)).isFalse();
    assertThat(RULE.later(OVERNIGHT, unknown)).isFalse();
  }

  private static StartPolicy policy(
      List<ProcessorName> expect, Set<ProcessorName> critical, List<GateRule> gates) {
    return new StartPolicy(OVERNIGHT, expect, critical, List.of(), gates);
  }

  private static GateRule gate(String name, Optional<ProcessorName> member) {
    return new GateRule(
        name,
        member,
        new TableRef("nba.rows", "game_date", Map.of()),
        new GateRule.Minimum(1, false),
        GateRule.Action.BLOCK);
  }
}
