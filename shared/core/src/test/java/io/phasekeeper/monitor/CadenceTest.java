package io.phasekeeper.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CadenceTest {
  private static final ZoneId UTC = ZoneOffset.UTC;
  private static final LocalDate DATE = LocalDate.of(2026, 1, 20);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant NOW = Instant.parse("2026-01-20T12:00:00Z");

  private static Observation state(Observation.State state) {
    return new Observation(
        state,
        Optional.empty(),
        Optional.empty(),
        "",
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<Instant> next(Observation seen, Instant since, Instant now) {
    return Cadence.next(seen, HOUR, DATE, since, now, UTC);
  }

  @Test
  void whatIsWellIsLookedAtAsUsualUntilTheDayAfterIsOver() {
    Observation well = state(Observation.State.PASSES);

    assertThat(next(well, NOW, NOW)).contains(NOW.plus(HOUR).minusSeconds(30));
    assertThat(next(well, NOW, Instant.parse("2026-01-21T22:59:00Z"))).isPresent();
    assertThat(next(well, NOW, Instant.parse("2026-01-21T23:30:00Z"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-20T12:00:00Z, PT5M", "2026-01-20T12:59:59Z, PT5M", "2026-01-20T13:00:00Z, PT15M",
    "2026-01-21T23:59:59Z, PT15M", "2026-01-22T00:00:00Z, PT1H", "2026-02-02T23:59:59Z, PT1H"
  })
  void whatIsNotWellIsLookedAtAtEveryTickThenMoreSeldom(Instant now, Duration pause) {
    assertThat(next(state(Observation.State.FAILS), NOW, now))
        .contains(now.plus(pause).minusSeconds(30));
    assertThat(next(state(Observation.State.UNKNOWN), NOW, now))
        .contains(now.plus(pause).minusSeconds(30));
  }

  @Test
  void afterTwoWeeksItIsGivenUp() {
    assertThat(next(state(Observation.State.FAILS), NOW, Instant.parse("2026-02-03T00:00:00Z")))
        .isEmpty();
  }

  @Test
  void whatWaitsIsLookedAtWhenItSaysButNotBeforeTheNextTick() {
    assertThat(next(Observation.waiting("", NOW.plusSeconds(7_000)), NOW, NOW))
        .contains(NOW.plusSeconds(7_000));
    assertThat(next(Observation.waiting("", NOW.plusSeconds(1)), NOW, NOW))
        .contains(NOW.plusSeconds(270));
    assertThat(next(Observation.waiting(""), NOW, NOW)).contains(NOW.plusSeconds(3_570));
    assertThat(next(Observation.leftOut(""), NOW, NOW)).isEmpty();
  }
}
