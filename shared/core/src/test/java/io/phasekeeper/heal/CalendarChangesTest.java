package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the calendar says of a date changes after its outputs were due. */
class CalendarChangesTest {
  private static final String MISSING = "output-missing cheese";

  private final HealNight night = new HealNight();

  @Test
  void workThatIsCalledOffAndComesBackBetweenTwoLooksIsMissedAtOnce() {
    night.answers(500);
    night.ticksAt("04:00", 1);
    assertThat(night.findings("open")).contains(MISSING);

    night.vats(DATE, 0);
    night.ticksAt("04:05", 1);
    assertThat(night.findings("open")).doesNotContain(MISSING);
    assertThat(night.plan("cheese", DATE).state()).isNotEqualTo(PlanState.OPEN);

    night.vats(DATE, 2);
    night.ticksAt("04:10", 1);
    assertThat(night.findings("open")).contains(MISSING);
  }

  @Test
  void soItIsIfACompletionSawItCalledOff() {
    night.answers(500);
    night.ticksAt("04:00", 1);
    night.vats(DATE, 0);
    assertThat(night.heal().completed(new OutputDate("cheese", DATE))).isPresent();
    assertThat(night.plan("cheese", DATE).state()).isNotEqualTo(PlanState.OPEN);

    night.vats(DATE, 2);
    night.ticksAt("04:05", 1);
    assertThat(night.findings("open")).contains(MISSING);
  }

  @Test
  void workThatComesToADateIsMissedAsSoonAsTheCalendarIsReadAnew() {
    night.vats(DATE, 0);
    night.ticksAt("03:55", 1);
    night.ticksAt("04:00", 1);
    night.passes(Duration.ofHours(1));
    assertThat(night.findings("open")).doesNotContain(MISSING);

    night.vats(DATE, 2);
    night.passes(Duration.ofMinutes(15));
    assertThat(night.findings("open").contains(MISSING) || night.rowsOf("cheese", DATE) > 0)
        .isTrue();
  }

  @Test
  void soItIsOfADateOfLastWeek() {
    night.ticksAt("03:55", 1);
    night.passes(Duration.ofMinutes(30));
    night.vats(DATE.minusDays(6), 2);
    night.passes(Duration.ofMinutes(15));
    assertThat(night.stored.all())
        .anyMatch(each -> each.path().id().equals("dairy:output-missing:cheese:2026-03-04"));
  }
}
