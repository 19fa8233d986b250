package io.phasekeeper.statuspage;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.DocumentPath;
import io.phasekeeper.document.FieldChange;
import io.phasekeeper.function.Beat;
import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.monitor.DataMonitor;
import io.phasekeeper.outcome.CallAnswers;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.StructuredLog;
import io.phasekeeper.sweep.PhaseSweep;
import io.phasekeeper.transition.Night;
import io.phasekeeper.warehouse.Warehouse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What processors and uptime checks are answered. */
final class StatusCallsTest {
  private final Night night = new Night();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  private StatusCalls calls() {
    return new StatusCalls(
        night,
        new CallAnswers(
            new StructuredLog(new PrintStream(log, true, StandardCharsets.UTF_8), night.clock),
            Optional.empty()));
  }

  private Exchange upstream(String processor, String date) throws Exception {
    return Exchange.get("/functions/status/upstream", Map.of("processor", processor, "date", date))
        .with(calls());
  }

  @Test
  void aGoodVerdictIsAnsweredWithItsInputs() throws Exception {
    Exchange answer = upstream("UpcomingTeamGameContextProcessor", "2026-01-10");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("processor")).isEqualTo("upcoming_team_game_context");
    assertThat(answer.text("verdict")).isEqualTo("ok");
    assertThat(answer.json().get("safe_to_process").getAsBoolean()).isTrue();
    assertThat(answer.json().has("needs")).isTrue();
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("\"severity\":\"INFO\"");
  }

  @Test
  void aBadVerdictIsAnAnswerToo() throws Exception {
    Exchange answer = upstream("player_daily_cache", "2026-01-11");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("verdict")).isEqualTo("missing");
    assertThat(answer.json().get("safe_to_process").getAsBoolean()).isFalse();
    assertThat(answer.json().get("age_seconds").isJsonNull()).isTrue();
    assertThat(answer.text("evidence")).contains("player_game_summary");
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("\"severity\":\"WARNING\"");
  }

  @Test
  void aProcessorMayAcceptWhatItKnows() throws Exception {
    Exchange answer =
        Exchange.get(
                "/upstream",
                Map.of(
                    "processor", "player_daily_cache",
                    "date", "2026-01-11",
                    "accept", "missing"))
            .with(calls());

    assertThat(answer.text("verdict")).isEqualTo("missing");
    assertThat(answer.json().get("safe_to_process").getAsBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "player_daily_cash|2026-01-11|did you mean \"player_daily_cache\"?",
        "''|2026-01-11|expected a processor of nba, such as",
        "player_daily_cache|TODAY|date: found \"TODAY\"; expected a date such as 2026-01-11",
        "player_daily_cache|+999999999-12-31|expected a date from 2000-01-01 to 2100-12-31",
        "player_daily_cache|9999-12-31|found \"9999-12-31\"; expected a date from 2000-01-01",
        "player_daily_cache|0001-01-05|found \"0001-01-05\"; expected a date from 2000-01-01",
        "player_daily_cache|2101-01-01|expected a date from 2000-01-01 to 2100-12-31",
        "player_daily_cache|1999-12-31|expected a date from 2000-01-01 to 2100-12-31",
      })
  void wrongInputIs400WithWhatWasExpected(String processor, String date, String said)
      throws Exception {
    Exchange answer = upstream(processor, date);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).contains(said);
  }

  @Test
  void anotherPathOrMethodIsRefused() throws Exception {
    Exchange path = Exchange.get("/functions/status/upsteram", Map.of()).with(calls());
    assertThat(path.status()).isEqualTo(404);
    assertThat(path.text("error")).contains("/upstream?processor=");
    assertThat(new Exchange("POST", "/upstream", Map.of()).with(calls()).status()).isEqualTo(405);
  }

  @Test
  void aWarehouseThatCannotBeReadIsNeverAYes() throws Exception {
    night.with(
        (Warehouse)
            Proxy.newProxyInstance(
                Warehouse.class.getClassLoader(),
                new Class<?>[] {Warehouse.class},
                (proxy, method, arguments) -> {
                  throw new PortFailure(
                      PortFailure.Service.BIGQUERY, PortFailure.Kind.UNAVAILABLE, "no answer");
                }));

    Exchange answer = upstream("player_daily_cache", "2026-01-11");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().has("verdict")).isFalse();
    assertThat(answer.json().has("safe_to_process")).isFalse();
    assertThat(answer.text("service")).isEqualTo("bigquery");
  }

  @Test
  void healthTellsWhenTheTimersLastTicked() throws Exception {
    assertThat(health().text("status")).isEqualTo("ok");
    assertThat(health().json().getAsJsonObject("timers").get(PhaseSweep.TIMER).getAsString())
        .isEqualTo("never");

    night.stored.merge(
        new DocumentPath(Beat.COLLECTION, "nba:" + PhaseSweep.TIMER),
        List.of(FieldChange.set("last_at", night.clock.instant())));
    night.clock.add(Duration.ofMinutes(3));
    assertThat(health().text("status")).isEqualTo("ok");
    night.clock.add(Duration.ofSeconds(1));
    assertThat(health().text("status")).isEqualTo("late");
    assertThat(health().text("pipeline")).isEqualTo("nba");
    assertThat(health().text("mode")).isEqualTo("on");
  }

  @Test
  void healthKnowsEveryTimerOfTheTable() throws Exception {
    Path table = Path.of(System.getProperty("phasekeeper.home"), FunctionTable.PATH);
    List<String> timers =
        FunctionTable.read(table, ZoneOffset.UTC).functions().stream()
            .filter(each -> each.trigger() == FunctionSpec.Trigger.TIMER)
            .map(FunctionSpec::name)
            .toList();

    assertThat(timers).contains("data-monitor");
    assertThat(health().json().getAsJsonObject("timers").keySet())
        .containsExactlyInAnyOrderElementsOf(timers);
  }

  @Test
  void aDataMonitorThatTicksNoMoreIsLate() throws Exception {
    night.stored.merge(
        new DocumentPath(Beat.COLLECTION, "nba:" + DataMonitor.TIMER),
        List.of(FieldChange.set("last_at", night.clock.instant())));
    night.clock.add(Duration.ofMinutes(15));
    assertThat(health().text("status")).isEqualTo("ok");
    night.clock.add(Duration.ofSeconds(1));
    assertThat(health().text("status")).isEqualTo("late");
  }

  private Exchange health() throws Exception {
    Exchange answer = Exchange.get("/health", Map.of()).with(calls());
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }
}
