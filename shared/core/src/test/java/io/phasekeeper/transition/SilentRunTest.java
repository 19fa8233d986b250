package io.phasekeeper.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A member whose run ended without a message, and whom nobody could see at the deadline. */
class SilentRunTest {
  private static final String STORE = "nba_predictions.ml_feature_store_v2";

  private final Night night = new Night();
  private boolean down;

  private Warehouse sometimesDown() {
    return (Warehouse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Warehouse.class},
            (proxy, method, arguments) -> {
              if (down) {
                throw new PortFailure(
                    PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "no answer");
              }
              try {
                return method.invoke(night.tables, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Four of five of phase 4, with the feature store's run but not its message. */
  private void fourMessagesAndARun() {
    night.with(sometimesDown());
    for (String name :
        List.of(
            "TeamDefenseZoneAnalysisProcessor",
            "PlayerShotZoneAnalysisProcessor",
            "PlayerDailyCacheProcessor",
            "PlayerCompositeFactorsProcessor")) {
      var unused = night.on(night.message(Night.PHASE4, name, Map.of()));
    }
    night.tables.append(
        "nba_reference.processor_run_history",
        List.of(
            Map.of(
                "processor_name",
                "MLFeatureStoreProcessor",
                "run_id",
                "run-1",
                "status",
                "success",
                "data_date",
                Night.DATE,
                "started_at",
                night.clock.instant(),
                "processed_at",
                night.clock.instant())));
  }

  private boolean started() {
    return night
        .triggerIds("nba-predictions-trigger")
        .contains("phase5:" + Night.DATE + ":overnight:1");
  }

  @Test
  void isAskedForAgainOnceTheRunHistoryAnswers() {
    night.rows(STORE, "game_date", 200);
    fourMessagesAndARun();
    down = true;
    night.passes(Duration.ofMinutes(70));
    assertThat(started()).isFalse();
    down = false;
    night.passes(Duration.ofMinutes(6));
    assertThat(started()).isTrue();
  }

  @Test
  void isAskedForAgainOnceItsRowsAreThere() {
    night.rows(STORE, "game_date", 0);
    fourMessagesAndARun();
    night.passes(Duration.ofMinutes(70));
    assertThat(started()).isFalse();
    night.rows(STORE, "game_date", 200);
    night.passes(Duration.ofMinutes(6));
    assertThat(started()).isTrue();
  }
}
