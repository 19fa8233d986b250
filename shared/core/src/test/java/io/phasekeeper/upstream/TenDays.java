package io.phasekeeper.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.transition.Night;
import io.phasekeeper.upstream.Upstream.Day;
import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.UpstreamQuestion;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** Ten whole days of the NBA pipeline in memory, and a processor that asks on the morning after. */
abstract class TenDays {
  static final LocalDate JAN_2 = LocalDate.parse("2026-01-02");
  static final LocalDate JAN_11 = LocalDate.parse("2026-01-11");
  static final LocalDate JAN_12 = LocalDate.parse("2026-01-12");
  static final ProcessorName CACHE = new ProcessorName("player_daily_cache");
  static final ProcessorName FEATURES = new ProcessorName("ml_feature_store");
  static final String SUMMARY = "nba_analytics.player_game_summary";
  static final String HISTORY = "nba_reference.processor_run_history";
  static final String CALENDAR = "nba_raw.v_nbac_schedule_latest";

  final Night night = new Night();
  final MemoryWarehouse tables = night.tables;
  final List<UpstreamQuestion> asked = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  UpstreamReader reader;

  /** Ten whole days, six games each, and at 07:15 of Jan 13 the cache for Jan 12 is to be made. */
  @BeforeEach
  final void tenDays() {
    for (LocalDate date : JAN_2.datesUntil(JAN_12.plusDays(1)).toList()) {
      List<Map<String, Object>> games = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        games.add(Map.of("game_date", date, "game_id", "g" + i, "game_status", "final"));
      }
      tables.replaceRows(CALENDAR, "game_date", date, games);
      summary(date, 210);
    }
    night.clock.setInstant(Instant.parse("2026-01-13T07:15:00Z"));
    night.with(counting(tables));
    reader = new UpstreamReader(night);
  }

  /** The warehouse, and what it was asked. */
  Warehouse counting(Warehouse real) {
    return (Warehouse)
        Proxy.newProxyInstance(
            Warehouse.class.getClassLoader(),
            new Class<?>[] {Warehouse.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              if (arguments != null && arguments[0] instanceof UpstreamQuestion question) {
                asked.add(question);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  void summary(LocalDate date, int rows) {
    List<Map<String, Object>> players = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      players.add(Map.of("player_lookup", "p" + i));
    }
    tables.replaceRows(SUMMARY, "game_date", date, players);
  }

  void run(LocalDate date, Object... more) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("processor_name", "PlayerGameSummaryProcessor");
    row.put("run_id", "summary-" + date);
    row.put("data_date", date);
    for (int i = 0; i < more.length; i += 2) {
      row.put((String) more[i], more[i + 1]);
    }
    row.values().removeIf("null"::equals);
    tables.append(HISTORY, List.of(row));
  }

  static Instant at(String time) {
    return Instant.parse(time);
  }

  Upstream cache() {
    reader = new UpstreamReader(night);
    return reader.read(CACHE, JAN_12, Set.of());
  }

  Upstream cache(UpstreamVerdict... accepted) {
    reader = new UpstreamReader(night);
    return reader.read(CACHE, JAN_12, Set.of(accepted));
  }

  static Day dayOf(Upstream upstream, LocalDate date) {
    return upstream.inputs().get(0).days().stream()
        .filter(day -> day.date().equals(date))
        .findFirst()
        .orElseThrow();
  }

  static void is(Upstream upstream, UpstreamVerdict verdict, boolean safe) {
    assertThat(upstream.verdict()).as(upstream.finding().evidence()).isEqualTo(verdict);
    assertThat(upstream.safe()).as(upstream.finding().evidence()).isEqualTo(safe);
  }
}
