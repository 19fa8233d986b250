package io.phasekeeper.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** More runs than one query reads leave their beats within six hours: a storm has 730 an hour. */
class ManyBeatsTest {
  private static final String CACHE = "PlayerDailyCacheProcessor";
  private static final Duration SIX_HOURS = Duration.ofHours(6);

  private final RunNight runs = new RunNight();

  @Test
  void whoFellSilentLastIsReadThoughThousandsDidBefore() {
    storm(2_500, SIX_HOURS.minusMinutes(1), Duration.ofSeconds(8));
    runs.beats(CACHE, "last", 1);

    assertThat(beats().lately(runs.now()))
        .hasSize(2_501)
        .last()
        .satisfies(beat -> assertThat(beat.runId()).hasValue("last"));
  }

  @Test
  void whoBeatAtOneMomentIsReadThoughItIsMoreThanOneQueryReads() {
    storm(2_500, Duration.ofMinutes(20), Duration.ZERO);
    runs.beats(CACHE, "last", 1);

    assertThat(beats().lately(runs.now())).hasSize(2_501);
  }

  @Test
  void theChannelIsAsYoungAsItsNewestBeat() {
    storm(1_500, Duration.ofMinutes(34), Duration.ofSeconds(1));
    Instant newest = runs.now().minus(Duration.ofMinutes(6));
    runs.beats(CACHE + "_" + RunNight.DATE + "_last", CACHE, "last", 1, newest);

    assertThat(beats().channel(Optional.empty(), runs.now()).newest()).hasValue(newest);
  }

  @Test
  void aRunWithoutARowThatDiesAfterThemIsNoticed() {
    runs.sweeps();
    storm(1_500, SIX_HOURS.minusHours(1), Duration.ofSeconds(10));
    runs.beats(CACHE, "silent", 1);

    runs.sweepsWhileBeating(Duration.ofMinutes(20), RunNight.SUMMARY, "live", true);

    assertThat(runs.night.findings("open")).contains("run-dead silent");
  }

  private void storm(int count, Duration ago, Duration apart) {
    Instant first = runs.now().minus(ago);
    for (int i = 0; i < count; i++) {
      String id = CACHE + "_" + RunNight.DATE + "_s" + i;
      runs.beats(id, CACHE, "s" + i, 1, first.plus(apart.multipliedBy(i)));
    }
  }

  private BeatReader beats() {
    return new BeatReader(
        runs.night.documents(), runs.night.pipeline(), new RunNames(runs.night.pipeline()));
  }
}
