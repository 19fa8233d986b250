package io.phasekeeper.local.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NotBuiltYetTest {
  private final NotBuiltYet notBuilt = NotBuiltYet.load();

  @Test
  void theListHoldsNothingThatIsBuiltAndNoUnknownKindOfExpectation() {
    assertThat(notBuilt.findings()).doesNotContainAnyElementsOf(notBuilt.builtFindings());
    assertThat(Arrays.stream(Item.Kind.values()).map(Item.Kind::word))
        .containsAll(notBuilt.items());
  }

  @Test
  void withWhatIsBuiltItNamesEveryKindOfFindingThereIs() {
    assertThat(notBuilt.everyFindingKind()).hasSize(56).contains("phase-held", "wrong-target");
  }

  @Test
  void aPatternForAnyFindingCanBeChecked() {
    assertThat(notBuilt.covers(new Item(Item.Kind.FINDING, Map.of("resolved", false), 0)))
        .isFalse();
    assertThat(notBuilt.covers(new Item(Item.Kind.FINDING, Map.of("kind", "channel-dead"), 0)))
        .isTrue();
    assertThat(
            notBuilt.covers(
                new Item(
                    Item.Kind.FINDING,
                    Map.of("kind", "wrong-target", "about", "same-day-phase4"),
                    0)))
        .isTrue();
    assertThat(
            notBuilt.covers(
                new Item(Item.Kind.FINDING, Map.of("kind", "wrong-target", "about", "phase4"), 0)))
        .isFalse();
    assertThat(notBuilt.covers(new Item(Item.Kind.FINDING, Map.of("kind", "phase-late"), 0)))
        .isFalse();
    assertThat(notBuilt.covers(new Item(Item.Kind.WHY, Map.of(), 0))).isTrue();
    assertThat(notBuilt.items()).isEqualTo(Set.of("alert", "why"));
  }
}
