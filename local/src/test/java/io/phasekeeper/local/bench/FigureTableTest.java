package io.phasekeeper.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FigureTableTest {
  private static final RunId RUN = new RunId(Instant.parse("2026-01-10T06:30:00Z"));
  private static final RunId YESTERDAY = new RunId(Instant.parse("2026-01-09T06:30:00Z"));

  private final FigureTable table = new FigureTable(RUN);

  private static Reading millis(RunId run, double value) {
    return new Reading(run, "a publish", value, Unit.MILLIS);
  }

  @Test
  void aFigureWithoutItsBareCostIsRefused() {
    Figure alone = new Figure("a start", millis(RUN, 2.5), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> table.add(alone))
        .hasMessage("\"a start\" has no bare cost; it is not shown without");
    assertThat(table.text()).doesNotContain("a start");
  }

  @Test
  void aBareCostOfAnotherRunIsRefused() {
    assertThatThrownBy(
            () -> table.add(Figure.of("a start", millis(RUN, 2.5), millis(YESTERDAY, 2))))
        .hasMessageContaining("its bare cost in that of 2026-01-09T06:30:00Z");
  }

  @Test
  void aFigureOfAnotherRunIsRefusedEvenBesideItsOwnBareCost() {
    assertThatThrownBy(
            () -> table.add(Figure.of("a start", millis(YESTERDAY, 2.5), millis(YESTERDAY, 2))))
        .hasMessageContaining("expected both in that of 2026-01-10T06:30:00Z");
  }

  @Test
  void aBareCostOfNothingIsRefused() {
    assertThatThrownBy(() -> table.add(Figure.of("a start", millis(RUN, 2.5), millis(RUN, 0))))
        .hasMessageContaining("has a bare cost of 0");
  }

  @Test
  void aValueThatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> millis(RUN, Double.NaN)).hasMessageContaining("expected a number");
  }

  @Test
  void aFigureStandsBesideItsBareCostWithRatioTargetAndWhetherItIsMet() {
    table.add(
        Figure.of("a start", millis(RUN, 2.5), millis(RUN, 2)).toReach(Target.ratioAtMost(1.25)));
    table.add(
        Figure.of("a late start", millis(RUN, 2.6), millis(RUN, 2))
            .toReach(Target.ratioAtMost(1.25)));
    table.note("Not measured: the others.");
    assertThat(table.text())
        .isEqualTo(
            """
            | figure       | measured | bare cost | bare is   | × bare | target        | met |
            |--------------|----------|-----------|-----------|--------|---------------|-----|
            | a start      | 2.50 ms  | 2.00 ms   | a publish | 1.25   | ≤ 1.25 × bare | yes |
            | a late start | 2.60 ms  | 2.00 ms   | a publish | 1.30   | ≤ 1.25 × bare | NO  |

            Not measured: the others.
            """);
  }

  @Test
  void aRateIsAsManyTimesTheBareCostAsTheBareRateIsHigher() {
    Figure figure =
        Figure.of(
            "days",
            new Reading(RUN, "days", 500, Unit.PER_SECOND),
            new Reading(RUN, "calls", 2_000, Unit.PER_SECOND));
    assertThat(figure.ratio()).isEqualTo(4);
    assertThat(figure.toReach(Target.atLeast(500, Unit.PER_SECOND)).met()).isTrue();
    assertThat(figure.toReach(Target.atLeast(501, Unit.PER_SECOND)).met()).isFalse();
  }

  @Test
  void twoTargetsAreMetTogetherOrNotAtAll() {
    Target both = Target.ratioAtMost(1.1).and(Target.atMost(1_600, Unit.MILLIS));
    Figure quick = Figure.of("cold", millis(RUN, 1_500), millis(RUN, 1_400));
    Figure slow = Figure.of("cold", millis(RUN, 1_700), millis(RUN, 1_650));
    Figure dear = Figure.of("cold", millis(RUN, 1_500), millis(RUN, 1_300));
    assertThat(quick.toReach(both).met()).isTrue();
    assertThat(slow.toReach(both).met()).isFalse();
    assertThat(dear.toReach(both).met()).isFalse();
    assertThat(both.text()).isEqualTo("≤ 1.1 × bare and ≤ 1,600 ms");
  }
}
