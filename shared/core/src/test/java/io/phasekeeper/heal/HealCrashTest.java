package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.testing.TroubledPorts;
import io.phasekeeper.testing.TroubledPorts.Death;
import io.phasekeeper.testing.TroubledPorts.Trouble;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process dies before and after every single call to the store or the warehouse, or the call
 * fails there: everything is made in the end, and nothing more often than it may be.
 */
@Tag("long")
class HealCrashTest {
  @ParameterizedTest
  @EnumSource
  void everythingIsMadeInTheEnd(Trouble trouble) {
    int calls = play(Integer.MAX_VALUE, trouble);
    assertThat(calls).isGreaterThan(60);
    for (int at = 1; at <= calls; at++) {
      play(at, trouble);
    }
  }

  /** The cheese of a day and of the day before is missing, and so is the total; a whole morning. */
  @CanIgnoreReturnValue
  private static int play(int troubleAt, Trouble trouble) {
    HealNight night = new HealNight();
    night.tables.replaceRows("dairy.cheese", "day", DATE.minusDays(1), java.util.List.of());
    TroubledPorts ports = new TroubledPorts(troubleAt, trouble);
    night.with(
        ports.around(DocumentStore.class, night.stored),
        ports.around(Warehouse.class, night.tables));
    night.clock.setInstant(HealNight.at("03:50", 1));
    for (int tick = 1; tick <= 60; tick++) {
      night.clock.add(Duration.ofMinutes(5));
      try {
        var unused = night.ticks();
      } catch (Death | PortFailure e) {
        night.restart();
      }
    }
    String where = trouble + " at call " + troubleAt;
    assertThat(night.rowsOf("cheese", DATE)).as(where).isPositive();
    assertThat(night.rowsOf("cheese", DATE.minusDays(1))).as(where).isPositive();
    assertThat(night.rowsOf("totals", DATE)).as(where).isPositive();
    night.calls.stream()
        .distinct()
        .forEach(
            call ->
                assertThat(night.calls.stream().filter(call::equals).count())
                    .as(where + ": " + call)
                    .isLessThanOrEqualTo(2));
    assertThat(night.findings("open")).as(where).isSubsetOf("warehouse-unseen bigquery");
    return ports.calls();
  }
}
