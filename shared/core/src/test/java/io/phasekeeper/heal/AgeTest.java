package io.phasekeeper.heal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgeTest {
  private static final Instant NOON = Instant.parse("2026-01-12T12:00:00Z");

  private static Optional<Instant> age(Optional<Instant> own, Instant... inputs) {
    return Age.of(own, List.of(inputs), Optional.empty()).newerThan();
  }

  private static Instant at(long seconds) {
    return NOON.plus(Duration.ofSeconds(seconds));
  }

  @Test
  void itIsOlderOnlyIfAnInputWasWrittenAfterIt() {
    assertThat(age(Optional.of(NOON))).isEmpty();
    assertThat(age(Optional.of(NOON), at(-1))).isEmpty();
    assertThat(age(Optional.of(NOON), NOON)).isEmpty();
    assertThat(age(Optional.of(NOON), at(1))).contains(at(1));
    assertThat(age(Optional.of(NOON), at(-9), at(7), at(3))).contains(at(7));
  }

  @Test
  void whereNoRowTellsItIsNotOlder() {
    assertThat(age(Optional.empty(), at(7))).isEmpty();
  }

  @Test
  void rowsOfWorkThatIsUnderWayAreNewEnough() {
    Optional<Instant> own = Optional.of(NOON);
    assertThat(Age.of(own, List.of(at(7)), Optional.of(at(3))).newerThan())
        .contains(at(3).minus(PlanMaker.CLOCKS));
    assertThat(Age.of(own, List.of(at(7)), Optional.of(at(7).plus(PlanMaker.CLOCKS))).newerThan())
        .contains(at(7));
    assertThat(Age.of(own, List.of(at(-7)), Optional.of(at(3))).newerThan()).isEmpty();
  }

  @Test
  void whatWorkUnderWayWasSentForIsProvenByNewerRowsOnly() {
    assertThat(Age.of(Optional.of(NOON), List.of(at(7)), Optional.of(at(8))).newerThan())
        .contains(at(7));
  }
}
