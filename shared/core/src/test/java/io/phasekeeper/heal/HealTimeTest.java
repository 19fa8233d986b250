package io.phasekeeper.heal;

import static io.phasekeeper.heal.HealNight.DATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.backfill.December;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.message.MemoryMessages;
import io.phasekeeper.orchestrator.PhaseOrchestrator;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A function has its time, and every call takes some of it. */
class HealTimeTest {
  private final HealNight night = new HealNight();

  private void callsTake(Duration duration) {
    night.whileCalled = () -> night.clock.add(duration);
  }

  private void missing(int days) {
    for (int day = 0; day < days; day++) {
      night.tables.replaceRows("dairy.cheese", "day", DATE.minusDays(day), List.of());
    }
  }

  @Test
  void callsThatTakeLongAreLeftToTheNextTickBeforeTheFunctionRunsOutOfTime() {
    missing(4);
    callsTake(Duration.ofMinutes(3));
    night.clock.setInstant(HealNight.at("09:05", 1));
    for (int tick = 0; tick < 12; tick++) {
      Instant begin = night.clock.instant();
      int before = night.calls.size();
      assertThat(night.ticks().failures()).isEmpty();
      assertThat(Duration.between(begin, night.clock.instant())).isLessThan(Duration.ofMinutes(9));
      assertThat(night.calls.size() - before).isLessThanOrEqualTo(2);
    }
    assertThat(night.calls).hasSize(8).doesNotHaveDuplicates();
    assertThat(night.findings("open")).isEmpty();
  }

  @Test
  void aDeliverySendsWhatItHasTimeForAndTheNextTickTheRest() {
    night.tables.replaceRows("dairy.cheese", "day", DATE.minusDays(2), List.of());
    night.rows("cheese", DATE, 10);
    night.rows("totals", DATE, 1);
    night.idle();
    night.ticksAt("09:05", 1);
    assertThat(night.calls).containsExactly("cheese 2026-03-08");
    night.answers(200).clock.add(Duration.ofMinutes(2));
    night.rows("cheese", DATE.minusDays(2), 10);
    OutputDate made = new OutputDate("cheese", DATE.minusDays(2));
    assertThat(night.heal().completed(made).orElseThrow().healed())
        .containsExactly("cheese:2026-03-08");
    callsTake(Duration.ofSeconds(20));
    Instant begin = night.clock.instant();
    assertThat(night.heal().completed(made).orElseThrow().sent()).hasSize(1);
    assertThat(Duration.between(begin, night.clock.instant())).isLessThan(Duration.ofMinutes(1));
    assertThat(night.plan(made.output(), made.date()).steps())
        .extracting(Step::note)
        .contains("its turn comes with the next tick: this one took long");
    callsTake(Duration.ZERO);
    night.passes(Duration.ofMinutes(5));
    assertThat(night.calls)
        .containsExactlyInAnyOrder(
            "cheese 2026-03-08", "totals 2026-03-10", "totals 2026-03-09", "totals 2026-03-08");
  }

  @Test
  void whatLosesItsUseWhileATickGoesOnIsNotSentAnyMore() {
    HealNight early = HealNight.ofUseBeforeTheVatsOpen();
    early.with(early.stored, slow(early, Duration.ofMinutes(2)));
    early.ticksAt("07:59", 0);
    assertThat(early.calls).isEmpty();
    assertThat(early.plan("cheese", DATE).state()).isEqualTo(PlanState.USELESS);
  }

  @Test
  void aDeliveryThatIsKilledWhileItHealsWasNeverAcknowledged() {
    ((MemoryMessages) night.messages()).createTopic("dairy-make");
    night.clock.setInstant(HealNight.at("02:30", 1));
    night.rows("cheese", DATE, 10);
    night.rows("totals", DATE, 1);
    night.clock.setInstant(HealNight.at("09:05", 1));
    assertThat(new HealDesk(night).heal(DATE, Optional.of("milk"), true, December.ANN).done())
        .isTrue();
    night.clock.add(Duration.ofMinutes(2));
    night.rows("milk", DATE, 120);
    PhaseOrchestrator orchestrator = new PhaseOrchestrator(night);
    night.whileCalled =
        () -> {
          throw new Killed();
        };
    assertThatThrownBy(() -> orchestrator.on(milkIsThere("m1"))).isInstanceOf(Killed.class);
    assertThat(night.calls).containsExactly("cheese 2026-03-10");
    assertThat(acknowledged()).isEmpty();
    callsTake(Duration.ZERO);
    assertThat(orchestrator.on(milkIsThere("m1")).tryAgain()).isEmpty();
    assertThat(acknowledged())
        .singleElement()
        .satisfies(topic -> assertThat(topic).contains("m1=").doesNotContain("again=true"));
  }

  private List<String> acknowledged() {
    return night.stored.all().stream()
        .filter(document -> document.path().id().contains(":deliveries:"))
        .map(document -> document.fields().toString())
        .toList();
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private IncomingEvent milkIsThere(String messageId) {
    String body =
        "{\"processor_name\": \"milk\", \"status\": \"success\", \"record_count\": 120,"
            + " \"game_date\": \""
            + DATE
            + "\", \"timestamp\": \""
            + night.clock.instant()
            + "\"}";
    return new IncomingEvent(
        "dairy-fetched", messageId, night.clock.instant(), body.getBytes(UTF_8), Map.of());
  }

  /** Tables of which each question takes so long. */
  private static Warehouse slow(HealNight night, Duration takes) {
    return (Warehouse)
        Proxy.newProxyInstance(
            HealTimeTest.class.getClassLoader(),
            new Class<?>[] {Warehouse.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("upstream")) {
                night.clock.add(takes);
              }
              try {
                return method.invoke(night.tables, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
