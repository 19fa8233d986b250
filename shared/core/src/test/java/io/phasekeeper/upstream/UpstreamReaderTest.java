package io.phasekeeper.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.upstream.Upstream.InputStanding;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What is asked of the warehouse, what is remembered, and what is answered. */
final class UpstreamReaderTest extends TenDays {
  @Test
  void tenWholeDaysAreOkAndAskedInOneStatement() {
    Upstream found = reader.read(CACHE, JAN_12, Set.of());

    is(found, UpstreamVerdict.OK, true);
    assertThat(found.finding().evidence()).isEqualTo("everything that it must have is there");
    InputStanding summary = found.inputs().get(0);
    assertThat(summary.days().get(0).finding().evidence()).isEqualTo("it has 210 rows");
    assertThat(summary.from()).isEqualTo(JAN_2);
    assertThat(summary.to()).isEqualTo(JAN_11);
    assertThat(summary.days()).hasSize(10);
    assertThat(calls).containsExactlyInAnyOrder("upstream", "calendar");
    assertThat(asked.get(0).runs().orElseThrow().names())
        .contains("PlayerGameSummaryProcessor", "player_game_summary");
  }

  @Test
  void aProcessorThatNeedsNothingMayStart() {
    Upstream found = reader.read(new ProcessorName("p2_odds_game_lines"), JAN_12, Set.of());

    is(found, UpstreamVerdict.OK, true);
    assertThat(found.inputs()).isEmpty();
    assertThat(calls).isEmpty();
  }

  @Test
  void aTableThatIsNotThereMakesTheVerdictUnknownAndNeverOk() {
    MemoryWarehouse bare = new MemoryWarehouse();
    bare.declare(CALENDAR, "game_date");
    bare.declare(HISTORY, "data_date");
    night.with(bare);

    Upstream found = cache();

    is(found, UpstreamVerdict.UNKNOWN, false);
    assertThat(found.finding().evidence()).startsWith("config-invalid").contains(SUMMARY);
    is(cache(UpstreamVerdict.MISSING), UpstreamVerdict.UNKNOWN, false);
  }

  @Test
  void aWarehouseThatCannotBeReadIsAFailureAndIsAskedAgain() {
    Warehouse down =
        counting(
            (Warehouse)
                Proxy.newProxyInstance(
                    Warehouse.class.getClassLoader(),
                    new Class<?>[] {Warehouse.class},
                    (proxy, method, arguments) -> {
                      throw new PortFailure(
                          PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "no answer");
                    }));
    night.with(down);
    reader = new UpstreamReader(night);
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(
              () -> {
                Upstream never = reader.read(CACHE, JAN_12, Set.of());
                assertThat(never).isNull();
              })
          .isInstanceOf(PortFailure.class);
      assertThat(calls).hasSize(i);
    }
  }

  @Test
  void whatWasReadIsBelievedForAMinuteAndAgesGoOn() {
    run(JAN_11, "status", "running", "started_at", at("2026-01-13T07:00:00Z"));
    assertThat(reader.read(CACHE, JAN_12, Set.of()).finding().age())
        .contains(Duration.ofMinutes(15));
    night.clock.add(Duration.ofSeconds(59));
    assertThat(reader.read(CACHE, JAN_12, Set.of()).finding().age())
        .contains(Duration.ofSeconds(15 * 60 + 59));
    assertThat(asked).hasSize(1);
    night.clock.add(Duration.ofSeconds(1));
    is(reader.read(CACHE, JAN_12, Set.of()), UpstreamVerdict.RUNNING, false);
    assertThat(asked).hasSize(2);
    assertThat(calls).containsOnlyOnce("calendar");
  }

  @Test
  void ofManyWhoAskTheSameAtOnceOneReads() throws Exception {
    List<Thread> waiting = new CopyOnWriteArrayList<>();
    List<Upstream> found = new CopyOnWriteArrayList<>();
    Warehouse slow =
        (Warehouse)
            Proxy.newProxyInstance(
                Warehouse.class.getClassLoader(),
                new Class<?>[] {Warehouse.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("upstream") && waiting.isEmpty()) {
                    for (int i = 0; i < 20; i++) {
                      Thread other =
                          new Thread(() -> found.add(reader.read(CACHE, JAN_12, Set.of())));
                      waiting.add(other);
                      other.start();
                    }
                    for (Thread other : waiting) {
                      while (other.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                      }
                    }
                  }
                  return method.invoke(tables, arguments);
                });
    night.with(counting(slow));
    reader = new UpstreamReader(night);
    Upstream first = reader.read(CACHE, JAN_12, Set.of());
    for (Thread other : waiting) {
      other.join();
    }

    assertThat(found).hasSize(20).allMatch(each -> each.verdict() == first.verdict());
    assertThat(asked).hasSize(1);
  }

  @Test
  void theTextTellsTheWholeThenTheInputsThenTheirBadDates() {
    summary(JAN_11, 324);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));

    assertThat(UpstreamText.of(cache(), false))
        .isEqualTo(
            """
            player_daily_cache for 2026-01-12: stale_running, safe to process, 19 h 44 min
              player_game_summary: on 2026-01-11 its run says that it runs, but no beat of it is known, and it began at 2026-01-12T11:30:08Z; it has 324 rows
              - player_game_summary (nba_analytics.player_game_summary), 2026-01-02 to 2026-01-11: stale_running
                  2026-01-11  stale_running, 19 h 44 min: its run says that it runs, but no beat of it is known, and it began at 2026-01-12T11:30:08Z; it has 324 rows  summary-2026-01-11"""
                .stripIndent());
    assertThat(UpstreamText.of(cache(), true)).contains("\u001b[33mstale_running\u001b[0m");
  }

  @Test
  void theJsonTellsWhatProcessorsAskFor() {
    summary(JAN_11, 324);
    run(JAN_11, "status", "running", "started_at", at("2026-01-12T11:30:08Z"));

    JsonObject json = JsonParser.parseString(UpstreamJson.of(cache())).getAsJsonObject();

    assertThat(json.get("processor").getAsString()).isEqualTo("player_daily_cache");
    assertThat(json.get("date").getAsString()).isEqualTo("2026-01-12");
    assertThat(json.get("verdict").getAsString()).isEqualTo("stale_running");
    assertThat(json.get("safe_to_process").getAsBoolean()).isTrue();
    assertThat(json.get("age_seconds").getAsLong()).isEqualTo(71_092);
    JsonObject need = json.getAsJsonArray("needs").get(0).getAsJsonObject();
    assertThat(need.get("table").getAsString()).isEqualTo(SUMMARY);
    assertThat(need.getAsJsonArray("dates")).hasSize(10);
    assertThat(need.getAsJsonArray("dates").get(9).getAsJsonObject().get("run_id").getAsString())
        .isEqualTo("summary-2026-01-11");
  }
}
