package io.phasekeeper.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
  private static Samples of(double... values) {
    Samples samples = new Samples();
    for (double value : values) {
      samples.add(value);
    }
    return samples;
  }

  @Test
  void theMedianIsTheMiddleOneInWhateverOrderTheyCame() {
    assertThat(of(9, 1, 5).median()).isEqualTo(5);
  }

  @Test
  void theMedianOfAnEvenNumberIsHalfWayBetweenTheTwoInTheMiddle() {
    assertThat(of(9, 1, 5, 6).median()).isEqualTo(5.5);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 1",
    "1, 2",
    "50, 100",
    "50.4, 101",
    "99, 198",
    "99.5, 199",
    "99.6, 200",
    "100, 200"
  })
  void aPercentileIsTheNearestRank(double percent, double expected) {
    Samples samples = new Samples();
    for (int value = 200; value >= 1; value--) {
      samples.add(value);
    }
    assertThat(samples.percentile(percent)).isEqualTo(expected);
    assertThat(samples.count()).isEqualTo(200);
  }

  @Test
  void theOnlyValueIsEveryPercentile() {
    assertThat(of(7).percentile(0.1)).isEqualTo(7);
    assertThat(of(7).percentile(99)).isEqualTo(7);
    assertThat(of(7).median()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 100.1, Double.NaN})
  void thereIsNoOtherPercentile(double percent) {
    assertThatThrownBy(() -> of(1).percentile(percent)).hasMessageContaining("0 < p <= 100");
  }

  @Test
  void nothingMeasuredHasNoMedian() {
    assertThatThrownBy(() -> of().median()).hasMessage("nothing was measured");
  }

  @Test
  void nanosecondsAreKeptAsMilliseconds() {
    Samples samples = new Samples();
    samples.addNanos(1_500_000);
    assertThat(samples.median()).isEqualTo(1.5);
  }
}
