package io.phasekeeper.backfill;

import static io.phasekeeper.backfill.December.ANN;
import static io.phasekeeper.backfill.December.PHASE4;
import static io.phasekeeper.backfill.December.date;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.phasekeeper.call.ServiceClient;
import io.phasekeeper.document.DocumentStore;
import io.phasekeeper.heal.OutputWork;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.testing.TroubledPorts;
import io.phasekeeper.testing.TroubledPorts.Death;
import io.phasekeeper.testing.TroubledPorts.Trouble;
import io.phasekeeper.warehouse.Warehouse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process dies before every single call to a port, or the port fails there: the backfill goes
 * on with the next ticks all the same, sends nothing beside what is under way, and ends.
 */
@Tag("long")
class BackfillCrashTest {
  @ParameterizedTest
  @EnumSource(names = {"DEATH_BEFORE", "FAILURE"})
  void whateverIsLeftUndoneIsDoneByTheNextTicks(Trouble trouble) {
    int calls = play(Integer.MAX_VALUE, trouble);
    assertThat(calls).isGreaterThan(80);
    for (int at = 1; at <= calls; at++) {
      play(at, trouble);
    }
  }

  @Test
  void whatFollowsIsMadeAnewOnceWhereverItIsCutShort() {
    int calls = follow(Integer.MAX_VALUE, Trouble.DEATH_BEFORE);
    assertThat(calls).isGreaterThan(80);
    for (Trouble trouble : List.of(Trouble.DEATH_BEFORE, Trouble.FAILURE)) {
      for (int at = 1; at <= calls; at++) {
        follow(at, trouble);
      }
    }
  }

  /** A summary is made anew; the caches of the next days, and what is made from them, follow. */
  @CanIgnoreReturnValue
  private static int follow(int troubleAt, Trouble trouble) {
    December december = new December();
    for (LocalDate date : December.WEEK) {
      new OutputWork(december)
          .outputs().stream()
              .filter(each -> each.phase().equals(PHASE4))
              .forEach(each -> december.rows(each.name().value(), date));
    }
    december.noRows(December.SUMMARY, date(12, 10));
    december.rows("p2_nbacom_gamebook_pdf", date(12, 10));
    december.rows("p2_nbacom_boxscores", date(12, 10));
    BackfillOrder order =
        new BackfillOrder(
            date(12, 10), date(12, 10), Optional.of(new PhaseName("phase3")), 3, false);
    assertThat(december.desk().begin(order, ANN).done()).isTrue();
    TroubledPorts ports = new TroubledPorts(troubleAt, trouble);
    DocumentStore documents = ports.around(DocumentStore.class, december.night.stored);
    Warehouse warehouse = ports.around(Warehouse.class, december.night.tables);
    ServiceClient client = ports.around(ServiceClient.class, december);
    december.restart(documents, warehouse, client);
    String play = trouble + " at call " + troubleAt;
    BackfillPlan.State state = BackfillPlan.State.OPEN;
    for (int tick = 1; tick <= 40 && state != BackfillPlan.State.DONE; tick++) {
      try {
        december.ticks();
        state = december.plan().state();
      } catch (Death | PortFailure e) {
        december.restart(documents, warehouse, client);
      }
    }
    int calls = ports.calls();
    december.restart(december.night.stored, december.night.tables, december);
    assertThat(december.plan().state()).as(play).isEqualTo(BackfillPlan.State.DONE);
    assertThat(december.sent)
        .as(play)
        .hasSize(9)
        .doesNotHaveDuplicates()
        .startsWith("player_game_summary:2025-12-10")
        .contains("ml_feature_store:2025-12-12", "ml_feature_store:2025-12-14");
    return calls;
  }

  /** A date, and one after it that is held until half an hour has passed. */
  @CanIgnoreReturnValue
  private static int play(int troubleAt, Trouble trouble) {
    December december = new December();
    december.rows(December.SUMMARY, date(12, 10), "");
    TroubledPorts ports = new TroubledPorts(troubleAt, trouble);
    DocumentStore documents = ports.around(DocumentStore.class, december.night.stored);
    Warehouse warehouse = ports.around(Warehouse.class, december.night.tables);
    ServiceClient client = ports.around(ServiceClient.class, december);
    december.restart(documents, warehouse, client);
    String play = trouble + " at call " + troubleAt;
    boolean over = false;
    for (int tick = 1; tick <= 60 && !over; tick++) {
      if (tick == 7) {
        december.rows(December.SUMMARY, date(12, 10));
      }
      try {
        if (december.desk().view(Optional.empty()).plans().isEmpty()) {
          var unused =
              december
                  .desk()
                  .begin(
                      new BackfillOrder(date(12, 8), date(12, 10), Optional.of(PHASE4), 3, false),
                      ANN);
        }
        december.ticks();
        over =
            december.desk().view(Optional.empty()).plans().stream()
                .anyMatch(plan -> plan.state() == BackfillPlan.State.DONE);
      } catch (Death | PortFailure e) {
        december.restart(documents, warehouse, client);
      }
      long inFlight =
          december.night.stored.all().stream()
              .filter(document -> document.fields().containsKey("in_flight"))
              .count();
      assertThat(inFlight).as(play).isLessThanOrEqualTo(3);
      if (tick < 7) {
        assertThat(december.sent).as(play).noneMatch(each -> each.endsWith("2025-12-10"));
      }
    }
    int calls = ports.calls();
    december.restart(december.night.stored, december.night.tables, december);
    assertThat(over).as(play + ": it ends").isTrue();
    for (String output : List.copyOf(december.sent)) {
      assertThat(Collections.frequency(december.sent, output)).as(play).isLessThanOrEqualTo(1);
    }
    assertThat(december.sent).as(play).hasSize(10);
    assertThat(december.night.findings("open"))
        .as(play)
        .allMatch(each -> each.startsWith("warehouse-unseen"));
    assertThat(Duration.between(december.plan().openedAt(), december.now()))
        .as(play)
        .isLessThan(Duration.ofHours(5));
    return calls;
  }
}
