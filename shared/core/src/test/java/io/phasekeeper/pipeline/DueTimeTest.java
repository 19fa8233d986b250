package io.phasekeeper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times of a data date, and the nights on which clocks change. */
class DueTimeTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @ParameterizedTest
  @CsvSource({
    "11:00 D, 2026-01-10, 2026-01-10T16:00:00Z",
    "07:30 D+1, 2026-01-10, 2026-01-11T12:30:00Z",
    "23:59 D-1, 2026-01-10, 2026-01-10T04:59:00Z",
    "08:00 D+10, 2026-03-01, 2026-03-11T12:00:00Z",
    // 2026-03-08: clocks go from 02:00 to 03:00
    "02:30 D+1, 2026-03-07, 2026-03-08T07:30:00Z",
    "01:59 D+1, 2026-03-07, 2026-03-08T06:59:00Z",
    "03:00 D+1, 2026-03-07, 2026-03-08T07:00:00Z",
    // 2026-11-01: clocks go from 02:00 back to 01:00
    "01:30 D+1, 2026-10-31, 2026-11-01T05:30:00Z",
    "02:00 D+1, 2026-10-31, 2026-11-01T07:00:00Z",
  })
  void itIsThatTimeOfThatDayInTheZone(String text, LocalDate date, Instant moment) {
    assertThat(DueTime.parse(text).on(date, NEW_YORK)).isEqualTo(moment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "11:00", "11:00D", "9:00 D", "24:00 D", "11:60 D", "11:00 D+", "D"})
  void anotherFormIsRefused(String text) {
    assertThatThrownBy(() -> DueTime.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"11:00 D", "07:30 D+1", "23:00 D-2"})
  void itIsWrittenAsItIsRead(String text) {
    assertThat(DueTime.parse(text)).hasToString(text);
  }

  @Test
  void theDayGoesBeforeTheTimeInTheirOrder() {
    assertThat(DueTime.parse("23:00 D")).isLessThan(DueTime.parse("01:00 D+1"));
    assertThat(DueTime.parse("01:00 D")).isLessThan(DueTime.parse("02:00 D"));
    assertThat(DueTime.parse("01:00 D")).isEqualByComparingTo(DueTime.parse("01:00 D"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-11T04:59:59Z, same_day", // 23:59:59 in New York
    "2026-01-11T05:00:00Z, overnight", // midnight there, though the 11th began in UTC long before
    "2026-01-10T05:00:00Z, same_day",
    "2026-01-10T04:59:59Z, tomorrow",
  })
  void theCycleTurnsAtMidnightOfTheZone(Instant start, String cycle) {
    CycleName overnight = new CycleName("overnight");
    CycleRule rule =
        new CycleRule(overnight, overnight, new CycleName("same_day"), new CycleName("tomorrow"));
    assertThat(rule.of(start, LocalDate.of(2026, 1, 10), NEW_YORK)).isEqualTo(new CycleName(cycle));
  }

  @Test
  void ofATimeAndALeadTheFirstIsDue() {
    LocalDate date = LocalDate.of(2026, 1, 10);
    Instant noon = Instant.parse("2026-01-10T17:00:00Z");
    DueTime two = DueTime.parse("14:00 D");
    Due both = new Due(Optional.of(two), Optional.of(Duration.ofHours(2)));
    assertThat(both.on(date, NEW_YORK, Optional.of(noon))).contains(noon.minusSeconds(7200));
    assertThat(both.on(date, NEW_YORK, Optional.of(noon.plusSeconds(86_400))))
        .contains(two.on(date, NEW_YORK));
    assertThat(both.on(date, NEW_YORK, Optional.empty())).contains(two.on(date, NEW_YORK));
    Due lead = new Due(Optional.empty(), Optional.of(Duration.ofHours(2)));
    assertThat(lead.on(date, NEW_YORK, Optional.empty())).isEmpty();
    assertThat(lead.on(date, NEW_YORK, Optional.of(noon))).contains(noon.minusSeconds(7200));
    assertThatThrownBy(() -> new Due(Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
