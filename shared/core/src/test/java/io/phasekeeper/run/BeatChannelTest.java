package io.phasekeeper.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeatChannelTest {
  private static final Instant NOW = Instant.parse("2026-01-27T06:10:00Z");

  private static BeatChannel channel(Duration beatAge, Duration successAge, boolean everUsed) {
    return new BeatChannel(
        Optional.ofNullable(beatAge).map(NOW::minus),
        Optional.ofNullable(successAge).map(NOW::minus),
        everUsed,
        NOW);
  }

  @ParameterizedTest(name = "beat {0} ago, success {1} ago: dark {2}, doubtful {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, PT0S, true, true",
        "-, PT29M59S, true, true",
        "-, PT30M, false, false",
        "-, -, false, false",
        "PT30M, PT1M, true, true",
        "PT29M59S, PT1M, false, true",
        "PT5M, PT0S, false, true",
        "PT4M59S, PT0S, false, false",
        // A run that ended with its beats says nothing about the channel.
        "PT31M, PT26M1S, false, false",
        "PT31M, PT26M, true, true",
        "PT15M, PT10M, false, true",
        "PT15M, PT10M1S, false, false",
      })
  void theChannelIsDarkWhenNobodyBeatsWhileRunsSucceed(
      Duration beat, Duration success, boolean dark, boolean doubtful) {
    BeatChannel channel = channel(beat, success, true);
    assertThat(channel.dark()).isEqualTo(dark);
    assertThat(channel.doubtful()).isEqualTo(doubtful);
  }

  @Test
  void whereNobodyEverBeatTheSilenceSaysNothing() {
    BeatChannel never = channel(null, Duration.ofMinutes(1), false);
    assertThat(never.dark()).isFalse();
    assertThat(never.doubtful()).isFalse();
  }

  @Test
  void withoutHeartbeatsInThePipelineNothingFollows() {
    assertThat(BeatChannel.unused(NOW).dark()).isFalse();
    assertThat(BeatChannel.unused(NOW).doubtful()).isFalse();
  }

  /** Whoever is in doubt is told by a beat, or by darkness, within half an hour. */
  @Test
  void doubtEndsInTheDark() {
    Instant beat = NOW;
    Instant success = NOW.plus(Duration.ofMinutes(6));
    for (int minute = 6; minute < 36; minute++) {
      Instant now = NOW.plus(Duration.ofMinutes(minute));
      BeatChannel channel = new BeatChannel(Optional.of(beat), Optional.of(success), true, now);
      assertThat(channel.doubtful()).as("minute %s", minute).isTrue();
      assertThat(channel.dark()).as("minute %s", minute).isEqualTo(minute >= 30);
    }
  }
}
